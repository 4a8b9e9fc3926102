"""The processes of `make run`: who falls is started again, after longer and longer pauses, and told once."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import child_processes
from config.child_processes import Children

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is left")

# Starts a process that ignores SIGTERM, notes both, and goes on as it is told.
PARENT = """
import os, subprocess, sys, time
asleep = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", asleep])
with open(sys.argv[1], "a") as notes: notes.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(float(sys.argv[2])); sys.exit(3)
"""


@pytest.fixture
def family(monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    """No child yet, and short pauses."""
    monkeypatch.setattr(child_processes, "SHORTEST", 0.01)
    made = Children(dict(os.environ))
    yield made
    made.stop(1)


def tend(family: Children, until: Callable[[], bool], seconds: float = 60) -> bool:
    """Look after them as `make run` does, until it is as it should be."""
    for _look in range(int(seconds / 0.02)):
        family.tend()
        if until():
            return True
        time.sleep(0.02)
    return False


def noted(notes: Path) -> list[list[int]]:
    """Each start: the process and its child."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    return [[int(pid) for pid in line.split()] for line in lines]


def alive(pid: int) -> bool:
    """Whether it does anything any more."""
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False


def test_crashed_process_is_restarted_and_reported_once(
    family: Children, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    family.start("worker", ("-c", PARENT, str(tmp_path / "notes"), "0"))
    assert tend(family, lambda: len(noted(tmp_path / "notes")) >= 4)
    assert capfd.readouterr().err == (
        "worker ended by itself (status 3); it is started again, and again if need be.\n"
    )


def test_grandchildren_are_killed_too(family: Children, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    family.start("web", ("-c", PARENT, str(notes), "0"))
    assert tend(family, lambda: len(noted(notes)) >= 2)
    assert tend(family, lambda: not alive(noted(notes)[0][1]))


def test_stop_ends_all_processes(family: Children, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    family.start("web", ("-c", PARENT, str(notes), "600"))
    assert tend(family, lambda: bool(noted(notes)))
    family.stop(30)
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in noted(notes)[0]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(pid) for pid in noted(notes)[0])


def test_crash_after_a_long_run_is_reported_again(
    family: Children,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(child_processes, "STEADY", 0.0)
    family.start("worker", ("-c", "raise SystemExit(3)"))
    assert tend(family, lambda: capfd.readouterr().err.count("worker ended") > 0)
    assert tend(family, lambda: capfd.readouterr().err.count("worker ended") > 0)


def test_pauses_grow_up_to_a_minute() -> None:
    assert [child_processes.pause(falls) for falls in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert child_processes.pause(100_000) == 60

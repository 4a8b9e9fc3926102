"""Lodge as `make run` starts it, in a folder of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.sqlite_template import migrated_file

OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "ALLOWED_HOSTS",
    "DEBUG",
    "EMAIL_URL",
    "LODGE_ENV_FILE",
    "ADMINS",
    "DEFAULT_FROM_EMAIL",
    "FILES_URL",
)


class Running:
    """`python -m config.run`, its address, its people, and all that it and its children print."""

    def __init__(self, folder: Path, root: Path, *, wait: bool = True, **more: str) -> None:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in OURS and not name.startswith(("ATLASSIAN_", "SECRET_KEY", "TOKEN_"))
        }
        environment |= {"LODGE_VAR_DIR": str(folder), **more}
        self.folder, self.har = folder, folder.parent / "traffic.har"
        command = [
            sys.executable,
            "-m",
            "config.run",
            "--port",
            "0",
            "--sandbox-port",
            "0",
            "--har",
            str(self.har),
        ]
        self.printed = folder.parent / "printed.log"
        with self.printed.open("wb") as sink:
            self.process = subprocess.Popen(
                command, cwd=root, env=environment, stdout=sink, stderr=sink
            )
        self.url, self.atlassian = "", ""
        self.people: dict[str, str] = {}
        if wait:
            self._wait()

    def _wait(self) -> None:
        for _ in range(2000):  # a busy machine is slow, not wrong
            said = self.printed.read_text(encoding="utf-8")
            if "Ctrl-C stops everything" in said:
                self._read(said)
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail("it did not start:\n" + self.printed.read_text(encoding="utf-8"))

    def _read(self, said: str) -> None:
        for line in said.splitlines():
            words = line.split()
            if line.startswith("Lodge is ready"):
                self.url = words[-1]
            elif line.startswith("The simulated Atlassian:"):
                self.atlassian = words[3]
            elif self.url and len(words) == 2 and line.startswith("  "):
                self.people[words[0]] = words[1]


@pytest.fixture
def running(tmp_path: Path, repository: Path) -> Iterator[Running]:
    """Lodge, started by somebody who started it before: its tables are there."""
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    migrated_file(folder / "lodge.sqlite3")
    with ended(Running(folder, repository)) as started:
        yield started


@pytest.fixture
def first_run(tmp_path: Path, repository: Path) -> Iterator[Running]:
    """Lodge, started as a newcomer starts it: there is nothing yet."""
    with ended(Running(tmp_path / "var", repository)) as started:
        yield started


@contextmanager
def ended(started: Running) -> Iterator[Running]:
    """Ends *started* with the block, unless something else did."""
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(30)

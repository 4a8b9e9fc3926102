"""`make run`, everything installed, started for the second time: seconds until its first page: goal 12."""

import os
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from config.run import free_port
from tests.bench.against.contestants import Contestant
from tests.bench.alternating import ratio
from tests.bench.environment import KEPT
from tests.bench.result_row import Row

ROUNDS, PATIENCE = 3, 180.0


def measure(ours: Contestant, theirs: Contestant, revision: str, small: bool) -> Iterator[Row]:
    """Both start once, then take turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory(prefix="lodge-bench-") as folder:
        for turn in range(1 if small else ROUNDS + 1):
            for number, build in enumerate((ours, theirs)):
                seconds = start(build, Path(folder) / str(number))
                if turn or small:
                    taken[number].append(seconds)
    more = f" ({median(taken[0]):.1f} s; {median(taken[1]):.1f} s)"
    what = f"`make run`, second start, until its first page, against {revision}"
    yield Row.at_most(what, ratio(*taken), 0.5, more=more)


def start(build: Contestant, folder: Path) -> float:
    """Seconds from the command to the first page; then stop it. What it makes lies in *folder*. Raises TimeoutError."""
    folder.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    port, sandbox = free_port(0), free_port(0)
    command = [build.python, "-m", "config.run", "--die-with-parent", "--port", str(port)]
    began = perf_counter()
    process = subprocess.Popen(
        [*command, "--sandbox-port", str(sandbox)],
        cwd=build.root,
        env={**kept, "LODGE_VAR_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/account/sign-in/"):
            if perf_counter() - began > PATIENCE or process.poll() is not None:
                raise TimeoutError(f"make run of {build.root} showed no page")
            sleep(0.02)
        return perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def answers(url: str) -> bool:
    """Whether a page comes."""
    try:
        urllib.request.urlopen(url, timeout=30).close()
    except OSError:
        return False
    return True

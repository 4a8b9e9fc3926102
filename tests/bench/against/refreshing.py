"""Links refreshed a second by four workers of each build, each exactly once: goal 13."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from config.child_processes import die_with_parent
from tests.bench.against.contestants import Contestant
from tests.bench.alternating import ratio
from tests.bench.result_row import Row

ROUNDS, LINKS, WORKERS = 3, 400, 4
PATIENCE = 180.0  # seconds


def measure(ours: Contestant, theirs: Contestant, revision: str, small: bool) -> Iterator[Row]:
    """Both have workers under way; the links of one fall due, then those of the other."""
    rounds, links = (1, 20) if small else (ROUNDS, LINKS)
    rates: tuple[list[float], list[float]] = ([], [])
    with ExitStack() as stack:
        for each in (ours, theirs):
            stack.enter_context(workers(each))
        for _ in range(rounds):
            for number, build in enumerate((ours, theirs)):
                rates[number].append(rate(build, links))
    more = f" ({median(rates[0]):.0f}/s; {median(rates[1]):.0f}/s)"
    what = f"Refreshes a second by {WORKERS} workers against {revision}"
    yield Row.at_least(what, ratio(*rates), 1.5, "×", more=more)
    yield Row.exactly("Refreshes upstream of each of these links", ours.wish("refreshes"), ONCE)


ONCE = "each exactly once"


@contextmanager
def workers(build: Contestant) -> Iterator[None]:
    """The build's own worker, of four processes, once it listens."""
    log = build.folder / "worker.log"
    command = [build.python, "-m", "celery", "--app", "config.celery", "worker"]
    command += ["--concurrency", str(WORKERS), "--loglevel", "info"]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            cwd=build.root,
            env=build.variables,
            stdout=sink,
            stderr=sink,
            preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
        )
    try:
        wait_until(lambda: " ready." in log.read_text())
        yield
    finally:
        process.terminate()
        process.wait(60)


def rate(build: Contestant, links: int) -> float:
    """Refreshes a second, from the tick that hands them out to the last that is saved."""
    wanted: int = build.wish("due", links)
    began = time.perf_counter()
    build.wish("hand_out")
    wait_until(lambda: build.wish("refreshed") >= wanted)
    return links / (time.perf_counter() - began)


def wait_until(true: Callable[[], bool]) -> None:
    """Return when it is so. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("the workers did not do it in time")
        time.sleep(0.02)

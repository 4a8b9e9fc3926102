"""A build's web server under way: what its processes cost and hold, and people who file through it."""

import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from config.child_processes import die_with_parent
from tests.bench.against.contestants import Contestant
from tests.bench.web import Post, Wire, file_until, wait_for
from tests.support.http_visitor import Visitor

PATIENCE = 120.0  # seconds


@dataclass
class Server:
    """The processes of one web server, which `arbiter` leads."""

    arbiter: int
    url: str
    people: list[Post] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)  # the same people

    def processes(self) -> list[int]:
        """The arbiter, then its workers."""
        found = [self.arbiter]
        for each in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it ended meanwhile
                if int(each.read_text().rpartition(")")[2].split()[1]) == self.arbiter:
                    found.append(int(each.parent.name))
        return found

    def cpu(self) -> float:
        """CPU seconds of all of them, of what they started and what ended, too."""
        return sum(_cpu(each) for each in self.processes())

    def pss(self) -> list[int]:
        """Bytes that each has for itself, with its share of what several of them use. Source: proc(5), smaps_rollup."""
        return [_pss(each) for each in self.processes()]


def _cpu(process: int) -> float:
    """By the scheduler, to the nanosecond; what ended, in hundredths of a second. Source: proc(5), stat."""
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[13:15]
    spent = sum(map(int, ticks)) / 100
    for each in Path(f"/proc/{process}/task").glob("*/schedstat"):
        with suppress(OSError):
            spent += int(each.read_text().split()[0]) / 1e9
    return spent


def _pss(process: int) -> int:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


@contextmanager
def server(build: Contestant, workers: int, threads: int) -> Iterator[Server]:
    """The build's own gunicorn, as its Procfile starts it, once every worker has answered."""
    at = ["--workers", str(workers), "--threads", str(threads), "--keep-alive", "75"]
    command = ["-m", "gunicorn", "config.wsgi", "--config", "python:config.gunicorn", *at]
    command += ["--bind", urlsplit(build.url).netloc]
    log = build.folder / "web.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [build.python, *command],
            cwd=build.root,
            env=build.variables,
            stdout=sink,
            stderr=sink,
            preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
        )
    try:
        wait_for(f"{build.url}/account/sign-in/")
        until = time.monotonic() + PATIENCE
        while log.read_text().count("Booting worker") < workers and time.monotonic() < until:
            time.sleep(0.1)
        yield Server(process.pid, build.url)
    finally:
        process.terminate()
        process.wait(60)


def let_in(build: Contestant, web: Server, count: int) -> None:
    """*count* people with links, each with a form that is drawn and was sent once."""
    for person in build.wish("people", count):
        visitor = Visitor()
        name, _, value = person["cookie"].partition("=")
        visitor.session.cookies.set(name, value)
        address = f"{web.url}{person['form']}"
        post = Post(visitor, address, visitor.get(address).form_with("summary", "submission"))
        post(Wire(web.url))
        web.people.append(post)
        web.visitors.append(visitor)


def at_once(web: Server, width: int, seconds: float) -> tuple[int, float]:
    """(reports, seconds): that many people file one report after the other. Raises the first failure."""
    counts: list[int] = []
    failures: list[Exception] = []
    begin = perf_counter() + 0.2
    threads = [
        threading.Thread(
            target=file_until, args=(post, web.url, begin, begin + seconds, counts, failures)
        )
        for post in islice(cycle(web.people), width)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts), perf_counter() - begin


def in_turn(posts: Sequence[Post], url: str, count: int) -> None:
    """*count* reports, one after the other."""
    wire = Wire(url)
    for post in islice(cycle(posts), count):
        post(wire)

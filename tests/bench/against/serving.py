"""Web servers of two builds: filings a second, bytes over the wire, memory, what starting costs: goals 5, 10 and 11."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

import requests

from tests.bench.against.contestants import Contestant
from tests.bench.against.served import Server, at_once, in_turn, let_in, server
from tests.bench.alternating import ratio
from tests.bench.environment import WEB_THREADS
from tests.bench.page_weight import weigh
from tests.bench.result_row import Row
from tests.bench.web import CREATE, PEOPLE, SLOW

ROUNDS, SECONDS, ALONE = 3, 8, 60
PROCESSES, THREADS = 2, 16  # as .env.example has them
MEGABYTE = 1024 * 1024


def filings(ours: Contestant, theirs: Contestant, revision: str, small: bool) -> Iterator[Row]:
    """Filings a second at 32 threads, Jira at 300 ms, and what a filing costs there and alone."""
    rounds, seconds, alone = (1, 1, 5) if small else (ROUNDS, SECONDS, ALONE)
    rates: tuple[list[float], list[float]] = ([], [])
    crowded: list[float] = []
    single: list[float] = []
    with ExitStack() as stack:
        webs = [stack.enter_context(server(each, 1, WEB_THREADS)) for each in (ours, theirs)]
        for build, web in zip((ours, theirs), webs, strict=True):
            let_in(build, web, PEOPLE)
        for _ in range(rounds):
            single.append(cost(webs[0], alone))
            for number, build in enumerate((ours, theirs)):
                with slow(build):
                    before = webs[number].cpu()
                    filed, took = at_once(webs[number], WEB_THREADS, seconds)
                rates[number].append(filed / took)
                if not number:
                    crowded.append((webs[0].cpu() - before) / filed)
        yield from weigh(webs[0].visitors[0], f"{webs[0].url}{webs[0].people[0].path}")
    more = f" ({median(rates[0]):.0f}/s; {median(rates[1]):.0f}/s)"
    what = f"Filings per second at {WEB_THREADS} threads, Jira at 300 ms, against {revision}"
    yield Row.at_least(what, ratio(*rates), 1.45, "×", more=more)
    more = f" ({median(crowded) * 1e3:.1f} ms; {median(single) * 1e3:.1f} ms)"
    what = f"CPU of a filing among {WEB_THREADS} threads against one alone"
    yield Row.at_most(what, ratio(crowded, single), 1.1, more=more)


def cost(web: Server, count: int) -> float:
    """CPU seconds of the server for one report, of *count* sent one after the other."""
    before = web.cpu()
    in_turn(web.people, web.url, count)
    return (web.cpu() - before) / count


@contextmanager
def slow(build: Contestant) -> Iterator[None]:
    """Its Jira takes 300 ms to create an issue."""
    fault = {"kind": "delay", "method": "POST", "path": CREATE, "seconds": SLOW, "times": None}
    control = f"{build.sandbox}/_sandbox/faults"
    made = requests.post(control, json=fault, timeout=60)
    made.raise_for_status()
    try:
        yield
    finally:
        requests.delete(control, timeout=60)


def memory(ours: Contestant, theirs: Contestant, revision: str, small: bool) -> Iterator[Row]:
    """What a web process takes beside another one, what starting both costs, and growth by filing."""
    count = 100 if small else 5000
    started: tuple[list[float], list[float]] = ([], [])
    held: list[float] = []
    for _ in range(1 if small else ROUNDS):
        for number, build in enumerate((ours, theirs)):
            with server(build, PROCESSES, THREADS) as web:
                started[number].append(web.cpu())
    for build in (ours, theirs):
        with server(build, PROCESSES, THREADS) as web:
            let_in(build, web, PEOPLE)
            warm(web, 20 if small else 300)
            held.append(sum(web.pss()) / PROCESSES)
            if build is ours:
                first = sum(web.pss())
                warm(web, count)
                grown = sum(web.pss()) / first
    more = f" ({held[0] / MEGABYTE:.1f} MB; {held[1] / MEGABYTE:.1f} MB)"
    what = f"Memory (PSS) of a web process of {PROCESSES}, its part of the arbiter included"
    yield Row.at_most(f"{what}, against {revision}", held[0] / held[1], 0.65, more=more)
    more = f" ({median(started[0]):.2f} s; {median(started[1]):.2f} s)"
    what = f"CPU until {PROCESSES} web processes are there, against {revision}"
    yield Row.at_most(what, ratio(*started), 0.6, more=more)
    yield Row.at_most(f"Growth of both by {count} filings", (grown - 1) * 100, 3, " %")


def warm(web: Server, count: int) -> None:
    """*count* reports by all people at once, and a look at their pages."""
    at_once_count(web, count)
    for post in web.people:
        for path in ("/", "/reports/", "/report/", post.path):
            requests.get(f"{web.url}{path}", headers=post.headers, timeout=60).raise_for_status()


def at_once_count(web: Server, count: int) -> None:
    """File until about *count* reports are there."""
    done = 0
    while done < count:
        done += at_once(web, len(web.people), 2)[0]

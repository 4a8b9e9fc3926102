"""Sends many requests at once, from a process of its own: what is measured beside it waits for no lock of ours."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import inf
from time import perf_counter, sleep

from tests.campaigns.attack.http_request import Answer, Shot, fetch

_spawning = multiprocessing.get_context("spawn")
_loaded: tuple[str, Sequence[Shot], int] = ("", (), 1)


EVERY = 2.0  # seconds


class Hammer:
    """All of *shots*, *at_once* at a time: loaded when it is made, used once.

    Whoever sends more as soon as anything is answered, however it is answered, keeps any server busy; a proxy stops
    them. So the next volley begins no sooner than after EVERY seconds.
    """

    def __init__(self, url: str, shots: Sequence[Shot], at_once: int) -> None:
        self._pool = _spawning.Pool(1, _load, (url, list(shots), at_once))
        self._pool.apply(_count)

    def strike(self, seconds: float) -> list[Answer]:
        """Again and again for so long, but once at least; the answers, without their pages."""
        try:
            return self._pool.apply(_strike, (seconds,))
        finally:
            self._pool.terminate()


def _load(url: str, shots: Sequence[Shot], at_once: int) -> None:
    global _loaded  # noqa: PLW0603  # what this process is for
    os.nice(10)  # attackers have machines of their own
    _loaded = (url, shots, at_once)


def _count() -> int:
    return len(_loaded[1])


def _strike(seconds: float) -> list[Answer]:
    url, shots, at_once = _loaded
    until, found = perf_counter() + seconds, list[Answer]()
    with ThreadPoolExecutor(at_once) as threads:
        while not found or perf_counter() < until:
            again = perf_counter() + EVERY
            found += threads.map(partial(fetch, url), shots)
            sleep(max(0.0, min(again, until) - perf_counter()))
    return [Answer(each.status, each.began, each.took, each.location) for each in found]


def told(answers: Iterable[Answer]) -> str:
    """How often which status, and the longest wait."""
    answers = list(answers)
    statuses = Counter(each.status or "no answer" for each in answers)
    counted = ", ".join(f"{number} × {status}" for status, number in statuses.most_common())
    return f"answers: {counted}; the longest took {max((each.took for each in answers), default=0):.1f} s"


def longest_filing(answers: Iterable[Answer]) -> float:
    """Seconds from the button to the page of the report, for those that came to one; infinite where none did."""
    return max((each.took for each in answers if "/reports/" in each.location), default=inf)

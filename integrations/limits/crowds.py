"""How many threads of this process may wait for Jira at once, so that a hanging Jira never takes the pages down."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from math import inf
from threading import Condition
from time import monotonic

from django.conf import settings

from integrations.errors import Unavailable

SLOW = 1.0  # seconds after which a call counts as held up
PATIENCE = 0.1  # seconds: among so many calls somebody leaves soon; and no page waits longer for this thread


class Crowd:
    """The calls under way in a process of *threads* threads.

    While Jira answers, a sixteenth of the threads (two at least) is kept for pages, and who finds no room waits for a
    moment: being filed now beats being queued. As soon as as many calls are held up, or the site has just failed, it is
    half of the threads, and nobody waits.
    """

    def __init__(self, threads: int, *, slow_after: float = SLOW, patience: float = PATIENCE) -> None:
        self._kept = max(threads // 16, 2)
        self._most = max(threads - self._kept, 1)
        self._most_when_slow = max(threads // 2, 1)
        self._slow_after, self._patience = slow_after, patience
        self._change = Condition()
        self._under_way: dict[object, float] = {}

    @contextmanager
    def joined(self, *, wary: bool = False, within: float = inf) -> Iterator[None]:
        """Be one of them until the end of the block. *wary*: the site has just failed. *within*: seconds to wait.

        Raises Unavailable, and nothing was sent, where there is no room and none is to be had soon.
        """
        me = object()
        with self._change:
            self._find_room(wary=wary, within=min(within, self._patience))
            self._under_way[me] = monotonic()
        try:
            yield
        finally:
            with self._change:
                del self._under_way[me]
                self._change.notify()

    def _find_room(self, *, wary: bool, within: float) -> None:
        until = monotonic() + within
        while len(self._under_way) >= self._most_when_slow:
            now = monotonic()
            slow = (
                wary
                or sum(now - since > self._slow_after for since in self._under_way.values()) >= self._kept
            )
            if not slow and len(self._under_way) < self._most:
                return
            if slow or now >= until:
                raise Unavailable("enough calls wait for Jira already")
            self._change.wait(until - now)


def crowd() -> Crowd:
    """That of this process."""
    return _crowd_of(settings.WEB_THREADS)


_crowd_of = cache(Crowd)

"""How many threads of this process may wait for Jira at once, so that a hanging Jira never takes the pages down."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from time import monotonic

from django.conf import settings

from integrations.errors import Unavailable

SLOW = 1.0  # seconds after which a call counts as held up


class Crowd:
    """The calls under way in a process of *threads* threads.

    While Jira answers, a sixteenth of the threads (two at least) is kept for pages. As soon as as many calls are held
    up, or the site has just failed, it is half of them.
    """

    def __init__(self, threads: int, *, slow_after: float = SLOW) -> None:
        self._kept = max(threads // 16, 2)
        self._most = max(threads - self._kept, 1)
        self._most_when_slow = max(threads // 2, 1)
        self._slow_after = slow_after
        self._lock = Lock()
        self._under_way: dict[object, float] = {}

    @contextmanager
    def joined(self, *, wary: bool = False) -> Iterator[None]:
        """Be one of them until the end of the block. *wary*: the site has just failed.

        Raises Unavailable at once, and nothing was sent, where there is no room.
        """
        me, now = object(), monotonic()
        with self._lock:
            if len(self._under_way) >= self._room(now, wary=wary):
                raise Unavailable("enough calls wait for Jira already")
            self._under_way[me] = now
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[me]

    def _room(self, now: float, *, wary: bool) -> int:
        if len(self._under_way) < self._most_when_slow:
            return self._most_when_slow
        slow = sum(now - since > self._slow_after for since in self._under_way.values())
        return self._most_when_slow if wary or slow >= self._kept else self._most


def crowd() -> Crowd:
    """That of this process."""
    return _crowd_of(settings.WEB_THREADS)


_crowd_of = cache(Crowd)

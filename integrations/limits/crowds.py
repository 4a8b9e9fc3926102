"""How many threads of this process may wait for Atlassian at once, so that a server that hangs never takes the pages
down: neither the gateway, behind which Jira is, nor the authorization server, which hands out tokens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from math import inf
from threading import Condition, Lock
from time import monotonic

from django.conf import settings

from accounts import shares
from integrations.errors import Unavailable

SLOW = 1.0  # seconds after which a call counts as held up
PATIENCE = 0.1  # seconds: among so many calls somebody leaves soon; and no page waits longer for this thread


class Server(Enum):
    """Whom somebody waits for. Each is slow by itself: one that hangs takes no room from the others.

    TURN: for one's own other tab, whose consent is being exchanged.
    """

    GATEWAY = "Jira"
    TOKENS = "new tokens"
    TURN = "other tabs"


class Crowd:
    """Who waits for Atlassian in a process of *threads* threads.

    A sixteenth of the threads (two at least) is kept for pages. While the gateway answers, all others may wait for it,
    and half of the threads for tokens, which few calls need; who finds no room waits for a moment: being filed now
    beats being queued. As soon as as many as are kept are held up at a server, or it has just failed, it is half of
    the threads there, or a quarter, and nobody waits for room.
    """

    def __init__(self, threads: int, *, slow_after: float = SLOW, patience: float = PATIENCE) -> None:
        self._kept = max(threads // 16, 2)
        self._most = max(threads - self._kept, 1)
        half, quarter = max(threads // 2, 1), max(threads // 4, 1)
        self._rooms = {
            Server.GATEWAY: (self._most, half),
            Server.TOKENS: (half, quarter),
            Server.TURN: (quarter, quarter),
        }
        self._slow_after, self._patience = slow_after, patience
        lock = Lock()
        self._change = {server: Condition(lock) for server in Server}
        self._waiting: dict[Server, dict[object, float]] = {server: {} for server in Server}

    @contextmanager
    def joined(
        self, server: Server = Server.GATEWAY, *, wary: bool = False, within: float = inf
    ) -> Iterator[None]:
        """Be one of them until the end of the block. *wary*: the server has just failed. *within*: seconds to wait.

        Raises Unavailable, and nothing was sent, where there is no room and none is to be had soon.
        """
        me = object()
        with self._change[server]:
            self._find_room(server, wary=wary, within=min(within, self._patience))
            self._waiting[server][me] = monotonic()
        try:
            with shares.aside():
                yield
        finally:
            with self._change[server]:
                del self._waiting[server][me]
                for change in self._change.values():
                    change.notify()

    def _find_room(self, server: Server, *, wary: bool, within: float) -> None:
        until = monotonic() + within
        here, (most, most_when_slow) = self._waiting[server], self._rooms[server]
        while True:
            any_room = sum(map(len, self._waiting.values())) < self._most
            if any_room and len(here) < most_when_slow:
                return
            now = monotonic()
            held_up = sum(now - since > self._slow_after for since in here.values())
            slow = wary or held_up >= self._kept
            if any_room and len(here) < most and not slow:
                return
            if slow or now >= until:
                raise Unavailable(f"enough calls wait for {server.value} already")
            self._change[server].wait(until - now)


def crowd() -> Crowd:
    """That of this process."""
    return _crowd_of(settings.WEB_THREADS)


_crowd_of = cache(Crowd)

"""A bulkhead: limits the threads of this process that wait for Atlassian, so a hanging server cannot block pages.

It covers the gateway, behind which Jira is, and the authorization server, which issues tokens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from math import inf
from threading import Condition, Lock
from time import monotonic

from django.conf import settings

from accounts import concurrency_limit
from integrations.errors import Unavailable

SLOW = 1.0  # seconds after which a call counts as slow
PATIENCE = 0.1  # seconds to wait for room: with so many calls one ends soon, and pages cannot use this thread meanwhile


class Server(Enum):
    """What a caller waits for. Each is limited separately, so one that hangs takes no room from the others.

    TURN: the person's other tab, whose code is being exchanged. ISSUER: the issuer of single sign-on.
    """

    GATEWAY = "Jira"
    TOKENS = "new tokens"
    TURN = "other tabs"
    ISSUER = "the issuer of single sign-on"


class Bulkhead:
    """The callers that wait for Atlassian in a process of *threads* threads.

    A sixteenth of the threads, at least two, is reserved for pages. While the servers answer, all other threads may
    wait for the gateway, and half of the threads for tokens, which few calls need. A caller without room waits
    briefly, because filing now is better than queuing. A server counts as slow when its last call failed, or when as
    many calls as there are reserved threads are slow. Then only half of the threads may wait for the gateway, or a
    quarter for tokens, and a caller without room is refused at once.
    """

    def __init__(
        self, threads: int, *, slow_after: float = SLOW, patience: float = PATIENCE
    ) -> None:
        self._kept = max(threads // 16, 2)
        self._most = max(threads - self._kept, 1)
        half, quarter = max(threads // 2, 1), max(threads // 4, 1)
        self._rooms = {
            Server.GATEWAY: (self._most, half),
            Server.TOKENS: (half, quarter),
            Server.TURN: (quarter, quarter),
            Server.ISSUER: (quarter, quarter),
        }
        self._slow_after, self._patience = slow_after, patience
        lock = Lock()
        self._change = {server: Condition(lock) for server in Server}
        self._waiting: dict[Server, dict[object, float]] = {server: {} for server in Server}

    @contextmanager
    def slot(
        self, server: Server = Server.GATEWAY, *, wary: bool = False, within: float = inf
    ) -> Iterator[None]:
        """Count as a caller during the block. *wary*: the server's last call failed. *within*: seconds to wait.

        Raises Unavailable where there is no room soon. Then nothing was sent.
        """
        me = object()
        concurrency_limit.will_call()
        with self._change[server]:
            self._find_room(server, wary=wary, within=min(within, self._patience))
            self._waiting[server][me] = monotonic()
        try:
            with concurrency_limit.while_waiting():
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
                raise Unavailable(f"too many calls already wait for {server.value}")
            self._change[server].wait(until - now)


def process_bulkhead() -> Bulkhead:
    """The bulkhead of this process."""
    return _bulkhead_of(settings.WEB_THREADS)


_bulkhead_of = cache(Bulkhead)

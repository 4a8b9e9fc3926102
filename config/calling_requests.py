"""Lets one request that calls another server work at a time in a process, and holds the others without a thread.

Many users who come at once with calls to Jira would otherwise share the processor with every page, and pages that need
no Jira would be as slow as they are. docs/decisions/0063 gives the reasons and the numbers.
"""

import re
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from functools import lru_cache
from math import inf
from typing import Any
from urllib.parse import unquote

from django.urls import Resolver404, resolve

# Seconds after which a request is held no longer, and after which the next one begins although another one works.
HELD_SECONDS, STALLED_SECONDS = 3.0, 0.25
# Requests in a row that called no other server, after which the next one of the route is expected to call none.
QUIET_AFTER = 4
# Connections; and bytes of a path, so that the cache of routes stays small.
_MOST, _LONGEST_PATH = 256, 512
_LINE = re.compile(rb"([A-Z]+) (/[^\s?#]*)")


def route_of(head: bytes) -> str:
    """Method and route of the request that begins with *head*, as "GET reports/"; empty for unknown ones."""
    line = _LINE.match(head)
    if line is None or len(line[2]) > _LONGEST_PATH:
        return ""
    return _route(line[1].decode(), line[2].decode("latin-1"))


@lru_cache(2048)
def _route(method: str, path: str) -> str:
    try:
        return f"{method} {resolve(unquote(path)).route}"
    except Resolver404:
        return ""


class Routes:
    """Which routes call other servers, as their last requests showed. A new one is expected to."""

    def __init__(self) -> None:
        self._quiet: Counter[str] = Counter()

    def note(self, route: str, *, called: bool) -> None:
        """Remember whether a request of *route* called another server, or would have."""
        if called:
            self._quiet.pop(route, None)
        elif route:
            self._quiet[route] += 1

    def call(self, route: str) -> bool:
        """Whether a request of *route* is expected to call another server."""
        return bool(route) and self._quiet[route] < QUIET_AFTER


class CallingRequests:
    """The requests of this process that are expected to call another server: one works at a time, others are held.

    One that begins to wait, or works for STALLED_SECONDS, makes room for the next one. Routes take turns, so that a
    report waits for no flood of another kind. Used by gunicorn's loop alone, so it needs no lock. *dispatch* gives a
    connection to a thread. Times are seconds.
    """

    def __init__(self, dispatch: Callable[[Any], None]) -> None:
        self._dispatch = dispatch
        self._working: set[Any] = set()
        # By route, the one whose turn is next first: the connections in the order in which they came, and when.
        self._held: OrderedDict[str, deque[tuple[Any, float]]] = OrderedDict()
        self._count = 0
        self._last = -inf  # when one was dispatched

    def __len__(self) -> int:
        """How many are held."""
        return self._count

    def enter(self, connection: Any, route: str, now: float) -> None:
        """Dispatch the connection, or hold it."""
        if not self._working or self._count >= _MOST:
            self._go(connection, now)
        else:
            self._held.setdefault(route, deque()).append((connection, now))
            self._count += 1

    def leave(self, connection: Any, now: float) -> None:
        """The request is done, or waits. After the last one that works, the next route's oldest one comes."""
        if connection not in self._working:
            return
        self._working.remove(connection)
        if self._held and not self._working:
            self._next(next(iter(self._held)), now)

    def let_go(self, now: float) -> None:
        """Dispatch what was held long enough by *now*, and the next one if those that work stall; infinity: all."""
        for route, held in list(self._held.items()):
            while held and now - held[0][1] >= HELD_SECONDS:
                self._next(route, now)
        if self._held and now - self._last >= STALLED_SECONDS:
            self._next(next(iter(self._held)), now)

    def _next(self, route: str, now: float) -> None:
        held = self._held.pop(route)
        connection, _since = held.popleft()
        self._count -= 1
        if held:
            self._held[route] = held  # behind the other routes
        self._go(connection, now)

    def _go(self, connection: Any, now: float) -> None:
        self._working.add(connection)
        self._last = now
        self._dispatch(connection)

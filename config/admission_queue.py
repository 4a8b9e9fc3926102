"""Holds the requests of a user whose limit is reached, without a thread, until an earlier one is done or time is up.

A flood is slowed down by this: each of its clients waits for its answer before it sends more. A request that was held
in vain goes to a thread like any other, which refuses it (`config.concurrency_middleware`).
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any

from django.conf import settings

from accounts.concurrency_limit import SESSION_OWNERS

HELD_SECONDS = 3.0
# Connections. More than that go to a thread at once and are refused there.
_MOST_OF_ONE, _MOST = 64, 256
_TARGET = re.compile(rb"[A-Z]+ (\S+)")
_COOKIES = re.compile(rb"\r\ncookie:([^\r\n]*)", re.IGNORECASE)


def user_of(head: bytes) -> str | None:
    """The user whose limit a request counts for, as far as this process knows; *head* is the request's first bytes.

    None for static files, which are served without a session, and for unknown sessions. So a cookie that somebody
    invents counts for nobody.
    """
    target, cookies = _TARGET.match(head), _COOKIES.search(head)
    if not target or not cookies or target[1].startswith(settings.STATIC_URL.encode()):
        return None
    for cookie in cookies[1].decode("latin-1").split(";"):
        name, _, value = cookie.partition("=")
        if name.strip() == settings.SESSION_COOKIE_NAME:
            return SESSION_OWNERS.get(value.strip().strip('"'))
    return None


class AdmissionQueue:
    """The connections of users in this process: how many are with a thread, and which are held.

    Used by gunicorn's loop alone, so it needs no lock. *dispatch* gives a connection to a thread.
    """

    def __init__(self, at_once: int, dispatch: Callable[[Any], None]) -> None:
        self._at_once, self._dispatch = at_once, dispatch
        self._dispatched: dict[Any, str] = {}
        self._busy: Counter[str] = Counter()
        self._held: OrderedDict[Any, tuple[str, float]] = OrderedDict()
        self._held_of: Counter[str] = Counter()

    def enter(self, connection: Any, head: bytes, now: float) -> None:
        """Dispatch a connection whose request begins with *head*, or hold it. *now*: seconds."""
        who = user_of(head)
        if (
            who is None
            or self._busy[who] < self._at_once
            or self._held_of[who] >= _MOST_OF_ONE
            or len(self._held) >= _MOST
        ):
            self._go(connection, who)
        else:
            self._held[connection] = (who, now + HELD_SECONDS)
            self._held_of[who] += 1

    def done(self, connection: Any) -> None:
        """The connection left its thread: the one of the same user that was held longest comes next."""
        who = self._dispatched.pop(connection, None)
        if who is None:
            return
        _decrement(self._busy, who)
        if self._held_of[who]:
            self._release(next(each for each, (owner, _) in self._held.items() if owner == who))

    def let_go(self, now: float) -> None:
        """Dispatch what was held long enough by *now*; infinity: all."""
        while self._held and next(iter(self._held.values()))[1] <= now:
            self._release(next(iter(self._held)))

    def _release(self, connection: Any) -> None:
        who, _ = self._held.pop(connection)
        _decrement(self._held_of, who)
        self._go(connection, who)

    def _go(self, connection: Any, who: str | None) -> None:
        if who is not None:
            self._dispatched[connection] = who
            self._busy[who] += 1
        self._dispatch(connection)


def _decrement(counter: Counter[str], who: str) -> None:
    counter[who] -= 1
    if not counter[who]:
        del counter[who]

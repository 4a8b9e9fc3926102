"""How often a password may be guessed: counted in the cache by name, address and both, in windows of 15 minutes."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60
TRIES_FOR_A_NAME = 10
TRIES_FROM_AN_ADDRESS = 100  # a whole office may share one
TRIES_FOR_A_NAME_ANYWHERE = 200  # where a proxy hands on what a guesser says their address is


def address_of(request: HttpRequest) -> str:
    """The caller's network address; behind a proxy that we trust, the one which that proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def blocked_until(request: HttpRequest, name: str) -> datetime | None:
    """When the next try for *name* from this caller is looked at, or None: now."""
    now = time.time()
    if any(cache.get(key, 0) >= limit for key, limit in _counters(request, name, now)):
        return datetime.fromtimestamp((now // WINDOW + 1) * WINDOW, tz=UTC)
    return None


def count(request: HttpRequest, name: str) -> None:
    """Remember one try for *name* that did not succeed."""
    for key, _ in _counters(request, name, time.time()):
        cache.add(key, 0, WINDOW)
        try:
            cache.incr(key)
            cache.touch(key, WINDOW)  # a cache of files keeps what it counted for its own usual time only
        except ValueError:  # the window ended in between
            cache.set(key, 1, WINDOW)


def _counters(request: HttpRequest, name: str, now: float) -> Iterator[tuple[str, int]]:
    window, address = int(now // WINDOW), address_of(request)
    name = name.casefold()
    counted = (
        (f"{name} {address}", TRIES_FOR_A_NAME),
        (address, TRIES_FROM_AN_ADDRESS),
        (f"{name} anywhere", TRIES_FOR_A_NAME_ANYWHERE),
    )
    for what, limit in counted:
        yield f"guesses:{window}:{sha256(what.encode()).hexdigest()}", limit

"""Data Center's rate limits: a token bucket for each user, where an admin switched them on."""

from __future__ import annotations

from datetime import datetime
from weakref import WeakKeyDictionary

from sandbox.people import Account, DataCenter
from sandbox.world import World

SIZE, FILL, INTERVAL = 70, 5, 1
"""The bucket holds 70 calls; 5 are added each second."""
FOREVER = 9223372036854775807
"""Retry-After for a user whose limit is 0: Java's largest number."""

_buckets: WeakKeyDictionary[World, dict[str, tuple[float, datetime]]] = WeakKeyDictionary()


def headers_after(world: World, site: DataCenter, account: Account) -> tuple[bool, dict[str, str]]:
    """(whether the call is served, the headers of its answer). No limit: no headers."""
    if not site.limited:
        return True, {}
    if account.id in site.blocked:
        return False, _headers(0, 0, FOREVER)
    with world.lock:
        left = _filled(world, site, account)
        served = left >= 1
        kept = left - 1 if served else left
        _buckets[world][f"{site.id}/{account.id}"] = (kept, world.clock.now())
    return served, _headers(SIZE, int(kept), 0 if kept >= 1 else INTERVAL)


def _filled(world: World, site: DataCenter, account: Account) -> float:
    known = _buckets.setdefault(world, {})
    now = world.clock.now()
    left, at = known.get(f"{site.id}/{account.id}", (float(SIZE), now))
    return min(SIZE, left + (now - at).total_seconds() / INTERVAL * FILL)


def _headers(limit: int, remaining: int, wait: int) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-FillRate": str(FILL if limit else 0),
        "X-RateLimit-Interval-Seconds": str(INTERVAL),
        "Retry-After": str(wait),
    }

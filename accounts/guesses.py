"""How often strangers may try something: counted in the cache by name, by network and by both, for 15 minutes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60
# What one household or company has of IPv6 (RFC 6177): whoever has one address of it has them all.
_PREFIX = 64


@dataclass(frozen=True)
class Limits:
    """So many tries in a window: for a name from one network, from a network in all, for a name from everywhere."""

    purpose: str
    for_a_name: int
    from_a_network: int  # a whole office may share one
    for_a_name_anywhere: int  # where a proxy hands on what somebody says their address is


PASSWORDS = Limits("guesses", 10, 100, 200)
# Links to a new password, by the address that was typed.
MAILS = Limits("mails", 5, 50, 10)


def address_of(request: HttpRequest) -> str:
    """The caller's network address; behind a proxy that we trust, the one which that proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """The caller's address, of IPv6 its first 64 bits."""
    text = address_of(request)
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address.packed, _PREFIX), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def blocked_until(request: HttpRequest, name: str, limits: Limits = PASSWORDS) -> datetime | None:
    """When the next try for *name* from this caller is looked at, or None: now."""
    now = time.time()
    if any(cache.get(key, 0) >= limit for key, limit in _counters(request, name, limits, now)):
        return datetime.fromtimestamp((now // WINDOW + 1) * WINDOW, tz=UTC)
    return None


def count(request: HttpRequest, name: str, limits: Limits = PASSWORDS) -> None:
    """Remember one try for *name*."""
    for key, _ in _counters(request, name, limits, time.time()):
        cache.add(key, 0, WINDOW)
        try:
            cache.incr(key)
            cache.touch(key, WINDOW)  # a cache of files keeps what it counted for its own usual time only
        except ValueError:  # the window ended in between
            cache.set(key, 1, WINDOW)


def _counters(request: HttpRequest, name: str, limits: Limits, now: float) -> Iterator[tuple[str, int]]:
    window, network = int(now // WINDOW), network_of(request)
    name = name.casefold()
    counted = (
        (f"{name} {network}", limits.for_a_name),
        (network, limits.from_a_network),
        (f"{name} anywhere", limits.for_a_name_anywhere),
    )
    for what, limit in counted:
        yield f"{limits.purpose}:{window}:{sha256(what.encode()).hexdigest()}", limit

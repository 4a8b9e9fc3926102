"""The client's IP address, as far as the proxies can be trusted."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

# IPv6 gives a household or company a /64 or more (RFC 6177), so one caller can use all of its addresses.
_PREFIX = 64
UNKNOWN = "-"


def address_of(environ: Mapping[str, Any]) -> str:
    """Return the client's IP address, or "-". *environ* is WSGI's; `request.META` is one.

    Each proxy appends the address it saw to X-Forwarded-For. Only the last TRUSTED_PROXIES entries are trusted: the
    caller may have written the others.
    """
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", "")) if settings.TRUSTED_PROXIES else ""
    seen = forwarded.split(",")[-settings.TRUSTED_PROXIES :] if forwarded.strip() else []
    address = _parsed(seen[0]) if seen else None
    return str(address or _parsed(str(environ.get("REMOTE_ADDR", ""))) or UNKNOWN)


def network_of(environ: Mapping[str, Any]) -> str:
    """The client's IPv4 address, or the first 64 bits of its IPv6 address."""
    address = _parsed(address_of(environ))
    if isinstance(address, IPv6Address):
        return str(ip_network((address.packed, _PREFIX), strict=False))
    return str(address or UNKNOWN)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address, with or without a port: 192.0.2.1:4711, [2001:db8::1]:4711."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

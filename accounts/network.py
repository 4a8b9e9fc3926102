"""Where a request comes from, as far as that can be believed."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

# What one household or company has of IPv6 (RFC 6177): whoever has one address of it has them all.
_PREFIX = 64
UNKNOWN = "-"


def address_of(environ: Mapping[str, Any]) -> str:
    """The caller's network address, or "-"; *environ* is that of WSGI, which a request's META is.

    Each proxy appends to X-Forwarded-For whom it saw. So many entries from the right are of TRUSTED_PROXIES; what
    stands left of them anybody may have written, and counts for nothing.
    """
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", "")) if settings.TRUSTED_PROXIES else ""
    seen = forwarded.split(",")[-settings.TRUSTED_PROXIES :] if forwarded.strip() else []
    address = _parsed(seen[0]) if seen else None
    return str(address or _parsed(str(environ.get("REMOTE_ADDR", ""))) or UNKNOWN)


def network_of(environ: Mapping[str, Any]) -> str:
    """The caller's address, of IPv6 its first 64 bits."""
    address = _parsed(address_of(environ))
    if isinstance(address, IPv6Address):
        return str(ip_network((address.packed, _PREFIX), strict=False))
    return str(address or UNKNOWN)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Some proxies write the port, too: 192.0.2.1:4711, [2001:db8::1]:4711."""
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

"""Which IP addresses a typed address may lead to.

Source: IANA's registries of special-purpose addresses (RFC 6890), of which the `ipaddress` of each Python knows a
different part; RFC 6052 (NAT64), RFC 4291 2.5.5 (IPv4 inside IPv6), RFC 3056 (6to4), RFC 4380 (Teredo).
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings

Address = IPv4Address | IPv6Address

# Where clouds answer the machine itself, with its credentials among the rest. No setting opens them.
_METADATA = frozenset(
    ip_address(each)
    for each in (
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
# Not for the public internet, although some versions of Python call them global.
_NOT_PUBLIC = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = IPv6Network("::/96")


class Kind(StrEnum):
    """Why an address is refused."""

    METADATA = "metadata"
    LINK_LOCAL = "link_local"
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    RESERVED = "reserved"
    LOOPBACK = "loopback"
    PRIVATE = "private"


# Those that JIRA_PRIVATE_NETWORKS can open.
BY_SETTING = (Kind.LOOPBACK, Kind.PRIVATE)


def refusal(address: Address) -> Kind | None:
    """Why nothing may be sent to *address*, or None. An IPv4 address inside an IPv6 address counts, too."""
    for each in (address, *_inside(address)):
        kind = _kind(each)
        if kind is not None and not (kind in BY_SETTING and _is_opened(each)):
            return kind
    return None


def permitted(found: Iterable[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], Kind | None]:
    """Those results of getaddrinfo to which something may be sent, and why the last other one is refused."""
    kept, why = [], None
    for each in found:
        kind = refusal(ip_address(each[4][0]))
        if kind is None:
            kept.append(each)
        else:
            why = kind
    return kept, why


def _inside(address: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and int(address) > 1):
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]


def _kind(address: Address) -> Kind | None:
    if address in _METADATA:
        return Kind.METADATA
    if address.is_unspecified:
        return Kind.UNSPECIFIED
    if address.is_link_local:
        return Kind.LINK_LOCAL
    if address.is_multicast:
        return Kind.MULTICAST
    if isinstance(address, IPv4Address) and address.is_reserved:
        return Kind.RESERVED
    if address.is_loopback:
        return Kind.LOOPBACK
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return None  # what it stands for decides
    public = address.is_global and not any(address in each for each in _NOT_PUBLIC)
    return None if public else Kind.PRIVATE


def _is_opened(address: Address) -> bool:
    return any(address in each for each in _networks(tuple(settings.JIRA_PRIVATE_NETWORKS)))


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(ip_network(each) for each in texts)

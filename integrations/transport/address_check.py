"""Checks an address that a person typed, before it is stored. The transport checks again when it connects."""

import socket
from ipaddress import ip_address
from typing import Any

from integrations.errors import AddressRefused, Unavailable
from integrations.transport import ip_addresses, origins, typed_address
from integrations.transport.open_socket import addresses
from integrations.transport.preconditions import refuse_from_a_copy
from integrations.transport.typed_address import TypedAddress

RESOLVE_SECONDS = 4.0


def check_address(text: str, *, within: float = RESOLVE_SECONDS) -> str:
    """The address of a Jira site as it is stored and used: scheme://host[:port][/context path].

    Its host is looked up, within *within* seconds; each address that the name leads to must be one where Lodge may
    send something. A configured origin (ATLASSIAN_API_URL) is not looked up. Raises AddressRefused, whose `words` are
    for the field, and Unavailable where no name server answers in time.
    """
    place = typed_address.read(text)
    if place.origin in origins.configured():
        return place.base_url
    if place.ip is not None:
        _refuse(place, ip_addresses.refusal(place.ip), str(place.ip))
        return place.base_url
    for found in _looked_up(place, within):
        address = found[4][0]
        _refuse(place, ip_addresses.refusal(ip_address(address)), address)
    return place.base_url


def _looked_up(place: TypedAddress, within: float) -> list[Any]:
    refuse_from_a_copy()
    try:
        found = addresses(place.host, place.port, within)
    except socket.gaierror as error:
        # EAI_AGAIN, or no answer in time: whether there is such a host is not known.
        if error.errno in {socket.EAI_AGAIN, None}:
            raise Unavailable(f"{place.host} could not be looked up") from None
        raise AddressRefused("not_found", place.host) from None
    except OSError:
        raise Unavailable(f"{place.host} could not be looked up") from None
    if not found:
        raise AddressRefused("not_found", place.host)
    return found


def _refuse(place: TypedAddress, kind: ip_addresses.Kind | None, address: str) -> None:
    if kind is not None:
        raise AddressRefused(kind.value, place.host, address)

"""Opens a socket to the first address of a host that answers, within a call's deadline."""

import socket
import threading
from queue import Empty, SimpleQueue
from typing import Any

from integrations.errors import AddressRefused
from integrations.transport import ip_addresses
from integrations.transport.deadline import Call

CONNECT_SECONDS = 4.0  # per address: the next one gets its chance within the deadline


def addresses(host: str, port: int, seconds: float) -> list[Any]:
    """Like getaddrinfo, but with a deadline: a name that does not resolve may take half a minute. Raises OSError."""
    found: SimpleQueue[list[Any] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except Exception as error:
            # UnicodeError or ValueError: a label is too long
            found.put(error if isinstance(error, OSError) else socket.gaierror(str(error)))

    try:
        threading.Thread(target=ask, name="resolving", daemon=True).start()
        answer = found.get(timeout=seconds)
    except RuntimeError as error:
        raise socket.gaierror(f"no thread to resolve {host}") from error
    except Empty:
        raise socket.gaierror(f"{host} was not resolved in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def open_socket(host: str, port: int, call: Call) -> socket.socket:
    """Connect to the first address that answers, all within the call's deadline. Raises OSError.

    A guarded call connects to the addresses that pass the check, from this one lookup: a name whose answer has changed
    since the address was typed leads nowhere else. Raises AddressRefused when none passes.
    """
    failure: OSError = OSError("no address")
    found = addresses(host, port, call.remaining())
    if call.guarded:
        found = _permitted(host, found)
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(min(call.remaining(), CONNECT_SECONDS))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _permitted(host: str, found: list[Any]) -> list[Any]:
    kept, why = ip_addresses.permitted(found)
    if why is not None and not kept:
        raise AddressRefused(why.value, host, str(found[-1][4][0]))
    return kept

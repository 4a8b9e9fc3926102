"""Whether a server can be reached, step by step, as each call reaches it: name, connection, TLS. Sends no request."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from integrations.errors import Unavailable
from integrations.transport import deadline, origins
from integrations.transport.certificate_authorities import context, trust
from integrations.transport.deadline import Call, Handle
from integrations.transport.open_socket import addresses, open_socket
from integrations.transport.preconditions import refuse_from_a_copy, refuse_inside_a_transaction


class Obstacle(Enum):
    """What stands in the way."""

    NAME = "name"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TLS = "tls"
    TIME = "time"


class NotReachedError(Unavailable):
    """The server was not reached, for the reason *obstacle*."""

    def __init__(self, obstacle: Obstacle) -> None:
        self.obstacle = obstacle
        super().__init__(f"not reached: {obstacle.value}")


@dataclass(frozen=True)
class Reached:
    """How a server was reached. Times in milliseconds; *tls* is the version, "" without TLS."""

    host: str
    port: int
    addresses: int
    name_ms: int
    connect_ms: int
    tls_ms: int = 0
    tls: str = ""
    certificate_ends: datetime | None = None


def reach(url: str, *, within: float) -> Reached:
    """Open a connection to the server of *url* and close it, within *within* seconds.

    Raises NotReachedError, AddressRefused, and Copied in a copy of the database.
    """
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    guarded = f"{parts.scheme}://{parts.netloc}".lower() not in origins.configured()
    call = Call(within, guarded=guarded)
    try:
        return _reach(host, port, call, secure=secure)
    except NotReachedError:
        raise
    except OSError as error:
        late = call.cut or isinstance(error, TimeoutError)
        raise NotReachedError(Obstacle.TIME if late else Obstacle.CONNECTION) from None
    finally:
        call.finish()


def _reach(host: str, port: int, call: Call, *, secure: bool) -> Reached:
    started = monotonic()
    try:
        found = addresses(host, port, call.remaining())
    except socket.gaierror:
        raise NotReachedError(Obstacle.NAME) from None
    named = monotonic()
    with open_socket(host, port, call) as sock:
        connected = monotonic()
        reached = Reached(host, port, len(found), _ms(started, named), _ms(named, connected))
        if not secure:
            return reached
        call.watch(Handle(sock))
        deadline.watchdog.look_after(call)
        sock.settimeout(call.remaining())
        with _wrapped(sock, host) as inside:
            return Reached(
                *(host, port, len(found), reached.name_ms, reached.connect_ms),
                _ms(connected, monotonic()),
                inside.version() or "",
                _end_of(inside),
            )


def _wrapped(sock: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return _trusting().wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError:
        raise NotReachedError(Obstacle.CERTIFICATE) from None
    except ssl.SSLError:
        raise NotReachedError(Obstacle.TLS) from None


def _trusting() -> ssl.SSLContext:
    """A context that trusts whom calls trust."""
    trusted, found = trust(), context()
    if isinstance(trusted, str):
        folder = Path(trusted).is_dir()
        found.load_verify_locations(
            cafile=None if folder else trusted, capath=trusted if folder else None
        )
    return found


def _end_of(inside: ssl.SSLSocket) -> datetime | None:
    until = (inside.getpeercert() or {}).get("notAfter")
    return (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
        if isinstance(until, str)
        else None
    )


def _ms(begin: float, end: float) -> int:
    return round((end - begin) * 1000)

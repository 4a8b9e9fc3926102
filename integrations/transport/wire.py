"""The wire: pooled connections that know the call they carry."""

import os
import socket
import ssl
import threading
from functools import cached_property
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, cast

import certifi
import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from integrations.transport.deadline import Call, Handle
from integrations.transport.messages import Prepared
from integrations.transport.reading import Incoming
from integrations.transport.uploads import Body

AT_ONCE = 65_536  # bytes
POOLS = 16
POOL_SIZE = 64  # as wide as the threads of a web process
CONNECT_SECONDS = 4.0  # per address: the next one gets its chance within the deadline
# The far side closes idle connections without a word. A write that rides such a one ends as "outcome unknown",
# so writes take a fresh connection after this many seconds.
IDLE_SECONDS_FOR_WRITES = 20.0
# Who refuses a large file answers and hangs up before it took everything.
_HUNG_UP = (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError)


class _Current(threading.local):
    call: Call


current = _Current()


def _addresses(host: str, port: int, seconds: float) -> list[Any]:
    """As getaddrinfo, which knows no deadline, and half a minute of names that nobody resolves. Raises OSError."""
    found: SimpleQueue[list[Any] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except Exception as error:  # a label that is too long is no name: UnicodeError, or ValueError
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


def _open(host: str, port: int, call: Call) -> socket.socket:
    """Connect to the first address that answers, all within the call's deadline. Raises OSError."""
    failure: OSError = OSError("no address")
    for family, kind, protocol, _, address in _addresses(host, port, call.remaining()):
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


class _Watched(HTTPConnection):
    """Notes in the current Call when its first byte may have left, and shows its socket to the watchdog."""

    _last_used = 0.0
    _handle: Handle | None = None

    def _new_conn(self) -> socket.socket:
        call = current.call
        try:
            sock = _open(self.host, self.port or self.default_port, call)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"connecting to {self.host} took too long") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection to {self.host}: {error}") from error
        self._handle = Handle(sock)
        call.watch(self._handle)
        sock.settimeout(call.remaining())
        return sock

    def close(self) -> None:
        """A call that still reads the last answer keeps the handle for itself."""
        super().close()
        self._handle = None

    def take(self, call: Call) -> None:
        """Make it fit for *call*, before anything is connected: what it must not ride is closed."""
        now = monotonic()
        stale = call.write and now - self._last_used > IDLE_SECONDS_FOR_WRITES
        if self.sock is not None and (stale or call.wants_fresh):
            self.close()
        call.reused = self.sock is not None
        self._last_used = now

    def ask(self, prepared: Prepared) -> bool:
        """Send it. Head and body leave together, and wake the far side once; a file leaves in pieces.

        False: the far side took no more of it. It may have answered all the same.
        """
        head = prepared.head(self._named)
        if not isinstance(prepared.body, Body):
            return self._leave(head + (prepared.body or b""))
        held = bytearray(head)
        for chunk in prepared.body:
            held += chunk
            if len(held) >= AT_ONCE:
                if not self._leave(held):
                    return False
                held.clear()
        return not held or self._leave(held)

    def _leave(self, data: bytes | bytearray) -> bool:
        if self.sock is None:
            self.connect()
        call = current.call
        if self._handle is not None:
            call.watch(self._handle)
        call.left = True
        try:
            self.sock.sendall(data)
        except _HUNG_UP:
            return False
        return True

    @cached_property
    def _named(self) -> str:
        """Its Host field: IPv6 in brackets, a port only where it is not the scheme's own (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in {None, self.default_port} else f"{host}:{self.port}"


class _WatchedTLS(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched

    def carry(self, prepared: Prepared, call: Call, largest: int) -> "Carried":
        """Send it on a connection of this pool, and read the head of the answer; *largest*: bytes of its body."""
        connection = cast("_Watched", self._get_conn())
        try:
            connection.timeout = call.remaining()
            connection.take(call)
            self._validate_conn(connection)  # connects, where TLS is spoken
            if connection.sock is not None:
                connection.sock.settimeout(connection.timeout)
            whole = connection.ask(prepared)
            answer = Incoming(connection.sock, largest)
            answer.read_head()
            return Carried(answer, connection, self, whole=whole)
        except BaseException:
            connection.close()
            self._put_conn(connection)
            raise


class _PoolTLS(_Pool, HTTPSConnectionPool):
    ConnectionCls = _WatchedTLS


class Carried:
    """An answer whose body may be yet unread, and the connection that it comes on; *whole*: the request left wholly."""

    def __init__(self, answer: Incoming, connection: _Watched, pool: _Pool, *, whole: bool) -> None:
        self.answer = answer
        self._connection, self._pool, self._whole = connection, pool, whole

    def release(self) -> None:
        """The connection goes back for the next call, or is closed where that cannot ride it."""
        self.answer.let_go()
        if not (self._whole and self.answer.keeps_open):
            self._connection.close()
        self._pool._put_conn(self._connection)


def trust() -> bool | str:
    """Which authorities vouch for a host: those in a file or folder; True: the system's, and those of certifi."""
    return str(settings.CA_BUNDLE) or True


def _trusting() -> ssl.SSLContext:
    """Of the system, since a company puts its own there; of certifi, as requests does, since a slim host has none."""
    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context


class Wire(HTTPAdapter):
    """requests' adapter over watched connections. Used without a Session: no cookies, no netrc, no redirects."""

    def __init__(self) -> None:
        super().__init__(pool_connections=POOLS, pool_maxsize=POOL_SIZE, max_retries=0)
        self._pools: dict[tuple[str, bool | str], _Pool] = {}
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def carry(self, prepared: Prepared, call: Call, largest: int) -> Carried:
        """One request on a pooled connection; raises errors of http.client, httptools, urllib3 and requests."""
        return self._pool(prepared.origin, trust()).carry(prepared, call, largest)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        """As the adapter's own, which would trust the system alone here."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if verify is True and host["scheme"] == "https":
            pool["ssl_context"] = _trusting()
        return host, pool

    def _pool(self, origin: str, trusted: bool | str) -> _Pool:
        """The connections to *origin*; finding them anew for each call would cost as much as the query for the token.

        Raises requests' errors for an address that is none.
        """
        known = self._pools.get((origin, trusted))
        if known is None:
            if len(self._pools) >= POOLS // 2:  # far below what the adapter itself keeps open
                self._pools.clear()
            request = requests.Request("GET", origin).prepare()
            known = cast("_Pool", self.get_connection_with_tls_context(request, trusted, proxies={}))
            self._pools[origin, trusted] = known
        return known


wire = Wire()


def _after_fork() -> None:
    """Two processes on one socket would read each other's answers."""
    global wire  # noqa: PLW0603  # one wire a process
    wire = Wire()


os.register_at_fork(after_in_child=_after_fork)

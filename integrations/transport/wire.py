"""The wire: pooled connections that know the call they carry."""

import os
import socket
import threading
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from integrations.transport.deadline import Call, Handle
from integrations.transport.messages import Prepared

AT_ONCE = 65_536  # bytes
POOLS = 16
POOL_SIZE = 64  # as wide as the threads of a web process
CONNECT_SECONDS = 4.0  # per address: the next one gets its chance within the deadline
# The far side closes idle connections without a word. A write that rides such a one ends as "outcome unknown",
# so writes take a fresh connection after this many seconds.
IDLE_SECONDS_FOR_WRITES = 20.0


class _Current(threading.local):
    call: Call


current = _Current()


def _open(host: str, port: int, call: Call) -> socket.socket:
    """Connect to the first address that answers, all within the call's deadline. Raises OSError."""
    failure: OSError = OSError("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
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


class _Final(HTTPResponse):
    """http.client's answer, which passes over every interim one as it does over "100 Continue" (RFC 9110, 15.2).

    It would take "103 Early Hints" for the whole answer, and the real one for that of the next call.
    """

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
        interim = status in range(100, 200) and status != HTTPStatus.SWITCHING_PROTOCOLS
        return version, HTTPStatus.CONTINUE if interim else status, reason


class _Watched(HTTPConnection):
    """Notes in the current Call when its first byte may have left, and shows its socket to the watchdog."""

    response_class = _Final
    _last_used = 0.0
    _held = bytearray()
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

    def ask(self, prepared: Prepared) -> None:
        """Send it, as http.client does: what urllib3 adds serves bodies and answers of other kinds."""
        self._held = bytearray()
        super(HTTPConnection, self).request(prepared.method, prepared.target, prepared.body, prepared.headers)
        self._leave()

    def send(self, data: Any) -> None:
        """Hold it back until there is enough: head and body leave together, and wake the far side once."""
        self._held += data
        if len(self._held) >= AT_ONCE:
            self._leave()

    def _leave(self) -> None:
        if not self._held:
            return
        if self.sock is None:
            self.connect()
        call = current.call
        if self._handle is not None:
            call.watch(self._handle)
        call.left = True
        data, self._held = self._held, bytearray()
        super().send(data)

    def begin_answer(self) -> HTTPResponse:
        """The head of the answer, in http.client's own shape. urllib3 wraps it into what serves retries, redirects and
        streams to come, for a fifth of the call's CPU; nothing of that is wanted here.

        Nothing may be left on this connection that would be read as another call's answer: raises HTTPException.
        """
        answer = super(HTTPConnection, self).getresponse()
        if answer.status < 200:
            raise HTTPException("no final answer")
        return answer


class _WatchedTLS(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched

    def carry(self, prepared: Prepared, call: Call) -> "Carried":
        """Send it on a connection of this pool; the body of the answer is yet unread."""
        connection = cast("_Watched", self._get_conn())
        try:
            connection.timeout = call.remaining()
            connection.take(call)
            self._validate_conn(connection)  # connects, where TLS is spoken
            if connection.sock is not None:
                connection.sock.settimeout(connection.timeout)
            # The far side may answer, and hang up, before it took everything.
            with suppress(BrokenPipeError):
                connection.ask(prepared)
            if connection.sock is not None:
                connection.sock.settimeout(call.remaining())
            return Carried(connection.begin_answer(), connection, self)
        except BaseException:
            connection.close()
            self._put_conn(connection)
            raise


class _PoolTLS(_Pool, HTTPSConnectionPool):
    ConnectionCls = _WatchedTLS


class Carried:
    """An answer whose body is yet unread, and the connection that it comes on."""

    def __init__(self, response: HTTPResponse, connection: _Watched, pool: _Pool) -> None:
        self.response = response
        self._connection, self._pool = connection, pool

    def release(self) -> None:
        """The connection goes back for the next call, or is closed where something of this answer is left on it."""
        if not self.response.isclosed():
            self._connection.close()
            self.response.close()
        self._pool._put_conn(self._connection)


def trust() -> bool | str:
    """Which authorities vouch for a host: those that requests trusts."""
    return True


class Wire(HTTPAdapter):
    """requests' adapter over watched connections. Used without a Session: no cookies, no netrc, no redirects."""

    def __init__(self) -> None:
        super().__init__(pool_connections=POOLS, pool_maxsize=POOL_SIZE, max_retries=0)
        self._pools: dict[tuple[str, bool | str], _Pool] = {}
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def carry(self, prepared: Prepared, call: Call) -> Carried:
        """One request on a pooled connection; raises errors of http.client, urllib3 and requests."""
        return self._pool(prepared.origin, trust()).carry(prepared, call)

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

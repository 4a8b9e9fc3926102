"""The wire: pooled connections that know the call they carry."""

import os
import socket
import threading
from time import monotonic
from typing import Any, cast

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from integrations.transport.deadline import Call

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


class _Watched(HTTPConnection):
    """Notes in the current Call when its first byte may have left, and shows its socket to the watchdog."""

    _last_used = 0.0

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
        call.watch(sock, fresh=True)
        return sock

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **options: Any) -> None:
        now, call = monotonic(), current.call
        stale = call.write and now - self._last_used > IDLE_SECONDS_FOR_WRITES
        if self.sock is not None and (stale or call.wants_fresh):
            self.close()
        call.reused = self.sock is not None
        self._last_used = now
        super().request(method, url, body, headers, **options)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        current.call.watch(self.sock)
        current.call.left = True
        super().send(data)


class _WatchedTLS(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _WatchedTLS


def trust() -> bool | str:
    """Which authorities vouch for a host: those that requests trusts."""
    return True


class Wire(HTTPAdapter):
    """requests' adapter over watched connections. Used without a Session: no cookies, no netrc, no redirects."""

    def __init__(self) -> None:
        super().__init__(pool_connections=16, pool_maxsize=POOL_SIZE, max_retries=0)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def carry(self, prepared: PreparedRequest, call: Call) -> BaseHTTPResponse:
        """One request on a pooled connection, the body yet unread; raises urllib3's errors.

        The adapter's own `send` would wrap the answer into what a Session needs, for half of the call's CPU.
        """
        found = self.get_connection_with_tls_context(prepared, trust(), proxies={})
        pool = cast("HTTPConnectionPool", found)
        return pool.urlopen(
            prepared.method or "",
            prepared.path_url,
            body=prepared.body,
            headers=prepared.headers,
            redirect=False,
            assert_same_host=False,
            retries=False,
            timeout=call.remaining(),
            preload_content=False,
            decode_content=False,
        )


wire = Wire()


def _after_fork() -> None:
    """Two processes on one socket would read each other's answers."""
    global wire  # noqa: PLW0603  # one wire a process
    wire = Wire()


os.register_at_fork(after_in_child=_after_fork)

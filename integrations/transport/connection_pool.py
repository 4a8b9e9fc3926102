"""Pooled connections that know the call they carry."""

import os
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

from integrations.transport.certificate_authorities import context, trust
from integrations.transport.deadline import Call
from integrations.transport.request_response import Prepared
from integrations.transport.response_reader import Incoming
from integrations.transport.watched_connection import Watched, WatchedTLS

POOLS = 16
POOL_SIZE = 64  # as wide as the threads of a web process


class _Pool(HTTPConnectionPool):
    ConnectionCls = Watched

    def carry(self, prepared: Prepared, call: Call, largest: int) -> "OpenResponse":
        """Send *prepared* on a connection of this pool, and read the answer's head. *largest*: bytes of its body."""
        connection = cast("Watched", self._get_conn())
        try:
            connection.timeout = call.remaining()
            connection.take(call)
            self._validate_conn(connection)  # connects, where TLS is spoken
            if connection.sock is not None:
                connection.sock.settimeout(connection.timeout)
            whole = connection.ask(prepared)
            answer = Incoming(connection.sock, largest)
            answer.read_head()
            return OpenResponse(answer, connection, self, whole=whole)
        except BaseException:
            connection.close()
            self._put_conn(connection)
            raise


class _PoolTLS(_Pool, HTTPSConnectionPool):
    ConnectionCls = WatchedTLS


class OpenResponse:
    """An answer whose body may still be unread, and its connection. *whole*: the whole request was sent."""

    def __init__(self, answer: Incoming, connection: Watched, pool: _Pool, *, whole: bool) -> None:
        self.answer = answer
        self._connection, self._pool, self._whole = connection, pool, whole

    def release(self) -> None:
        """Return the connection to the pool, or close it where it cannot carry another call."""
        self.answer.let_go()
        if not (self._whole and self.answer.keeps_open):
            self._connection.close()
        self._pool._put_conn(self._connection)


class Wire(HTTPAdapter):
    """requests' adapter over watched connections. Used without a Session: no cookies, no netrc, no redirects."""

    def __init__(self) -> None:
        super().__init__(pool_connections=POOLS, pool_maxsize=POOL_SIZE, max_retries=0)
        self._pools: dict[tuple[str, bool | str], _Pool] = {}
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def carry(self, prepared: Prepared, call: Call, largest: int) -> OpenResponse:
        """One request on a pooled connection. Raises errors of http.client, httptools, urllib3 and requests."""
        return self._pool(prepared.origin, trust()).carry(prepared, call, largest)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        """Like the adapter's own, which would trust only the system's authorities here."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if verify is True and host["scheme"] == "https":
            pool["ssl_context"] = context()
        return host, pool

    def _pool(self, origin: str, trusted: bool | str) -> _Pool:
        """The pool for *origin*, cached here: the adapter's own lookup costs as much as the query for the token.

        Raises requests' errors for a malformed address.
        """
        known = self._pools.get((origin, trusted))
        if known is None:
            if len(self._pools) >= POOLS // 2:  # far fewer than the adapter keeps open
                self._pools.clear()
            request = requests.Request("GET", origin).prepare()
            known = cast(
                "_Pool", self.get_connection_with_tls_context(request, trusted, proxies={})
            )
            self._pools[origin, trusted] = known
        return known


wire = Wire()


def _after_fork() -> None:
    """Two processes on one socket would read each other's answers."""
    global wire  # noqa: PLW0603  # one wire a process
    wire = Wire()


os.register_at_fork(after_in_child=_after_fork)

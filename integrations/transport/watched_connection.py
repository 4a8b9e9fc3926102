"""A connection that records when the first byte of its call may have left, and shows its socket to the watchdog."""

import socket
import ssl
import threading
from functools import cached_property
from time import monotonic

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from integrations.errors import CertificateRefused
from integrations.transport.deadline import Call, Handle
from integrations.transport.multipart import Body
from integrations.transport.open_socket import open_socket
from integrations.transport.request_response import Prepared

AT_ONCE = 65_536  # bytes
# Servers close idle connections silently. A write on such a connection ends as "outcome unknown", so writes use a
# fresh connection after this many seconds.
IDLE_SECONDS_FOR_WRITES = 20.0
# A server that refuses a large file answers and hangs up before it has read everything.
_HUNG_UP = (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError)


class Current(threading.local):
    call: Call


current = Current()


class Watched(HTTPConnection):
    """Records in the current Call when its first byte may have left, and shows its socket to the watchdog."""

    _last_used = 0.0
    _handle: Handle | None = None

    def _new_conn(self) -> socket.socket:
        call = current.call
        try:
            sock = open_socket(self.host, self.port or self.default_port, call)
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
        """Drop the handle. A call that still reads the last answer keeps its own reference."""
        super().close()
        self._handle = None

    def take(self, call: Call) -> None:
        """Prepare for *call* before anything connects: close a connection that the call must not use."""
        now = monotonic()
        stale = call.write and now - self._last_used > IDLE_SECONDS_FOR_WRITES
        if self.sock is not None and (stale or call.wants_fresh):
            self.close()
        call.reused = self.sock is not None
        self._last_used = now

    def ask(self, prepared: Prepared) -> bool:
        """Send the request: head and body in one piece, so that the server wakes once, and a file in several.

        False: the server stopped reading. It may have answered all the same.
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
        """The Host field: IPv6 in brackets, a port only where it differs from the scheme's default (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in {None, self.default_port} else f"{host}:{self.port}"


# OpenSSL's numbers (x509_vfy.h): name or IP address differs; out of date, not yet valid; signed by nobody known.
_REASONS = {62: "name", 64: "name", 9: "expired", 10: "expired"} | dict.fromkeys(
    (2, 18, 19, 20, 21), "issuer"
)


class WatchedTLS(Watched, HTTPSConnection):
    def connect(self) -> None:
        """Connect, and verify the certificate. Raises CertificateRefused."""
        try:
            super().connect()
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise CertificateRefused(_REASONS.get(error.verify_code, "other"), self.host) from None

"""SMTP with time limits, also against a server that sends one byte at a time.

`EMAIL_TIMEOUT` alone limits each wait for the next byte. Here each step (greeting, TLS, login, one mail) is limited as
a whole, too.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp

# A step may last this many times as long as the server may stay silent.
ACT = 3


class BoundedSMTP(smtplib.SMTP):
    """Ends each step in time, as if the server had closed the connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        with self._bounded():
            try:
                super().__init__(*arguments, **options)
            except BaseException:
                self.close()
                raise

    def starttls(self, *arguments: Any, **options: Any) -> Any:
        """As smtplib's.

        `sock` cannot be used while TLS begins, so the limit holds the connection by another descriptor.
        """
        assert self.sock is not None
        sock = self.sock
        with socket.fromfd(sock.fileno(), sock.family, sock.type) as handle, self._bounded(handle):
            return super().starttls(*arguments, **options)

    def login(self, *arguments: Any, **options: Any) -> Any:
        """As smtplib's."""
        with self._bounded():
            return super().login(*arguments, **options)

    def sendmail(self, *arguments: Any, **options: Any) -> Any:
        """As smtplib's."""
        with self._bounded():
            return super().sendmail(*arguments, **options)

    def quit(self) -> Any:
        """As smtplib's."""
        with self._bounded():
            return super().quit()

    @contextmanager
    def _bounded(self, handle: socket.socket | None = None) -> Iterator[None]:
        watch = threading.Timer(ACT * settings.EMAIL_TIMEOUT, self._cut, [handle])
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _cut(self, handle: socket.socket | None) -> None:
        connection = handle or self.sock
        if connection is not None:
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class BoundedSMTPS(BoundedSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte on."""

    context: ssl.SSLContext
    _host: str

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        plain = smtplib.SMTP._get_socket(self, host, port, timeout)  # type: ignore[attr-defined]  # smtplib's own hook
        # Set before the handshake, so that the limit can close the connection during it.
        self.sock = self.context.wrap_socket(
            plain, server_hostname=self._host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()
        return self.sock


class EmailBackend(smtp.EmailBackend):
    """Django's, with time limits."""

    connection: smtplib.SMTP | None
    _partial_connection: smtplib.SMTP | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The class of the connections."""
        return BoundedSMTPS if self.use_ssl else BoundedSMTP

    def hang_up(self) -> None:
        """Drop the connection without QUIT: after an error, nobody waits for the server's answer."""
        for connection in (self._partial_connection, self.connection):
            if connection is not None:
                connection.close()
        self._partial_connection = self.connection = None

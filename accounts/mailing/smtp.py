"""SMTP within bounds: a server that says nothing, or one letter at a time, is hung up on.

`EMAIL_TIMEOUT` alone bounds each wait for the next byte. Here each act (greeting, TLS, login, one mail) is bounded as a
whole, too.
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

# One act may last so many times as long as the server may stay silent.
ACT = 3


class BoundedSMTP(smtplib.SMTP):
    """Each act ends in time, as if the server had hung up."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        with self._bounded():
            try:
                super().__init__(*arguments, **options)
            except BaseException:
                self.close()
                raise

    def starttls(self, *arguments: Any, **options: Any) -> Any:
        """As smtplib's. While TLS begins, `sock` is no use: the bound holds the connection by another handle."""
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
        # Known before it shakes hands, so that it can be hung up on while it does.
        self.sock = self.context.wrap_socket(plain, server_hostname=self._host, do_handshake_on_connect=False)
        self.sock.do_handshake()
        return self.sock


class EmailBackend(smtp.EmailBackend):
    """Django's, over connections within bounds."""

    connection: smtplib.SMTP | None
    _partial_connection: smtplib.SMTP | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What `open` makes."""
        return BoundedSMTPS if self.use_ssl else BoundedSMTP

    def hang_up(self) -> None:
        """Let go of the connection without a word: after trouble, nobody waits for the server's goodbye."""
        for connection in (self._partial_connection, self.connection):
            if connection is not None:
                connection.close()
        self._partial_connection = self.connection = None

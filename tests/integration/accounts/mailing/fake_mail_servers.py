"""Mail servers to talk to: one that takes mails as it is told, and some that nobody can talk to."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from time import sleep
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """Takes mails. `says` maps an address to what is answered when a mail is for it; `takes`: how many in a row."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.says: dict[str, str] = {}
        self.takes = 1000
        self.tried: list[str] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> "Inbox":
        self._controller.port = free_port()
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse whom it was told to."""
        self.tried.append(address)
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail; hang up once there were enough over one connection."""
        content = envelope.content
        self.mails.append(content.decode() if isinstance(content, bytes) else str(content))
        count = getattr(session, "taken", 0) + 1
        session.taken = count  # type: ignore[attr-defined]
        if count >= self.takes and server.transport is not None:
            server.transport.close()
        return "250 OK"


def free_port() -> int:
    """One that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Rude:
    """Takes connections, does with each what *behave* does, and counts them."""

    def __init__(self, behave: Callable[[socket.socket], None]) -> None:
        self._behave = behave
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listening.accept()
                self.connections.append(connection)
                threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            self._behave(connection)

    def close(self) -> None:
        """Of all."""
        for each in (self._listening, *self.connections):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def says_nothing(connection: socket.socket) -> None:
    """Not a word."""
    connection.recv(1)


def drip(connection: socket.socket, begin: bytes = b"220-", drop: bytes = b"x") -> None:
    """One byte after the other, for ever: no wait for the next is long."""
    connection.sendall(begin)
    while True:
        connection.sendall(drop)
        sleep(0.05)


# A TLS record (RFC 8446 5.1) that says it will be long.
_RECORD = b"\x16\x03\x03\x40\x00"


def drips_in_the_handshake(connection: socket.socket) -> None:
    """From the first byte on, as on the port for TLS."""
    drip(connection, _RECORD, b"\0")


def drips_after_starttls(connection: socket.socket) -> None:
    """Polite until TLS begins."""
    talk = connection.makefile("rb")
    connection.sendall(b"220 hello\r\n")
    talk.readline()
    connection.sendall(b"250-hello\r\n250 STARTTLS\r\n")
    talk.readline()
    connection.sendall(b"220 go ahead\r\n")
    drip(connection, _RECORD, b"\0")


def drips_after_data(connection: socket.socket) -> None:
    """Polite until the mail is there."""
    talk = connection.makefile("rb")
    connection.sendall(b"220 hello\r\n")
    for answer in (b"250 hello", b"250 OK", b"250 OK", b"354 go on"):
        talk.readline()
        connection.sendall(answer + b"\r\n")
    drip(connection, b"250-")


@contextlib.contextmanager
def rude(behave: Callable[[socket.socket], None]) -> Iterator[Rude]:
    """Until the block ends."""
    server = Rude(behave)
    try:
        yield server
    finally:
        server.close()


def talk_to(settings: Any, port: int, **more: Any) -> None:
    """Point Lodge at a server."""
    settings.EMAIL_BACKEND = "accounts.mailing.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5
    for name, value in more.items():
        setattr(settings, name, value)

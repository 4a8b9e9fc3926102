"""Small servers that misbehave on a raw socket, one behaviour each, for what no decent server does."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import sleep

Behaviour = Callable[[socket.socket], None]


class Server:
    """Listens on a free port and plays *behave* with each connection; keeps what it received."""

    def __init__(self, behave: Behaviour) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        self.hung_up = threading.Semaphore(0)  # once for each connection that was played to its end
        self._behave = behave
        self._accepted: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._accepted.append(connection)
                threading.Thread(target=self._play, args=(connection,), daemon=True).start()

    def _play(self, connection: socket.socket) -> None:
        with suppress(OSError):
            self._behave(connection)
        self.hung_up.release()

    def stop(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._accepted:
            connection.close()
        self._thread.join(5)


@contextmanager
def serving(behave: Behaviour) -> Iterator[Server]:
    server = Server(behave)
    try:
        yield server
    finally:
        server.stop()


def read_request(connection: socket.socket) -> bytes:
    """Head and body of one request."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65_536)
        if not more:
            raise OSError("closed")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def answers(*parts: bytes, pause: float = 0.0, close: bool = True) -> Behaviour:
    """Reads a request, then sends *parts* with a pause after each; then closes or stays silent."""

    def behave(connection: socket.socket) -> None:
        while True:
            read_request(connection)
            for part in parts:
                connection.sendall(part)
                sleep(pause)
            if close:
                connection.close()
                return

    return behave


def http(
    body: bytes = b"{}", status: str = "200 OK", *headers: str, length: int | None = None
) -> bytes:
    """A whole answer, or one whose length is a lie."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


def closes_at_once(connection: socket.socket) -> None:
    """Reads a request and hangs up."""
    read_request(connection)
    connection.close()


def stays_silent(connection: socket.socket) -> None:
    """Reads a request and never says a word."""
    read_request(connection)
    sleep(30)


def drips(head: bool) -> Behaviour:
    """One byte each 50 ms, for ever: in the headers, or in the body."""

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\n" if head else b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
        )
        while True:
            connection.sendall(b"x")
            sleep(0.05)

    return behave


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

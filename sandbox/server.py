"""The HTTP server: HTTP/1.1 with keep-alive, one thread per connection.

werkzeug's own handler closes every connection and spends 10 ms looking for unread input; this one relies on the app
to read the whole body (see recorder.py) and leaves the connection open.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BODILESS = {204, 304}


class CutConnection(Exception):
    """Raised by the app: end the connection without another byte."""


class Handler(WSGIRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024  # head and body are sent in one packet

    def run_wsgi(self) -> None:
        """Answer one request (called by http.server for every method)."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        head: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Any:
            head[:] = [status, headers]
            return self.wfile.write

        environ = self.make_environ()
        chunks: Iterable[bytes] = ()
        try:
            chunks = self.server.app(environ, start_response)
            self.send(head[0], head[1], chunks)
        except CutConnection:
            self.cut()
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    def send(self, status: str, headers: list[tuple[str, str]], chunks: Iterable[bytes]) -> None:
        """Write the answer. Every chunk but the first is sent at once."""
        code, _, words = status.partition(" ")
        self.send_response(int(code), words)
        for name, value in headers:
            self.send_header(name, value)
        names = {name.lower() for name, _ in headers}
        if "content-length" not in names and int(code) not in BODILESS and self.command != "HEAD":
            self.send_header("Connection", "close")
        self.end_headers()
        for number, chunk in enumerate(chunks):
            self.wfile.write(chunk)
            if number:
                self.wfile.flush()
        self.wfile.flush()

    def cut(self) -> None:
        """End the connection after the bytes written so far."""
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the client closed it first

    def log(self, type: str, message: str, *args: Any) -> None:
        """Logs nothing to the console, because the call log has it."""


class Server(ThreadedWSGIServer):
    """Listens on 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, port: int, app: WSGIApplication) -> None:
        super().__init__("127.0.0.1", port, app, handler=Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that hang up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(port: int, app: WSGIApplication) -> Server:
    """A listening server on this port (0: a free one); `.serve_forever()` runs it."""
    return Server(port, app)

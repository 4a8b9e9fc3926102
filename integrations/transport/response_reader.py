"""Reads an HTTP answer from a socket.

llhttp, the parser of Node.js (package httptools), decides what is valid HTTP. It is strict: a lenient parser could
take one call's answer for another's.
"""

import socket
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from httptools import HttpParserCallbackError, HttpParserError, HttpResponseParser

from integrations.transport.request_response import Headers

CHUNK = 65_536  # bytes
# Bytes that are neither body nor chunk marks, such as the head and trailers. Without a limit they might never end.
LARGEST_HEAD = 4 * CHUNK
_DELIMITERS = ("Content-Length", "Transfer-Encoding")


class Incoming:
    """One answer while it arrives: its head first, then its body. Skips interim answers (RFC 9110, 15.2).

    *largest*: bytes of the body. The parser calls the methods `on_…`.
    """

    def __init__(self, sock: socket.socket, largest: int) -> None:
        self.status = 0
        self.is_whole = False
        # Whether the connection may carry another call: nothing of this one is left on it.
        self.keeps_open = False
        self._sock, self._largest = sock, largest
        self._fields: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        self._beside = 0  # bytes since the last piece of the body
        self._parser = HttpResponseParser(self)
        self.headers = Headers(self._fields)

    def read_head(self) -> None:
        """Read until status and header fields are there. Raises OSError, HTTPException or HttpParserError."""
        try:
            while not self.status:
                self._read()
        except BaseException:
            self.let_go()
            raise

    def read_body(self) -> bytes:
        """Read until the body is complete, and return it. Raises as `read_head` does."""
        if not self.is_whole:
            self._refuse_more_than_wanted(int(self.headers.get("Content-Length", 0)))
        while not self.is_whole:
            self._read()
            self._refuse_more_than_wanted(len(self._body))
        self._refuse_more_than_wanted(len(self._body))
        return bytes(self._body)

    def pieces(self, stall: float) -> Iterator[bytes]:
        """The body as it arrives, without keeping it. *stall*: seconds without a byte that end it.

        Raises as `read_head` does.
        """
        self._sock.settimeout(stall)
        read = 0
        while True:
            if self._body:
                read += len(self._body)
                self._refuse_more_than_wanted(read)
                piece = bytes(self._body)
                self._body.clear()
                yield piece
            if self.is_whole:
                return
            self._read()

    def _refuse_more_than_wanted(self, size: int) -> None:
        if size > self._largest:
            raise OSError("the answer is too large")

    def let_go(self) -> None:
        """Drop the parser. It and this object refer to each other, and each call would leave a reference cycle."""
        del self._parser

    def _read(self) -> None:
        """Feed the next bytes to the parser."""
        data = self._sock.recv(CHUNK)
        if not data:
            self._end()
            return
        self._beside += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserCallbackError as error:
            # The parser wraps every exception, even one raised by a signal there: a time limit, Ctrl+C.
            raise error.__context__ or error from None
        except HttpParserError:
            if not self.is_whole:
                raise
            self.keeps_open = False
        if self._beside > LARGEST_HEAD and not self.is_whole:
            raise OSError("the answer's head or trailers are too large")

    def _end(self) -> None:
        """The server hung up. This ends a body whose length is not announced (RFC 9112, 6.3)."""
        if not self.status:
            raise RemoteDisconnected("the server hung up without an answer")
        if any(name in self.headers for name in _DELIMITERS):
            raise IncompleteRead(b"")
        self.is_whole = True

    def on_message_begin(self) -> None:
        """A message after a complete answer was not asked for."""
        if self.is_whole:
            self.keeps_open = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field. Trailers are ignored."""
        if not self.status:
            self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """The end of a head: of an interim answer, or of the answer itself."""
        if self.status:
            return
        status = self._parser.get_status_code()
        if status < HTTPStatus.CONTINUE or status == HTTPStatus.SWITCHING_PROTOCOLS:
            raise HTTPException("the status code is not one of an answer")
        if status < HTTPStatus.OK:
            self._fields.clear()
        else:
            self.status = status

    def on_body(self, data: bytes) -> None:
        """A piece of the body, without chunk marks."""
        if not self.is_whole:
            self._body += data
            self._beside = 0

    def on_message_complete(self) -> None:
        """The end of an answer, also of an interim one."""
        if self.status and not self.is_whole:
            self.is_whole, self.keeps_open = True, self._parser.should_keep_alive()

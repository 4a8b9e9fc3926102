"""Reads an answer off a socket. What HTTP allows on the wire is llhttp's to say (package httptools): the reader of
Node.js, which is strict where a lenient one could take one call's answer for another's.
"""

import socket
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from httptools import HttpParserError, HttpResponseParser

from integrations.transport.messages import Headers

CHUNK = 65_536  # bytes
LARGEST_HEAD = 4 * CHUNK
_DELIMITERS = ("Content-Length", "Transfer-Encoding")


class Incoming:
    """One answer while it comes in: its head first, then its body. Interim ones are passed over (RFC 9110, 15.2).

    *largest*: bytes of the body. What is called `on_…` is called by the parser.
    """

    def __init__(self, sock: socket.socket, largest: int) -> None:
        self.status = 0
        self.is_whole = False
        self.keeps_open = (
            False  # the connection may carry another call, and nothing of this one is left on it
        )
        self._sock, self._largest = sock, largest
        self._fields: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._size = 0
        self._parser = HttpResponseParser(self)
        self.headers = Headers(self._fields)

    def read_head(self) -> None:
        """Until status and header fields are there. Raises OSError, HTTPException or HttpParserError."""
        size = 0
        while not self.status:
            size += self._read()
            if size > LARGEST_HEAD and not self.status:
                raise OSError("the head of the answer is too large")

    def read_body(self) -> bytes:
        """Until it is whole. Raises as `read_head` does."""
        if not self.is_whole:
            self._refuse_more_than_wanted(int(self.headers.get("Content-Length", 0)))
        while not self.is_whole:
            self._read()
            self._refuse_more_than_wanted(self._size)
        self._refuse_more_than_wanted(self._size)
        return b"".join(self._chunks)

    def _refuse_more_than_wanted(self, size: int) -> None:
        if size > self._largest:
            raise OSError("the answer is too large")

    def let_go(self) -> None:
        """Nothing more is read. Parser and protocol know each other; each call would leave a circle behind."""
        del self._parser

    def _read(self) -> int:
        """What is there, in bytes."""
        data = self._sock.recv(CHUNK)
        if not data:
            self._end()
            return 0
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            if not self.is_whole:
                raise
            self.keeps_open = False
        return len(data)

    def _end(self) -> None:
        """The far side hung up: the end of a body that says its length in no other way (RFC 9112, 6.3)."""
        if not self.status:
            raise RemoteDisconnected("the far side hung up without an answer")
        if any(name in self.headers for name in _DELIMITERS):
            raise IncompleteRead(b"")
        self.is_whole = True

    def on_message_begin(self) -> None:
        """Of what comes after a whole answer, nothing was asked for."""
        if self.is_whole:
            self.keeps_open = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head; a trailer is of no use."""
        if not self.status:
            self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """An interim answer's head, or the one that counts."""
        status = self._parser.get_status_code()
        if status == HTTPStatus.SWITCHING_PROTOCOLS:
            raise HTTPException("nobody asked for another protocol")
        if status < HTTPStatus.OK:
            self._fields.clear()
        elif not self.status:
            self.status = status

    def on_body(self, data: bytes) -> None:
        """A piece of the body, without the marks of chunks."""
        if not self.is_whole:
            self._chunks.append(data)
            self._size += len(data)

    def on_message_complete(self) -> None:
        """The end, of an interim answer too."""
        if self.status and not self.is_whole:
            self.is_whole, self.keeps_open = True, self._parser.should_keep_alive()

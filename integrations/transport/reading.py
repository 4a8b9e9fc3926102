"""Reads an answer off a socket. What HTTP allows on the wire is llhttp's to say (package httptools): the reader of
Node.js, which is strict where a lenient one could take one call's answer for another's.
"""

import socket
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from httptools import HttpParserCallbackError, HttpParserError, HttpResponseParser

from integrations.transport.messages import Headers

CHUNK = 65_536  # bytes
# Of what is neither body nor the mark of a chunk: the head, trailers, and what else never ends.
LARGEST_HEAD = 4 * CHUNK
_DELIMITERS = ("Content-Length", "Transfer-Encoding")


class Incoming:
    """One answer while it comes in: its head first, then its body. Interim ones are passed over (RFC 9110, 15.2).

    *largest*: bytes of the body. What is called `on_…` is called by the parser.
    """

    def __init__(self, sock: socket.socket, largest: int) -> None:
        self.status = 0
        self.is_whole = False
        # Whether the connection may carry another call: nothing of this one is left on it.
        self.keeps_open = False
        self._sock, self._largest = sock, largest
        self._fields: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        self._beside = 0  # bytes since the last ones of the body
        self._parser = HttpResponseParser(self)
        self.headers = Headers(self._fields)

    def read_head(self) -> None:
        """Until status and header fields are there. Raises OSError, HTTPException or HttpParserError."""
        try:
            while not self.status:
                self._read()
        except BaseException:
            self.let_go()
            raise

    def read_body(self) -> bytes:
        """Until it is whole. Raises as `read_head` does."""
        if not self.is_whole:
            self._refuse_more_than_wanted(int(self.headers.get("Content-Length", 0)))
        while not self.is_whole:
            self._read()
            self._refuse_more_than_wanted(len(self._body))
        self._refuse_more_than_wanted(len(self._body))
        return bytes(self._body)

    def _refuse_more_than_wanted(self, size: int) -> None:
        if size > self._largest:
            raise OSError("the answer is too large")

    def let_go(self) -> None:
        """Nothing more is read. Parser and protocol know each other; each call would leave a circle behind."""
        del self._parser

    def _read(self) -> None:
        """Take what is there."""
        data = self._sock.recv(CHUNK)
        if not data:
            self._end()
            return
        self._beside += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserCallbackError as error:
            # It takes every exception for its own, also one that a signal raised there: a time limit, Ctrl+C.
            raise error.__context__ or error from None
        except HttpParserError:
            if not self.is_whole:
                raise
            self.keeps_open = False
        if self._beside > LARGEST_HEAD and not self.is_whole:
            raise OSError("what stands around the answer's body is too large")

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
        if self.status:
            return
        status = self._parser.get_status_code()
        if status < HTTPStatus.CONTINUE or status == HTTPStatus.SWITCHING_PROTOCOLS:
            raise HTTPException("that is no answer")
        if status < HTTPStatus.OK:
            self._fields.clear()
        else:
            self.status = status

    def on_body(self, data: bytes) -> None:
        """A piece of the body, without the marks of chunks."""
        if not self.is_whole:
            self._body += data
            self._beside = 0

    def on_message_complete(self) -> None:
        """The end, of an interim answer too."""
        if self.status and not self.is_whole:
            self.is_whole, self.keeps_open = True, self._parser.should_keep_alive()

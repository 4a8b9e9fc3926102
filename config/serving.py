"""How `web` reads requests: whoever sends slowly costs no thread for a head, and one for a bounded time for a body.

Gunicorn's threads wait for a head and a body for ever, so that as many slow connections as there are threads stop a
process. Here a head is gathered by the loop that accepts connections, and a thread comes in once it is whole. A body
has as long, and a second more for each RATE bytes that came. docs/decisions/0041 says what a proxy does better.
"""

import errno
import selectors
from collections import deque
from collections.abc import Callable
from functools import partial
from socket import SHUT_WR
from time import monotonic
from typing import Any

from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from accounts import shares
from config import settings

# Of a body, in bytes a second: the slowest mobile networks send more.
RATE = 10_000
_END = b"\r\n\r\n"
# What is longer, gunicorn refuses by itself.
_LONGEST_HEAD = 64 * 1024
_CHUNK = 16 * 1024
# Of a client that was answered before all it sent was read, and goes on sending: seconds, and bytes.
_LINGER, _MOST_DRAINED = 5.0, 16 * 1024 * 1024


class ReadInTime(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """What a request is read from: at the end of its time, as if the client had hung up."""

    until = 0.0

    def begin(self) -> None:
        """The time of a request begins."""
        self.until = monotonic() + settings.REQUEST_READ_SECONDS

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes. Raises NoMoreData when time is up."""
        left = self.until - monotonic()
        if left <= 0:
            raise NoMoreData
        self.sock.settimeout(left)
        try:
            with shares.aside():  # whoever sends slowly may look at other pages meanwhile
                data: bytes = super().chunk(size_hint)
        except TimeoutError:
            raise NoMoreData from None
        finally:
            self.sock.settimeout(None)
        self.until += len(data) / RATE
        return data


class Connection(TConn):  # type: ignore[misc]
    """Gunicorn's, which the loop does not wait for when it ends."""

    def __init__(self, linger: "Callable[[Connection], None]", *arguments: Any) -> None:
        super().__init__(*arguments)
        self._linger = linger
        self.drained = 0

    def close(self, graceful: bool = False) -> None:
        """*graceful*: once the client has hung up, too, so that it reads the answer to the end (RFC 9112 9.6)."""
        if graceful:
            self._linger(self)
        else:
            super().close()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's gthread, whose threads see no connection before a head is there, and whose loop waits for nobody."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lingering: deque[Connection] = deque()

    def accept(self, listener: Any) -> None:
        """As gunicorn's, but that the connection waits in the loop."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self.gather(Connection(self.linger, self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """The next request on a connection that was kept begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.gather(conn)

    def gather(self, conn: TConn) -> None:
        """Read a head in the loop; `murder_pending` closes what takes too long, in the order of these times."""
        conn.sock.setblocking(False)
        conn.came = bytearray()
        conn.timeout = monotonic() + settings.REQUEST_READ_SECONDS
        self.pending_conns.append(conn)
        on_readable: Callable[[Any], None] = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, on_readable)

    def on_pending_socket_readable(self, conn: TConn, client: Any) -> None:
        """A part of a head came. Once it is whole, a thread goes on."""
        try:
            data = conn.sock.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        conn.came += data
        is_whole = _END in conn.came or len(conn.came) > _LONGEST_HEAD
        if data and not is_whole:
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if data:
            conn.data_ready = True
            self.enqueue_req(conn)
        else:
            self.nr_conns -= 1
            conn.close()

    def linger(self, conn: Connection) -> None:
        """Say that there is no more, and wait in the poller for the client to hang up. Gunicorn's waits in the loop."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(SHUT_WR)
        except OSError:
            conn.close()
            return
        self.nr_conns += 1
        conn.timeout = monotonic() + _LINGER
        self.lingering.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_lingering_readable, conn))

    def on_lingering_readable(self, conn: Connection, client: Any) -> None:
        """What nobody wants to read any more came, or the end."""
        try:
            data = conn.sock.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        conn.drained += len(data)
        if not data or conn.drained > _MOST_DRAINED:
            self.lingering.remove(conn)
            self.let_go(conn, client)

    def let_go(self, conn: Connection, client: Any) -> None:
        """The end of one that lingered."""
        self.poller.unregister(client)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Called by the loop now and then: what takes too long is closed."""
        super().murder_pending()
        while self.lingering and self.lingering[0].timeout <= monotonic():
            conn = self.lingering.popleft()
            self.let_go(conn, conn.sock)

    def handle(self, conn: TConn) -> Any:
        """In a thread: what came, then the rest within its time."""
        try:
            conn.init()
        except OSError:
            return False
        if not isinstance(conn.parser.unreader, ReadInTime):
            conn.parser.unreader = ReadInTime(conn.sock)
        conn.parser.unreader.begin()
        conn.parser.unreader.unread(bytes(conn.came))
        conn.came.clear()
        return super().handle(conn)

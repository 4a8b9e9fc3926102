"""A gunicorn worker for slow clients: headers hold no thread, a body holds one for a limited time.

Gunicorn's own threads wait for headers and body without a limit, so as many slow connections as threads stop a process.
Here the loop that accepts connections collects the headers, and a thread starts once they are complete. A body has the
same time, and another second for each RATE bytes received. docs/decisions/0041 says what a proxy does better.
"""

import errno
import selectors
from collections import deque
from collections.abc import Callable
from functools import partial
from math import inf
from socket import SHUT_WR
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from accounts.concurrency_limit import CallingTurn, Limit
from config import settings
from config.admission_queue import AdmissionQueue
from config.calling_requests import STALLED_SECONDS, CallingRequests, Routes, route_of
from config.request_body_timeout import ReadInTime

_END = b"\r\n\r\n"
# Gunicorn refuses longer headers itself.
_LONGEST_HEAD = 64 * 1024
_CHUNK = 16 * 1024
# For a client that was answered before it had sent everything: seconds and bytes to go on reading.
_LINGER, _MOST_DRAINED = 5.0, 16 * 1024 * 1024


class Connection(TConn):  # type: ignore[misc]
    """Gunicorn's connection, closed without blocking the loop."""

    def __init__(self, linger: "Callable[[Connection], None]", *arguments: Any) -> None:
        super().__init__(*arguments)
        self._linger = linger
        self.drained = 0
        self.route = ""  # of the present request

    def close(self, graceful: bool = False) -> None:
        """*graceful*: wait until the client has closed it, so that it can read the whole response (RFC 9112 9.6)."""
        if graceful:
            self._linger(self)
        else:
            super().close()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's gthread worker.

    Its threads get a connection when the headers are complete, and its loop never blocks.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lingering: deque[Connection] = deque()
        at_once = Limit.of_a_user(settings.WEB_THREADS).at_once
        self.admission = AdmissionQueue(at_once, self.admit)
        self.calling = CallingRequests(self.enqueue_req)
        self.routes = Routes()

    def accept(self, listener: Any) -> None:
        """Accept as gunicorn does, but let the connection wait in the loop."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self.gather(Connection(self.linger, self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """A kept-alive connection begins its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.gather(conn)

    def gather(self, conn: TConn) -> None:
        """Collect headers in the loop. `murder_pending` closes connections in the order of their deadlines."""
        conn.sock.setblocking(False)
        conn.came = bytearray()
        conn.timeout = monotonic() + settings.REQUEST_READ_SECONDS
        self.pending_conns.append(conn)
        on_readable: Callable[[Any], None] = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, on_readable)

    def on_pending_socket_readable(self, conn: TConn, client: Any) -> None:
        """Some headers arrived. Once they are complete, a thread takes over, unless the user has enough of them."""
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
            conn.route = route_of(bytes(conn.came))
            self.admission.enter(conn, bytes(conn.came), monotonic())
        else:
            self.nr_conns -= 1
            conn.close()

    def admit(self, conn: Connection) -> None:
        """The user's limit allows the request. One that is expected to call another server may have to wait here."""
        if self.routes.call(conn.route):
            self.calling.enter(conn, conn.route, monotonic())
        else:
            self.enqueue_req(conn)

    def leave_turn(self, conn: Connection) -> None:
        """The request only waits from now on, or is done."""
        self.calling.leave(conn, monotonic())

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Look again soon while requests are held: they go on if those that work stall."""
        super().wait_for_and_dispatch_events(
            min(timeout, STALLED_SECONDS / 2) if self.calling else timeout
        )

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """A thread is done with the connection."""
        self.leave_turn(conn)
        self.admission.done(conn)
        super().finish_request(conn, fs)

    def linger(self, conn: Connection) -> None:
        """Close the sending side, and wait in the poller for the client to close.

        Gunicorn's own would block the loop.
        """
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(SHUT_WR)
        except OSError:
            conn.close()
            return
        self.nr_conns += 1
        conn.timeout = monotonic() + _LINGER
        self.lingering.append(conn)
        on_readable = partial(self.on_lingering_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, on_readable)

    def on_lingering_readable(self, conn: Connection, client: Any) -> None:
        """The client sent more than is read, or closed."""
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
        """Close a connection that lingered."""
        self.poller.unregister(client)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Called regularly by the loop: close connections past their deadline, and hold none when the worker stops."""
        super().murder_pending()
        now = monotonic() if self.alive else inf
        self.admission.let_go(now)
        self.calling.let_go(now)
        while self.lingering and self.lingering[0].timeout <= monotonic():
            conn = self.lingering.popleft()
            self.let_go(conn, conn.sock)

    def handle(self, conn: TConn) -> Any:
        """In a thread: read what was collected, then the rest within its time."""
        try:
            conn.init()
        except OSError:
            return False
        if not isinstance(conn.parser.unreader, ReadInTime):
            conn.parser.unreader = ReadInTime(conn.sock)
        conn.parser.unreader.begin()
        conn.parser.unreader.unread(bytes(conn.came))
        conn.came.clear()
        turn = CallingTurn(partial(self.method_queue.defer, self.leave_turn, conn))
        with turn.of_the_request():
            answer = super().handle(conn)
        self.routes.note(conn.route, called=turn.has_called)
        return answer

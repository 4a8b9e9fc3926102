"""Deadlines by the wall clock.

A socket's own timeout starts again with every byte, so a server that sends slowly can hold a call for hours. Here one
thread of the process watches all calls and shuts down the socket of each call whose time is over. Whatever blocks on
the socket (handshake, headers, body) then ends.
"""

import heapq
import itertools
import os
import socket
import threading
from contextlib import suppress
from time import monotonic

_FEW = 64


class Handle:
    """A second descriptor of a connection's socket, to shut it down from another thread. TLS detaches the first one.

    It is closed with its last reference, which is the connection or a call that still reads from it.
    """

    _descriptor = -1

    def __init__(self, sock: socket.socket) -> None:
        self._descriptor = os.dup(sock.fileno())

    def shut(self) -> None:
        """End whatever blocks on the connection."""
        with suppress(OSError):
            same = socket.socket(fileno=self._descriptor)
            try:
                same.shutdown(socket.SHUT_RDWR)
            finally:
                same.detach()

    def __del__(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)


class Call:
    """One call under way: its deadline, and whether any byte of it may have left.

    *guarded*: its host is not configured, so the address that it connects to is checked.
    """

    def __init__(self, seconds: float, *, write: bool = False, guarded: bool = False) -> None:
        self.ends_at = monotonic() + seconds
        self.write = write
        self.guarded = guarded
        self.left = False
        self.cut = False
        self.reused = False  # whether the connection carried another call before
        self.wants_fresh = False
        self._lock = threading.Lock()
        self.over = False
        self._handle: Handle | None = None

    def remaining(self) -> float:
        """Seconds left, always above zero. Raises TimeoutError when there are none."""
        seconds = self.ends_at - monotonic()
        if seconds <= 0 or self.cut:
            raise TimeoutError("the call's time is over")
        return seconds

    def watch(self, handle: Handle) -> None:
        """Let the watchdog shut down the socket of *handle*."""
        with self._lock:
            self._handle = handle
            if self.cut:
                handle.shut()

    def cut_short(self) -> None:
        """End the call now. The watchdog calls this from its own thread."""
        with self._lock:
            if not self.over:
                self.cut = True
                if self._handle is not None:
                    self._handle.shut()

    def finish(self) -> None:
        """Mark the call as over: the watchdog may no longer end it."""
        with self._lock:
            self.over = True
            self._handle = None


class Watchdog:
    """Ends calls whose time is over. Its thread starts with the first call."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._calls: list[tuple[float, int, Call]] = []
        self._numbers = itertools.count()
        self._most = _FEW
        self._started = False

    def look_after(self, call: Call) -> None:
        """End *call* at its deadline unless it finishes before."""
        with self._wake:
            if len(self._calls) >= self._most:
                self._forget_over()
            heapq.heappush(self._calls, (call.ends_at, next(self._numbers), call))
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="transport-watchdog", daemon=True).start()
            elif self._calls[0][2] is call:
                self._wake.notify()

    def _forget_over(self) -> None:
        """Drop finished calls, since most end long before their deadline."""
        self._calls = [each for each in self._calls if not each[2].over]
        heapq.heapify(self._calls)
        self._most = max(_FEW, 2 * len(self._calls))

    def _run(self) -> None:
        while True:
            self._next().cut_short()

    def _next(self) -> Call:
        """Wait until the earliest deadline has come and take that call. Finished calls wake no thread."""
        with self._wake:
            while not self._calls or self._calls[0][0] > monotonic():
                while self._calls and self._calls[0][2].over:
                    heapq.heappop(self._calls)
                self._wake.wait(self._calls[0][0] - monotonic() if self._calls else None)
            return heapq.heappop(self._calls)[2]


watchdog = Watchdog()


def _after_fork() -> None:
    """Threads do not survive a fork, and the parent's lock may stay held."""
    global watchdog  # noqa: PLW0603  # one watchdog a process
    watchdog = Watchdog()


os.register_at_fork(after_in_child=_after_fork)

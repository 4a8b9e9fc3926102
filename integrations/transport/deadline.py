"""Deadlines by the wall clock.

A socket's own timeout counts from byte to byte, so a server that drips holds a call for hours. Here one thread
of the process looks after all calls under way and shuts the socket of each whose time is over: whatever blocks
on it (handshake, headers, body) then ends.
"""

import heapq
import itertools
import os
import socket
import threading
from contextlib import suppress
from time import monotonic


class Call:
    """One call under way: when it must be over, and whether any byte of it may have left."""

    def __init__(self, seconds: float, *, write: bool = False) -> None:
        self.ends_at = monotonic() + seconds
        self.write = write
        self.left = False
        self.cut = False
        self.reused = False  # it rides a connection that carried another call before
        self.wants_fresh = False
        self._lock = threading.Lock()
        self.over = False
        self._socket: socket.socket | None = None

    def remaining(self) -> float:
        """Seconds left, always above zero. Raises TimeoutError when there are none."""
        seconds = self.ends_at - monotonic()
        if seconds <= 0 or self.cut:
            raise TimeoutError("the call's time is over")
        return seconds

    def watch(self, sock: socket.socket, *, fresh: bool = False) -> None:
        """Let the watchdog shut *sock*. It gets a duplicate: TLS takes the original's descriptor away."""
        with self._lock:
            if self._socket is not None and not fresh:
                return
            self._close()
            self._socket = socket.fromfd(sock.fileno(), sock.family, sock.type)
            if self.cut:
                self._shut()

    def cut_short(self) -> None:
        """End the call now; called by the watchdog from its own thread."""
        with self._lock:
            if not self.over:
                self.cut = True
                self._shut()

    def finish(self) -> None:
        """Give the watchdog's duplicate back."""
        with self._lock:
            self.over = True
            self._close()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class Watchdog:
    """Cuts calls whose time is over. Its thread starts with the first call."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._calls: list[tuple[float, int, Call]] = []
        self._numbers = itertools.count()
        self._started = False

    def look_after(self, call: Call) -> None:
        """Cut *call* at its deadline unless it finished before."""
        with self._wake:
            heapq.heappush(self._calls, (call.ends_at, next(self._numbers), call))
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="transport-watchdog", daemon=True).start()
            elif self._calls[0][2] is call:
                self._wake.notify()

    def _run(self) -> None:
        while True:
            self._next().cut_short()

    def _next(self) -> Call:
        """Wait until the earliest deadline has come and take that call; those that are over wake nobody up."""
        with self._wake:
            while not self._calls or self._calls[0][0] > monotonic():
                while self._calls and self._calls[0][2].over:
                    heapq.heappop(self._calls)
                self._wake.wait(self._calls[0][0] - monotonic() if self._calls else None)
            return heapq.heappop(self._calls)[2]


watchdog = Watchdog()


def _after_fork() -> None:
    """Threads do not survive a fork, and the parent's lock may be held for ever."""
    global watchdog  # noqa: PLW0603  # one watchdog a process
    watchdog = Watchdog()


os.register_at_fork(after_in_child=_after_fork)

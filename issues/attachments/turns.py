"""Turns at something that one thread of a process does at a time: in the order of coming, of each person one."""

from collections import deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic


class Turns:
    """A line in which each person stands once: whoever has very much to do waits for one of each of the others."""

    def __init__(self) -> None:
        self._change = Condition()
        self._line: deque[Hashable] = deque()

    @contextmanager
    def taken(self, who: Hashable, patience: float) -> Iterator[None]:
        """Until the end of the block it is the turn of *who*. Raises TimeoutError after *patience* seconds, if any."""
        if patience <= 0:
            raise TimeoutError
        with self._change:
            until = monotonic() + patience
            if not self._change.wait_for(lambda: who not in self._line, patience):
                raise TimeoutError
            self._line.append(who)
            if not self._change.wait_for(lambda: self._line[0] == who, max(until - monotonic(), 0)):
                self._leave(who)
                raise TimeoutError
        try:
            yield
        finally:
            with self._change:
                self._leave(who)

    def _leave(self, who: Hashable) -> None:
        self._line.remove(who)
        self._change.notify_all()

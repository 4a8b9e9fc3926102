"""A fair lock: one thread of a process at a time, in order of arrival, one turn per person."""

from collections import deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic


class FairQueue:
    """A queue in which each person has one place, so a person with much work waits for one turn of every other."""

    def __init__(self) -> None:
        self._change = Condition()
        self._line: deque[Hashable] = deque()

    @contextmanager
    def taken(self, who: Hashable, patience: float) -> Iterator[None]:
        """Hold the turn of *who* during the block. Raises TimeoutError after waiting *patience* seconds."""
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

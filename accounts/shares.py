"""One person's share of a web process: so many requests at once, and so many of them at work.

Who waits for Jira keeps no other page from being made, and is not at work meanwhile (`aside`). docs/decisions/0043 says
why there are shares, and how large they are.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Condition, Lock


class TooMuchAtOnceError(Exception):
    """Somebody has as much under way as they may. *waited*: for a turn, in vain."""

    def __init__(self, *, waited: bool) -> None:
        self.waited = waited
        super().__init__()


@dataclass(frozen=True)
class Share:
    """At most *at_once* requests are under way, and *at_work* of them at work; the others wait for that."""

    at_once: int
    at_work: int


class Places:
    """Requests under way in this process, counted by who asked. *patience*: seconds that somebody waits for a turn."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._change = Condition()
        self._under_way: Counter[str] = Counter()
        self._at_work: Counter[str] = Counter()

    def are_full(self, who: str, share: Share) -> bool:
        """Whether one more of *who* would be one too many."""
        return self._under_way[who] >= share.at_once

    def take(self, who: str, share: Share) -> "Seat":
        """Be one of those of *who*, at work, until the seat is left. Raises TooMuchAtOnceError."""
        with self._change:
            if self._under_way[who] >= share.at_once:
                raise TooMuchAtOnceError(waited=False)
            self._under_way[who] += 1
            if not self._change.wait_for(lambda: self._at_work[who] < share.at_work, self._patience):
                _less(self._under_way, who)
                raise TooMuchAtOnceError(waited=True)
            self._at_work[who] += 1
        return Seat(self, who)

    def work(self, who: str, *, begins: bool) -> None:
        """One of those of *who* is at work, or no longer."""
        with self._change:
            if begins:
                self._at_work[who] += 1
            else:
                _less(self._at_work, who)
            self._change.notify_all()

    def leave(self, who: str) -> None:
        """One of those of *who*, who was not at work any more, is gone."""
        with self._change:
            _less(self._under_way, who)


class Sessions:
    """Whose sessions those of late were, at most *most* of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._whose: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Who came with it last, or None."""
        return self._whose.get(key)

    def keep(self, key: str, who: str) -> None:
        """Remember it; the one that was first remembered goes."""
        if self._whose.get(key) == who:
            return
        with self._lock:
            self._whose[key] = who
            if len(self._whose) > self._most:
                del self._whose[next(iter(self._whose))]


def _less(counter: Counter[str], who: str) -> None:
    counter[who] -= 1
    if not counter[who]:
        del counter[who]


class Seat:
    """That of one request."""

    def __init__(self, places: Places, who: str) -> None:
        self._places, self._who = places, who
        self._taken = True

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Once, and before it is left: whatever is done in the block may be done `aside`."""
        token = _mine.set(self)
        try:
            yield
        finally:
            _mine.reset(token)
            self._places.work(self._who, begins=False)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """As the function of that name."""
        self._places.work(self._who, begins=False)
        try:
            yield
        finally:
            self._places.work(
                self._who, begins=True
            )  # whoever began goes on, however many others began meanwhile

    def leave(self) -> None:
        """Make room, the first time."""
        if self._taken:
            self._taken = False
            self._places.leave(self._who)


_mine: ContextVar[Seat | None] = ContextVar("seat", default=None)


def aside() -> AbstractContextManager[None]:
    """Until the end of the block the request under way here waits for somebody else, and is not at work."""
    mine = _mine.get()
    return nullcontext() if mine is None else mine.aside()

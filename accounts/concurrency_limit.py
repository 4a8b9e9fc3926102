"""Limits how many requests one user may have under way in a web process, and how many of those may work at once.

A request that waits for Jira does not count as working (`while_waiting`). docs/decisions/0043 gives the reasons and
the numbers, and 0063 those of the turns of requests that call another server.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from threading import Condition, Lock
from time import monotonic

# The pause after a request of a flood: times as long as it worked, and at most so many seconds. The maximum lets each
# of a browser's six requests have its turn in time even if they take long.
REST_RATIO, LONGEST_REST = 2.0, 0.1


class TooManyRequestsError(Exception):
    """The user's limit of requests is reached. *waited*: whether the request waited for a turn first."""

    def __init__(self, *, waited: bool) -> None:
        self.waited = waited
        super().__init__()


@dataclass(frozen=True)
class Limit:
    """At most *at_once* requests are under way, and *at_work* of them at work; the others wait for that.

    While more than *few* are under way, one of them works at a time, and before the next one starts, a pause of twice
    its work passes: that is no longer a person with some tabs, and two thirds of a core are for others.
    """

    at_once: int
    at_work: int
    few: int

    def at_work_of(self, under_way: int) -> int:
        """How many of *under_way* requests may work at the same time."""
        return self.at_work if under_way <= self.few else 1

    @classmethod
    def of_a_user(cls, threads: int) -> "Limit":
        """For one user, in a process of *threads*. A browser has six connections to a host."""
        return cls._of(threads, at_once=threads * 3 // 8)

    @classmethod
    def of_a_network(cls, threads: int) -> "Limit":
        """For all anonymous callers of one network."""
        return cls._of(threads, at_once=threads // 2)

    @classmethod
    def _of(cls, threads: int, at_once: int) -> "Limit":
        at_work = max(threads // 8, 2)
        return cls(at_once=max(at_once, 6), at_work=at_work, few=at_work)


class ActiveRequests:
    """The requests under way in this process, by user. *patience*: seconds that a request waits for its turn."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._change = Condition()
        self._under_way: Counter[str] = Counter()
        self._at_work: Counter[str] = Counter()
        self._rest_until: dict[str, float] = {}
        self._waiting: dict[str, list[object]] = {}

    def are_full(self, who: str, limit: Limit) -> bool:
        """Whether one more request of *who* would exceed the limit."""
        return self._under_way[who] >= limit.at_once

    def take(self, who: str, limit: Limit) -> "RequestSlot":
        """Register a request of *who*, which works from now on. Raises TooManyRequestsError."""
        with self._change:
            if self._under_way[who] >= limit.at_once:
                raise TooManyRequestsError(waited=False)
            self._under_way[who] += 1
            try:
                self._wait_for_a_turn(who, limit)
            except TooManyRequestsError:
                self._one_less_under_way(who)
                raise
            self._at_work[who] += 1
        return RequestSlot(self, who)

    def _wait_for_a_turn(self, who: str, limit: Limit) -> None:
        """In the order in which the requests came. Raises TooManyRequestsError."""
        me, until = object(), monotonic() + self._patience
        queue = self._waiting.setdefault(who, [])
        queue.append(me)
        try:
            while (now := monotonic()) < until:
                turn = self._turn(who, limit) if queue[0] is me else inf
                if turn <= now:
                    return
                leave_calling_turn()
                self._change.wait(min(turn, until) - now)
            raise TooManyRequestsError(waited=True)
        finally:
            queue.remove(me)
            self._wake(who)
            if not queue:
                del self._waiting[who]

    def _turn(self, who: str, limit: Limit) -> float:
        """The time when the next request of *who* may start; infinity: once another one stops working."""
        under_way = self._under_way[who]
        if self._at_work[who] >= limit.at_work_of(under_way):
            return inf
        return self._rest_until.get(who, 0.0) if under_way > limit.few else 0.0

    def begin_work(self, who: str) -> None:
        """Note that a request of *who* works again."""
        with self._change:
            self._at_work[who] += 1

    def end_work(self, who: str, seconds: float) -> None:
        """Note that a request of *who* stops working, after so many *seconds* of it."""
        with self._change:
            _less(self._at_work, who)
            rest = min(REST_RATIO * seconds, LONGEST_REST)
            self._rest_until[who] = max(self._rest_until.get(who, 0.0), monotonic() + rest)
            self._wake(who)

    def leave(self, who: str) -> None:
        """Remove a request of *who* that had stopped working."""
        with self._change:
            self._one_less_under_way(who)
            self._wake(who)

    def _wake(self, who: str) -> None:
        if who in self._waiting:
            self._change.notify_all()

    def _one_less_under_way(self, who: str) -> None:
        _less(self._under_way, who)
        if who not in self._under_way:
            self._rest_until.pop(who, None)


# How a user is called here, before their id.
PERSON = "person "


class SessionOwners:
    """The users of the *most* sessions seen last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._whose: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """The user of the session, or None."""
        return self._whose.get(key)

    def user_id(self, key: str | None) -> int | None:
        """The id of that user."""
        who = self._whose.get(key or "", "")
        return int(who.removeprefix(PERSON)) if who.startswith(PERSON) else None

    def keep(self, key: str, who: str) -> None:
        """Remember the user of a session. The oldest entry is dropped."""
        if self._whose.get(key) == who:
            return
        with self._lock:
            self._whose[key] = who
            if len(self._whose) > self._most:
                del self._whose[next(iter(self._whose))]


# Of this process.
SESSION_OWNERS = SessionOwners(1000)


def _less(counter: Counter[str], who: str) -> None:
    counter[who] -= 1
    if not counter[who]:
        del counter[who]


class RequestSlot:
    """One request under way."""

    def __init__(self, active: ActiveRequests, who: str) -> None:
        self._active, self._who = active, who
        self._taken = True
        self._began = monotonic()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The request works inside the block, and outside of `while_waiting`. Use it once."""
        token = _mine.set(self)
        try:
            yield
        finally:
            _mine.reset(token)
            self._stop()

    @contextmanager
    def while_waiting(self) -> Iterator[None]:
        """See the function `while_waiting`."""
        self._stop()
        try:
            yield
        finally:
            # A request that has begun goes on, however many others began meanwhile.
            self._began = monotonic()
            self._active.begin_work(self._who)

    def _stop(self) -> None:
        self._active.end_work(self._who, monotonic() - self._began)

    def leave(self) -> None:
        """Release the slot. Later calls do nothing."""
        if self._taken:
            self._taken = False
            self._active.leave(self._who)


_mine: ContextVar[RequestSlot | None] = ContextVar("slot", default=None)


class CallingTurn:
    """What a request tells its gunicorn worker: that it calls another server, and that it only waits from now on.

    *leave* is called once, in the request's thread (`config.calling_requests`).
    """

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave: Callable[[], None] | None = leave
        self.has_called = False

    @contextmanager
    def of_the_request(self) -> Iterator[None]:
        """Inside the block, the functions below speak of this turn."""
        token = _turn.set(self)
        try:
            yield
        finally:
            _turn.reset(token)

    def leave(self) -> None:
        """Let the next one have it. Later calls do nothing."""
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()


_turn: ContextVar[CallingTurn | None] = ContextVar("calling turn", default=None)


def will_call() -> None:
    """Note that the current request calls another server, or would if that server were well."""
    turn = _turn.get()
    if turn is not None:
        turn.has_called = True


def leave_calling_turn() -> None:
    """Note that the current request waits, so that the next one which calls another server may begin."""
    turn = _turn.get()
    if turn is not None:
        turn.leave()


def while_waiting() -> AbstractContextManager[None]:
    """Inside the block, the current request waits for another server and does not count as working."""
    leave_calling_turn()
    mine = _mine.get()
    return nullcontext() if mine is None else mine.while_waiting()

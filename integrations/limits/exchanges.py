"""Exchanges of a code or a refresh token: who asked for one may leave, the answer is kept all the same.

An answer of the token endpoint exists nowhere else. So each exchange has a thread of its own, and a page waits for it
no longer than for anything else. Only the call is made there: what came of it is settled by whoever asked, as long as
they are there, in their thread and on their connection to the database.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import cache
from threading import BoundedSemaphore, Lock, Thread
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from django.conf import settings
from django.db import connections

from integrations.errors import IntegrationError, TakesLong, Unavailable
from integrations.limits import circuits

logger = logging.getLogger(__name__)

A = TypeVar("A")
_one_at_a_time = Lock()


class Exchange:
    """Room for one exchange until the end of the block, or until the exchange is settled.

    Entering it raises Unavailable where half as many are under way as this process has threads: whom one is put off
    for loses nothing, and each one at a server that hangs puts another link at stake.
    """

    def __enter__(self) -> Self:
        self._room = _room_for(settings.WEB_THREADS)
        self._handed_over = False
        if not self._room.acquire(blocking=False):
            raise Unavailable("enough exchanges are under way already")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._handed_over:
            self._room.release()

    def carry_out(
        self, call: Callable[[], A], settle: Callable[[Future[A]], Any], *, within: float
    ) -> Future[A]:
        """What *call* came to, which the caller then settles.

        *call* asks no database. Raises TakesLong after *within* seconds; then *settle* gets it later, in that thread,
        and what it raises is logged.
        """
        alone = _Alone(call, settle, self._room.release)
        thread = Thread(
            target=alone.run, name="exchange"
        )  # no daemon: a process that ends waits for the answer
        thread.start()
        self._handed_over = True
        try:
            return alone.wait(within)
        except TakesLong:
            circuits.failed(circuits.TOKENS)  # until it is answered after all
            raise


class _Alone(Generic[A]):
    """A call in a thread of its own, and whether anybody still waits for it."""

    def __init__(
        self, call: Callable[[], A], settle: Callable[[Future[A]], Any], done: Callable[[], None]
    ) -> None:
        self._call, self._settle, self._done = call, settle, done
        self._outcome: Future[A] = Future()
        self._lock = Lock()
        self._left = False

    def wait(self, seconds: float) -> Future[A]:
        try:
            wait([self._outcome], max(seconds, 0.0))
        finally:
            with self._lock:
                self._left = not self._outcome.done()
        if self._left:
            raise TakesLong("the token endpoint takes long, and goes on without who asked")
        return self._outcome

    def run(self) -> None:
        try:
            outcome_of(self._call, self._outcome)
            with self._lock:
                left = self._left
            if left:
                self._settle_alone()
        finally:
            connections.close_all()
            self._done()

    def _settle_alone(self) -> None:
        try:
            with _one_at_a_time:  # so with one connection to the database more, however many come late
                try:
                    self._settle(self._outcome)
                finally:
                    connections.close_all()
        except IntegrationError as error:
            logger.info("an exchange that nobody waited for: %s %s", type(error).__name__, error)
        except Exception:
            logger.exception("an exchange that nobody waited for was not settled")


def outcome_of(call: Callable[[], A], outcome: Future[A] | None = None) -> Future[A]:
    """What *call* came to, at once and here."""
    outcome = Future() if outcome is None else outcome
    try:
        answer = call()
    except BaseException as error:
        outcome.set_exception(error)
    else:
        outcome.set_result(answer)
    return outcome


@cache
def _room_for(threads: int) -> BoundedSemaphore:
    return BoundedSemaphore(max(threads // 2, 1))

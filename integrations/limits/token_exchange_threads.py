"""Exchanges of a code or a refresh token, in threads of their own: the caller may leave, the answer is saved.

An answer of the token endpoint exists nowhere else. So each exchange has its own thread, and a page waits for it no
longer than for any other call. Only the call runs in that thread. As long as the caller waits, it settles the result
in its own thread, on its own database connection.
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
from integrations.limits import circuit_breaker

logger = logging.getLogger(__name__)

A = TypeVar("A")
_one_at_a_time = Lock()


class Exchange:
    """Room for one exchange with *server* until the end of the block, or until the exchange is settled.

    Entering raises Unavailable while half as many exchanges are under way as this process has threads. An exchange
    that is put off loses nothing, but each one at a server that hangs puts another link at risk.
    """

    def __init__(self, server: str = circuit_breaker.TOKENS) -> None:
        self._server = server

    def __enter__(self) -> Self:
        self._room = _room_for(settings.WEB_THREADS)
        self._handed_over = False
        if not self._room.acquire(blocking=False):
            raise Unavailable("too many exchanges are already under way")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._handed_over:
            self._room.release()

    def carry_out(
        self, call: Callable[[], A], settle: Callable[[Future[A]], Any], *, within: float
    ) -> Future[A]:
        """The result of *call*, which the caller then settles.

        *call* must not use the database. Raises TakesLong after *within* seconds. Then *settle* gets the result
        later, in that thread, and its errors are logged.
        """
        alone = _Alone(call, settle, self._room.release)
        # not a daemon: the process waits for the answer before it ends
        thread = Thread(target=alone.run, name="exchange")
        thread.start()
        self._handed_over = True
        try:
            return alone.wait(within)
        except TakesLong:
            circuit_breaker.failed(self._server)  # until an answer comes
            raise


class _Alone(Generic[A]):
    """A call in its own thread, and whether the caller still waits for it."""

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
            raise TakesLong("the token endpoint takes long; the exchange goes on in the background")
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
            # one more database connection, however many results come late
            with _one_at_a_time:
                try:
                    self._settle(self._outcome)
                finally:
                    connections.close_all()
        except IntegrationError as error:
            logger.info(
                "exchange without a waiting caller failed: %s %s", type(error).__name__, error
            )
        except Exception:
            logger.exception("exchange without a waiting caller was not settled")


def outcome_of(call: Callable[[], A], outcome: Future[A] | None = None) -> Future[A]:
    """Call *call* now, in this thread, and return its result as a Future."""
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

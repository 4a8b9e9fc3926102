"""The process that runs Lodge: it may die at any line, everything that it says is kept, every state is watched."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from integrations.transport import Answer, Request
from issues.models import Attachment, Outgoing, State, Submission
from issues.outbox.states import TRANSITIONS
from tests.support import secret_search

KINDS: tuple[type[Outgoing], ...] = (Submission, Attachment)


class KilledError(BaseException):
    """The process is gone: nothing catches it."""


class Process:
    """Counts its steps, before and after each statement and each call to Jira, and may die at one of them."""

    def __init__(self, send: Callable[[Request], Answer]) -> None:
        self._really_send = send
        self._left: int | None = None
        self._looking = False
        self.states: dict[UUID, State] = {}
        self.illegal: list[str] = []

    @contextmanager
    def dying_at(self, step: int | None) -> Iterator[None]:
        """Until the end of the block; None: it lives. What its transaction had not committed is gone."""
        self._left = step
        try:
            yield
        except KilledError:
            connection.close()  # as the server sees it: a transaction about to begin ends, too
        finally:
            self._left = None
            self.states = self._read()

    def send(self, request: Request) -> Answer:
        """In place of the transport's own."""
        self._step()
        answer = self._really_send(request)
        self._step()
        return answer

    def execute(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Around every statement (Django's `execute_wrapper`)."""
        if self._looking:
            return execute(sql, params, many, context)
        self._step()
        done = execute(sql, params, many, context)
        if sql.startswith(("UPDATE", "INSERT", "WITH")) and any(
            kind._meta.db_table in sql for kind in KINDS
        ):
            self._watch()
        self._step()
        return done

    def _step(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise KilledError

    def _watch(self) -> None:
        """Jira's word (FILED) is written down in any state; all else is by the table."""
        for pk, state in self._read().items():
            before = self.states.get(pk, state)
            if state not in (before, State.FILED, *_next(before)):
                self.illegal.append(f"{pk}: {before} → {state}")
            self.states[pk] = state

    def _read(self) -> dict[UUID, State]:
        self._looking = True
        try:
            return {
                pk: State(state)
                for kind in KINDS
                for pk, state in kind._default_manager.values_list("pk", "state")
            }
        finally:
            self._looking = False


def _next(state: State) -> frozenset[State]:
    """What may follow. A draft without files is queued and claimed in one statement (`filing.send_draft`)."""
    return TRANSITIONS[state] | ({State.SENDING} if state == State.DRAFT else frozenset())


class Overheard(logging.Handler):
    """All that was logged, as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter())
        self.lines: list[str] = []
        self.secrets: dict[str, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """One more line, with its traceback."""
        self.lines.append(self.format(record))

    def leaked(self) -> list[str]:
        """The names of those secrets that were said aloud."""
        return secret_search.hits(self.secrets, "\n".join(self.lines).encode())


@contextmanager
def listening() -> Iterator[Overheard]:
    """Until the end of the block."""
    ear, root = Overheard(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield ear
    finally:
        root.removeHandler(ear)


@contextmanager
def watched(process: Process) -> Iterator[None]:
    """Every statement of this thread goes through *process*."""
    with connection.execute_wrapper(process.execute):
        yield

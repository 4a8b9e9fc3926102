"""What kind of work a call belongs to: who waits for it decides what goes first when Jira has little to give."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum


class Work(Enum):
    """In the order in which it goes: somebody waits; somebody's report waits; it could as well be later."""

    PERSON = "person"
    REPORT = "report"
    READING = "reading"


_present: ContextVar[Work] = ContextVar("work", default=Work.PERSON)


def present() -> Work:
    """The work under way here."""
    return _present.get()


@contextmanager
def at_work(work: Work) -> Iterator[None]:
    """Until the end of the block, calls belong to *work*."""
    token = _present.set(work)
    try:
        yield
    finally:
        _present.reset(token)

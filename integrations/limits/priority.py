"""The kind of work that a call belongs to, which decides its priority when Jira limits the rate."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum


class Work(Enum):
    """In order of priority: a person waits; a person's report waits; it can be done later."""

    PERSON = "person"
    REPORT = "report"
    READING = "reading"


_present: ContextVar[Work] = ContextVar("work", default=Work.PERSON)


def present() -> Work:
    """The kind of work in the present context."""
    return _present.get()


@contextmanager
def at_work(work: Work) -> Iterator[None]:
    """Give calls the priority *work* until the end of the block."""
    token = _present.set(work)
    try:
        yield
    finally:
        _present.reset(token)

"""Lets a caller see the exchanges of a block of code as they were: for the doctor, which explains them.

Calls with secrets in their bodies, those of the token endpoint, are not shown. Their answers hold tokens.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from integrations.transport.request_response import Answer, Request


@dataclass(frozen=True)
class Observed:
    """One exchange. *address*: host and path, with ids as {id}. *status*: 0 without an answer; *failure* says why."""

    method: str
    address: str
    milliseconds: int
    status: int = 0
    failure: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


_seen: ContextVar[list[Observed] | None] = ContextVar("observed", default=None)


@contextmanager
def observed() -> Iterator[list[Observed]]:
    """The exchanges of this thread inside the block, in a list that grows."""
    found: list[Observed] = []
    token = _seen.set(found)
    try:
        yield found
    finally:
        _seen.reset(token)


def note(
    request: Request, address: str, answer: Answer | None, failure: str, seconds: float
) -> None:
    """Add an exchange to the list of the present block, if there is one."""
    found = _seen.get()
    if found is None or request.json is not None or request.form is not None:
        return
    milliseconds = round(seconds * 1000)
    if answer is None:
        found.append(Observed(request.method, address, milliseconds, failure=failure))
        return
    found.append(
        Observed(
            request.method,
            address,
            milliseconds,
            answer.status,
            headers=answer.headers,
            body=answer.body,
        )
    )

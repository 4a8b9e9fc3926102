"""One call of Jira's REST API as a value: how it is asked and how its answer is read. Pure, no I/O."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from integrations.errors import Denied
from integrations.jira.cloud import API_PATH
from integrations.transport import LARGEST_BODY, Upload

T = TypeVar("T")
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Call(Generic[T]):
    """`operation` is Atlassian's operationId: pauses are kept by it. `scope` is the classic scope that it needs.

    `typed`: somebody's keystrokes ask for it, so that it is counted for each person.
    `path` lies below the gateway's site root (`path_of`); `read` turns the decoded JSON of
    a 2xx (where *binary*: its bytes) into the result and raises `readers.MalformedError`. `largest`: in bytes.
    """

    operation: str
    method: str
    path: str
    read: Callable[[Any], T]
    query: Mapping[str, str | int] = field(default_factory=dict)
    json: Any = None
    scope: str = "read:jira-work"
    write: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None
    binary: bool = False
    largest: int = LARGEST_BODY
    typed: bool = False


def path_of(*segments: str, below: str = API_PATH) -> str:
    """`/rest/api/3/…`, where no key or id can reach another resource.

    Raises Denied for a segment that is neither key, id nor word: nothing in Jira has such a name. Quoting would
    not do, since what lies between may decode it.
    """
    if not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise Denied(status=404)
    return "/".join((below, *segments))


def with_query(path: str, query: Mapping[str, str | int]) -> str:
    """*path* with its query string, if there is one. What UTF-8 cannot write becomes a question mark."""
    return f"{path}?{urlencode(query, errors='replace')}" if query else path

"""One call of Jira's REST API as a value: how to ask, and how to read the answer. Pure, no I/O."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from integrations.errors import Denied, Rejected
from integrations.jira.cloud_dialect import API_PATH
from integrations.transport import LARGEST_BODY, Upload

T = TypeVar("T")
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Call(Generic[T]):
    """`operation` is Atlassian's operationId, which pauses refer to. `scope` is the classic scope that it needs.

    `typed`: the call answers a user's keystrokes, so it counts towards their search quota. `path` is relative to the
    gateway's site root (`path_of`). `read` turns the decoded JSON of a 2xx (where *binary*: its bytes) into the
    result and raises `readers.MalformedError`. `largest`: the largest answer, in bytes. `located` reads the address
    of a 303 in the same way; without it a 303 is an error. `refused` makes a result of a 400, where that is one.
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
    located: Callable[[str], T] | None = None
    refused: Callable[[Rejected], T] | None = None


def path_of(*segments: str, below: str = API_PATH) -> str:
    """`/rest/api/3/…`, built so that no key or id can reach another resource.

    Raises Denied for a segment that is neither key, id nor word: nothing in Jira has such a name. Quoting is not
    enough, because a proxy on the way may decode it.
    """
    if not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise Denied(status=404)
    return "/".join((below, *segments))


def with_query(path: str, query: Mapping[str, str | int]) -> str:
    """*path* with its query string, if any. Characters that UTF-8 cannot encode become question marks."""
    return f"{path}?{urlencode(query, errors='replace')}" if query else path

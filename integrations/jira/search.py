"""JQL and its searches. Pure. Every operand is quoted: no text of a user ever becomes a part of the query.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Search for issues using JQL enhanced search",
"Get field auto complete suggestions"; Atlassian, "JQL reserved characters".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import readers
from integrations.jira.calls import Call, path_of
from integrations.jira.issues import Issue

PAGE_SIZE = 100
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FIELD = re.compile(r"[A-Za-z]+")
_OPERATORS = {"=", "!=", ">", ">=", "<", "<=", "~"}


@dataclass(frozen=True)
class Function:
    """A JQL function without arguments, such as currentUser(): the one operand that is not quoted."""

    name: str

    def __str__(self) -> str:
        return f"{self.name}()"


CURRENT_USER = Function("currentUser")


def quoted(operand: str) -> str:
    """*operand* as a JQL string."""
    escaped = "".join(_ESCAPES.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in operand)
    return f'"{escaped}"'


def clause(field: str, operator: str, operand: str | Function) -> str:
    """One condition. Raises ValueError for a field or operator that is not plain."""
    if not _FIELD.fullmatch(field) or operator not in _OPERATORS:
        raise ValueError(f"not a JQL clause: {field!r} {operator!r}")
    return f"{field} {operator} {operand if isinstance(operand, Function) else quoted(operand)}"


def own_since(minutes: int) -> str:
    """Issues that this user created within the last *minutes* by Jira's own clock, newest first.

    Relative, because Jira reads a bare date and time in the zone of the profile. No project clause: automation
    may have moved the issue.
    """
    created = clause("created", ">=", f"-{minutes}m")
    return f"{clause('creator', '=', CURRENT_USER)} AND {created} ORDER BY created DESC"


@dataclass(frozen=True)
class SearchPage:
    """A part of what matches. There is no total; `next_token` is None on the last page."""

    issues: tuple[Issue, ...]
    next_token: str | None

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a SearchAndReconcileResults."""
        data = readers.mapping(answer)
        issues = tuple(Issue.from_json(each) for each in readers.objects(data, "issues"))
        token = readers.optional_text(data, "nextPageToken")
        return cls(issues, None if data.get("isLast") is True or not token else token)


def issues(
    jql: str,
    fields: Sequence[str],
    properties: Sequence[str] = (),
    *,
    token: str | None = None,
    limit: int = PAGE_SIZE,
) -> Call[SearchPage]:
    """One page of a search. The index lags behind by seconds, sometimes minutes."""
    body: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": limit}
    if properties:
        body["properties"] = list(properties)
    if token is not None:
        body["nextPageToken"] = token
    return Call(
        operation="searchAndReconsileIssuesUsingJqlPost",
        method="POST",
        path=path_of("search", "jql"),
        json=body,
        read=SearchPage.from_json,
    )


def issues_by_get(jql: str, fields: Sequence[str], *, limit: int) -> Call[SearchPage]:
    """The first page of a search that can wait: by GET, whose pauses and bursts are not those of `issues`."""
    return Call(
        operation="searchAndReconsileIssuesUsingJql",
        method="GET",
        typed=True,
        path=path_of("search", "jql"),
        query={"jql": jql, "fields": ",".join(fields), "maxResults": limit},
        read=SearchPage.from_json,
    )

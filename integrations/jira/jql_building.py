"""JQL and its searches. Pure. Every operand is quoted, so no text of a user becomes a part of the query.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Search for issues using JQL enhanced search", "Get
field auto complete suggestions"; Atlassian, "JQL reserved characters".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.issues import Issue

PAGE_SIZE = 100
# Jira's parser refuses these raw, and what it makes of their escapes is not known: a space takes their place. JSON
# cannot carry a lone surrogate. Source: npm @atlaskit/jql-parser 3.0.1.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_MEANINGS = {"n": "\n", "r": "\r", "t": "\t"}
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
    """*operand* as a JQL string. Controls, which no text needs and Jira refuses, become spaces."""
    written = _UNWRITABLE.sub(" ", operand).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{written}"'


def unquoted(written: str) -> str:
    """What *written*, a JQL string in either quotes or a bare word, means."""
    if len(written) < 2 or written[0] != written[-1] or written[0] not in "\"'":
        return written
    return _ESCAPED.sub(_meaning, written[1:-1])


def _meaning(found: re.Match[str]) -> str:
    sequence = found[1]
    if len(sequence) == 5:
        return chr(int(sequence[1:], 16))
    return _MEANINGS.get(sequence, sequence)


def clause(field: str, operator: str, operand: str | Function) -> str:
    """One condition. Raises ValueError for a field or operator that is not plain."""
    if not _FIELD.fullmatch(field) or operator not in _OPERATORS:
        raise ValueError(f"not a JQL clause: {field!r} {operator!r}")
    return f"{field} {operator} {operand if isinstance(operand, Function) else quoted(operand)}"


def own_since(minutes: int) -> str:
    """Issues that this user created within the last *minutes* by Jira's own clock, newest first.

    The time is relative, because Jira reads an absolute one in the zone of the profile. There is no project clause,
    because automation may have moved the issue.
    """
    created = clause("created", ">=", f"-{minutes}m")
    return f"{clause('creator', '=', CURRENT_USER)} AND {created} ORDER BY created DESC"


@dataclass(frozen=True)
class SearchPage:
    """A page of matching issues. There is no total. `next_token` is None on the last page."""

    issues: tuple[Issue, ...]
    next_token: str | None

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a SearchAndReconcileResults."""
        data = json_readers.mapping(answer)
        issues = tuple(Issue.from_json(each) for each in json_readers.objects(data, "issues"))
        token = json_readers.optional_text(data, "nextPageToken")
        return cls(issues, None if data.get("isLast") is True or not token else token)


def issues(
    jql: str,
    fields: Sequence[str],
    properties: Sequence[str] = (),
    *,
    token: str | None = None,
    limit: int = PAGE_SIZE,
) -> Call[SearchPage]:
    """One page of a search. The index lags by seconds, sometimes minutes."""
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
    """The first page of a search that can wait. GET has other rate limits than the POST of `issues`."""
    return Call(
        operation="searchAndReconsileIssuesUsingJql",
        method="GET",
        typed=True,
        path=path_of("search", "jql"),
        query={"jql": jql, "fields": ",".join(fields), "maxResults": limit},
        read=SearchPage.from_json,
    )

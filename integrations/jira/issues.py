"""Issues: creating one, reading one, reading many by key. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Create issue", "Get issue", "Bulk fetch issues".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*")
WINDOW = 100  # the most that bulkfetch takes everywhere


@dataclass(frozen=True)
class CreatedIssue:
    """The created issue. Build links from the site's url and the key, never from `self`."""

    id: str
    key: str

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a CreatedIssue. Raises MalformedError for something that is not a key."""
        data = json_readers.mapping(answer)
        issue_id, key = json_readers.text(data, "id"), json_readers.text(data, "key")
        if not KEY.fullmatch(key) or not issue_id.isdecimal():
            raise json_readers.MalformedError("the answer names no issue")
        return cls(issue_id, key)


@dataclass(frozen=True)
class Issue:
    """An issue as Jira shows it to this user. `key` may differ from the requested one, because issues move."""

    id: str
    key: str
    fields: dict[str, Any]
    properties: dict[str, Any]

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read an IssueBean."""
        data = json_readers.mapping(answer, "the issue")
        issue_id = json_readers.text(data, "id")
        if not issue_id.isdecimal():
            raise json_readers.MalformedError("an issue's id is no number")
        return cls(
            id=issue_id,
            key=json_readers.text(data, "key"),
            fields=dict(json_readers.optional_object(data, "fields")),
            properties=dict(json_readers.optional_object(data, "properties")),
        )

    @property
    def project_key(self) -> str:
        """The key without its number."""
        return self.key.rpartition("-")[0]

    @property
    def number(self) -> int:
        """The number in its key. 0 where the key is malformed."""
        tail = self.key.rpartition("-")[2]
        return int(tail) if tail.isdecimal() else 0

    @property
    def creator(self) -> str:
        """The account id of its creator, "" where hidden."""
        return json_readers.optional_text(
            json_readers.optional_object(self.fields, "creator"), "accountId"
        )


@dataclass(frozen=True)
class Window:
    """Issues read by key. Issues that do not exist and issues that the user may not see are both left out.

    `complete` is False when Jira could not read some of them just now.
    """

    issues: tuple[Issue, ...]
    complete: bool


def create(fields: Mapping[str, Any], properties: Mapping[str, Any]) -> Call[CreatedIssue]:
    """One new issue with entity properties. Not idempotent: nothing may repeat it automatically."""
    body: dict[str, Any] = {"fields": dict(fields)}
    if properties:
        body["properties"] = [{"key": key, "value": value} for key, value in properties.items()]
    return Call(
        operation="createIssue",
        method="POST",
        path=path_of("issue"),
        json=body,
        scope="write:jira-work",
        write=True,
        read=CreatedIssue.from_json,
    )


def get(key: str, fields: Sequence[str], properties: Sequence[str]) -> Call[Issue]:
    """One issue. *key* may be its id, or a key from before it moved."""
    return Call(
        operation="getIssue",
        method="GET",
        path=path_of("issue", key),
        query={"fields": ",".join(fields), "properties": ",".join(properties)},
        read=Issue.from_json,
    )


def bulk_fetch(
    keys: Sequence[str], fields: Sequence[str], properties: Sequence[str]
) -> Call[Window]:
    """Up to 100 issues by key, read from Jira's database and not from the search index."""
    body = {"issueIdsOrKeys": list(keys), "fields": list(fields), "properties": list(properties)}
    return Call(
        operation="bulkFetchIssues",
        method="POST",
        path=path_of("issue", "bulkfetch"),
        json=body,
        read=_read_window,
    )


def _read_window(answer: Any) -> Window:
    data = json_readers.mapping(answer)
    issues = tuple(Issue.from_json(each) for each in json_readers.objects(data, "issues"))
    return Window(issues, complete=not data.get("issueErrors"))

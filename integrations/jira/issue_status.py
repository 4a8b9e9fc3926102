"""The status of issues as their writers follow it, many at once. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Bulk fetch issues", "Search for issues using JQL
enhanced search". A field that an answer leaves out is unknown, which is not the same as empty: Jira leaves out what it
could not load.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.issues import WINDOW

FIELDS = (
    "summary",
    "status",
    "assignee",
    "resolution",
    "created",
    "updated",
    "project",
    "security",
    "comment",
)
LARGEST = (
    16 * 1024 * 1024
)  # bytes of an answer: a hundred issues with twenty short comments have one
CATEGORIES = ("new", "indeterminate", "done", "undefined")


@dataclass(frozen=True)
class LastComment:
    """The newest comment of an answer that every reader of the issue may read. `body` is ADF."""

    id: str
    author_id: str
    author_name: str
    created: datetime
    body: Any


@dataclass(frozen=True)
class IssueStatus:
    """What becomes of an issue.

    `category`: one of CATEGORIES, or "" for one that is not known. `secured`: whether it has a security level; None
    where Jira did not say. `last_comment`: None where there is none, or none for all readers. `complete`: whether
    every field came.
    """

    id: str
    key: str
    project_id: str
    summary: str
    status: str
    category: str
    assignee_id: str
    assignee_name: str
    resolution: str
    created: datetime
    updated: datetime
    secured: bool | None
    last_comment: LastComment | None
    complete: bool

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read an IssueBean. Raises MalformedError where id, key, status or a time is missing."""
        data = json_readers.mapping(answer, "the issue")
        fields = json_readers.mapping(data.get("fields"), "'fields'")
        status = json_readers.mapping(fields.get("status"), "'status'")
        category = json_readers.optional_text(
            json_readers.optional_object(status, "statusCategory"), "key"
        )
        assignee = json_readers.optional_object(fields, "assignee")
        project = json_readers.optional_object(fields, "project")
        return cls(
            id=json_readers.text(data, "id"),
            key=json_readers.text(data, "key"),
            project_id=json_readers.optional_text(project, "id"),
            summary=json_readers.optional_text(fields, "summary"),
            status=json_readers.text(status, "name"),
            category=category if category in CATEGORIES else "",
            assignee_id=json_readers.optional_text(assignee, "accountId"),
            assignee_name=json_readers.optional_text(assignee, "displayName"),
            resolution=json_readers.optional_text(
                json_readers.optional_object(fields, "resolution"), "name"
            ),
            created=json_readers.moment(fields, "created"),
            updated=json_readers.moment(fields, "updated"),
            secured=fields["security"] is not None if "security" in fields else None,
            last_comment=_last_comment(json_readers.optional_object(fields, "comment")),
            complete=all(name in fields for name in FIELDS),
        )


def _last_comment(page: Mapping[str, Any]) -> LastComment | None:
    found = page.get("comments")
    shown = [_comment(one) for one in found if _is_for_all(one)] if isinstance(found, list) else []
    return max(shown, key=lambda one: (one.created, one.id), default=None)


def _is_for_all(comment: Any) -> bool:
    """Whether no group, role or service team has it to itself."""
    return (
        isinstance(comment, Mapping)
        and not comment.get("visibility")
        and comment.get("jsdPublic") is not False
    )


def _comment(data: Mapping[str, Any]) -> LastComment:
    author = json_readers.optional_object(data, "author")
    return LastComment(
        id=json_readers.text(data, "id"),
        author_id=json_readers.optional_text(author, "accountId"),
        author_name=json_readers.optional_text(author, "displayName"),
        created=json_readers.moment(data, "created"),
        body=data.get("body"),
    )


@dataclass(frozen=True)
class StatusWindow:
    """Issues by id. `absent`: ids that do not exist or that the account may not see. `failed`: to be asked again."""

    issues: tuple[IssueStatus, ...]
    absent: tuple[str, ...]
    failed: tuple[str, ...]


def of_issues(ids: Sequence[str], *, comments: bool = True) -> Call[StatusWindow]:
    """At most 100 issues by id, from Jira's database and not from the search index."""
    if len(ids) > WINDOW:
        raise ValueError(f"at most {WINDOW} issues at once")

    def read(answer: Any) -> StatusWindow:
        data = json_readers.mapping(answer)
        found = _issues(json_readers.objects(data, "issues"))
        failed = _failed(data, {each.id for each in found})
        known = {*(each.id for each in found), *failed}
        return StatusWindow(found, tuple(each for each in ids if each not in known), failed)

    return Call(
        operation="bulkFetchIssues",
        method="POST",
        path=path_of("issue", "bulkfetch"),
        json={"issueIdsOrKeys": list(ids), "fields": _fields(comments=comments)},
        largest=LARGEST,
        read=read,
    )


def _fields(*, comments: bool) -> list[str]:
    return [name for name in FIELDS if comments or name != "comment"]


def _failed(data: Mapping[str, Any], found: Iterable[str]) -> tuple[str, ...]:
    """Ids in `issueErrors`. They may be numbers."""
    errors = data.get("issueErrors")
    named = (one.get("id") for one in errors or () if isinstance(one, Mapping))
    return tuple(str(one) for one in named if one is not None and str(one) not in set(found))


def _issues(objects: Iterable[Mapping[str, Any]]) -> tuple[IssueStatus, ...]:
    return tuple(IssueStatus.from_json(each) for each in objects)


@dataclass(frozen=True)
class StatusPage:
    """A page of changed issues. `next_token` is None on the last page."""

    issues: tuple[IssueStatus, ...]
    next_token: str | None


def changed_since(jql: str, token: str | None = None, *, comments: bool = True) -> Call[StatusPage]:
    """A page of the issues that *jql* finds, with their status. The index lags by seconds, sometimes minutes."""

    def read(answer: Any) -> StatusPage:
        data = json_readers.mapping(answer)
        following = json_readers.optional_text(data, "nextPageToken")
        ended = data.get("isLast") is True or not following or following == token
        return StatusPage(
            _issues(json_readers.objects(data, "issues")), None if ended else following
        )

    body: dict[str, Any] = {
        "jql": jql,
        "fields": _fields(comments=comments),
        "maxResults": WINDOW,
    }
    return Call(
        operation="searchAndReconsileIssuesUsingJqlPost",
        method="POST",
        path=path_of("search", "jql"),
        json=body | ({"nextPageToken": token} if token else {}),
        largest=LARGEST,
        read=read,
    )

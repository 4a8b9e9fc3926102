"""Comments: adding one that can be found again, and finding it. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Add comment", "Get comments",
"Get comments by IDs".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

PROPERTY = "lodge.comment"
PAGE_SIZE = 100


@dataclass(frozen=True)
class CreatedComment:
    """A comment that Jira took."""

    id: str

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read the id of a Comment."""
        comment_id = json_readers.text(json_readers.mapping(answer), "id")
        if not comment_id.isdecimal():
            raise json_readers.MalformedError("the answer names no comment")
        return cls(comment_id)


@dataclass(frozen=True)
class Comment:
    """A comment on an issue. `marker`: "" where it has none. `author_id`: "" where hidden.

    `internal`: customers of a service project do not read it.
    """

    id: str
    author_id: str
    created: datetime
    marker: str
    body: Any
    internal: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a Comment."""
        return cls(
            id=json_readers.text(data, "id"),
            author_id=json_readers.optional_text(
                json_readers.optional_object(data, "author"), "accountId"
            ),
            created=json_readers.moment(data, "created"),
            marker=_marker(data.get("properties")),
            body=data.get("body"),
            internal=data.get("jsdPublic") is False,
        )


@dataclass(frozen=True)
class CommentPage:
    """Some comments of an issue, newest first. `is_last`: there are no older ones."""

    comments: tuple[Comment, ...]
    is_last: bool


def add(key: str, document: Mapping[str, Any], marker: str) -> Call[CreatedComment]:
    """One new comment, an ADF *document*, with *marker* in a hidden property. Not idempotent."""
    return Call(
        operation="addComment",
        method="POST",
        path=path_of("issue", key, "comment"),
        json={"body": dict(document), "properties": [{"key": PROPERTY, "value": {"id": marker}}]},
        scope="write:jira-work",
        write=True,
        read=CreatedComment.from_json,
    )


def newest(key: str, start: int) -> Call[CommentPage]:
    """Comments of an issue from the *start*-th on, newest first. Their properties may be missing."""

    def read(answer: Any) -> CommentPage:
        data = json_readers.mapping(answer)
        found = tuple(Comment.from_json(each) for each in json_readers.objects(data, "comments"))
        total = json_readers.optional_number(data, "total") or 0
        return CommentPage(found, not found or start + len(found) >= total)

    return Call(
        operation="getComments",
        method="GET",
        path=path_of("issue", key, "comment"),
        query={"orderBy": "-created", "startAt": start, "maxResults": PAGE_SIZE},
        read=read,
    )


def with_properties(ids: Sequence[str]) -> Call[tuple[Comment, ...]]:
    """Comments by id, at most 1000, always with their properties."""
    return Call(
        operation="getCommentsByIds",
        method="POST",
        path=path_of("comment", "list"),
        query={"expand": "properties"},
        json={"ids": [int(each) for each in ids]},
        read=_read_list,
    )


def mark_of(comment_id: str) -> Call[str]:
    """The mark of one comment, read by itself. 404: it has none."""

    def read(answer: Any) -> str:
        return _marker([answer])

    return Call(
        operation="getCommentProperty",
        method="GET",
        path=f"{path_of('comment', comment_id, 'properties')}/{PROPERTY}",
        read=read,
    )


def _read_list(answer: Any) -> tuple[Comment, ...]:
    return tuple(
        Comment.from_json(each)
        for each in json_readers.objects(json_readers.mapping(answer), "values")
    )


def _marker(properties: Any) -> str:
    """The mark among a comment's properties."""
    for each in properties if isinstance(properties, list) else ():
        if isinstance(each, Mapping) and each.get("key") == PROPERTY:
            return json_readers.optional_text(json_readers.optional_object(each, "value"), "id")
    return ""

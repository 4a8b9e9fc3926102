"""The comments of an issue for people to read, in pages; changing and deleting one. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get comments", "Update comment", "Delete
comment". Comments that this account may not read are not counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

PAGE_SIZE = 100


@dataclass(frozen=True)
class IssueComment:
    """A comment. `restricted_to`: the group or role that alone may read it, or "".

    `internal`: hidden from the customers of a service project.
    """

    id: str
    author: str
    author_id: str
    created: datetime
    updated: datetime
    body: Any
    restricted_to: str
    internal: bool

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a Comment."""
        author = json_readers.optional_object(data, "author")
        seen_by = json_readers.optional_object(data, "visibility")
        created = json_readers.moment(data, "created")
        named = json_readers.optional_text(seen_by, "value")
        return cls(
            id=json_readers.text(data, "id"),
            author=json_readers.optional_text(author, "displayName"),
            author_id=json_readers.optional_text(author, "accountId"),
            created=created,
            updated=json_readers.moment(data, "updated") if data.get("updated") else created,
            body=data.get("body"),
            restricted_to=named or json_readers.optional_text(seen_by, "identifier"),
            internal=data.get("jsdPublic") is False,
        )

    @property
    def is_edited(self) -> bool:
        """Whether it was changed after it was written."""
        return self.updated > self.created


@dataclass(frozen=True)
class IssueComments:
    """A part of the comments, newest first, from the *start*-th newest on. `total`: as many as this account reads."""

    comments: tuple[IssueComment, ...]
    start: int
    total: int

    @property
    def older_from(self) -> int | None:
        """Where the next older page begins. None: there is none."""
        after = self.start + len(self.comments)
        return after if self.comments and after < self.total else None


def page(key: str, start: int = 0, size: int = PAGE_SIZE) -> Call[IssueComments]:
    """At most *size* comments, newest first."""

    def read(answer: Any) -> IssueComments:
        data = json_readers.mapping(answer)
        found = tuple(
            IssueComment.from_json(each) for each in json_readers.objects(data, "comments")
        )
        return IssueComments(found, start, json_readers.optional_number(data, "total") or 0)

    return Call(
        operation="getComments",
        method="GET",
        path=path_of("issue", key, "comment"),
        query={"orderBy": "-created", "startAt": start, "maxResults": size},
        read=read,
    )


def one(key: str, comment_id: str) -> Call[IssueComment]:
    """One comment."""
    return Call(
        operation="getComment",
        method="GET",
        path=path_of("issue", key, "comment", comment_id),
        read=lambda answer: IssueComment.from_json(json_readers.mapping(answer)),
    )


def change(key: str, comment_id: str, document: Mapping[str, Any]) -> Call[None]:
    """Replace the text of a comment. Repeating it changes nothing. 400: this account may not."""
    return Call(
        operation="updateComment",
        method="PUT",
        path=path_of("issue", key, "comment", comment_id),
        json={"body": dict(document)},
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,
    )


def delete(key: str, comment_id: str) -> Call[None]:
    """Delete a comment. 400: this account may not. 404: it is not there, or not visible."""
    return Call(
        operation="deleteComment",
        method="DELETE",
        path=path_of("issue", key, "comment", comment_id),
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )

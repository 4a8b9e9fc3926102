"""The comments of an issue as its page shows them. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from integrations import jira

Html = Callable[[Any], SafeString]


@dataclass(frozen=True)
class ShownComment:
    """A comment. `mine`: this viewer's account wrote it. `internal`: customers do not read it."""

    id: str
    author: str
    mine: bool
    created: datetime
    edited: datetime | None
    html: SafeString
    restricted_to: str
    internal: bool


@dataclass(frozen=True)
class CommentList:
    """Some comments, oldest first. `older_from`, `newer_from`: how many to leave out on the next page, if there is one.

    `is_restricted`: one of them is not for everybody who sees the issue.
    """

    comments: tuple[ShownComment, ...]
    total: int
    older_from: int | None
    newer_from: int | None
    is_restricted: bool


def build(found: jira.IssueComments, account_id: str, html: Html) -> CommentList:
    """*found* for its viewer. *html*: renders rich text."""
    comments = tuple(
        ShownComment(
            id=each.id,
            author=each.author or _("A person whose name is hidden"),
            mine=each.author_id == account_id,
            created=each.created,
            edited=each.updated if each.is_edited else None,
            html=html(each.body),
            restricted_to=each.restricted_to,
            internal=each.internal,
        )
        for each in reversed(found.comments)
    )
    return CommentList(
        comments,
        found.total,
        found.older_from,
        max(0, found.start - PAGE) if found.start else None,
        any(each.restricted_to or each.internal for each in comments),
    )


PAGE = 100  # comments

"""The outbox's sender for comments: adds a comment, and finds it again. Calls integrations.jira only.

A comment that only the team reads takes no mark, so it is found by author, time and words.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from integrations import jira
from issues.models import Audience, Comment, State
from issues.outbox import backoff, blockers, reporter_line
from issues.outbox.outcomes import (
    Done,
    FindOutcome,
    NotDone,
    NotNow,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.richtext import text_of, to_adf

# The largest difference between Jira's clock and ours.
_SKEW = timedelta(minutes=10)
_IN_DOUBT = (State.SENDING, State.UNCONFIRMED)


class AddComment:
    """The outbox's sender for comments."""

    model = Comment

    def seconds(self, row: Comment) -> float:
        """How long one try may take."""
        return backoff.UNHURRIED

    def send(self, row: Comment, *, seconds: float) -> SendOutcome:
        """Add it once, with its mark, as the account that it was written with."""
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        if row.audience == Audience.TEAM and _twins(row).filter(state__in=_IN_DOUBT).exists():
            return NotNow("")  # two that say the same are never sent at once: see `find`
        try:
            made = _add(row)
        except jira.Rejected as error:
            return blockers.not_taken(error)
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return blockers.not_done(error)
        return Done(made.id)

    def find(self, row: Comment) -> FindOutcome:
        """Look for the mark among the account's own comments. For a filed comment: look for a second one."""
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        since = (row.first_sent_at or row.created_at) - _SKEW
        try:
            mine = jira.comments_by_me(row.account_id, row.cloud_id, row.issue_key, since)
        except jira.Denied as error:
            return blockers.not_seen(error)
        except jira.IntegrationError as error:
            return blockers.not_done(error, looking=True)
        if row.audience == Audience.TEAM:
            return _found_by_words(row, mine)
        marked = [each.id for each in mine if each.marker == str(row.pk)]
        others = [each for each in marked if each != row.remote_id]
        return Done((others or marked)[0]) if marked else NotDone()

    def hindrance(self, row: Comment) -> Stuck | None:
        """No link, another account's link, or a lost site."""
        return _hindrance(row)

    def mended(self, row: Comment) -> bool:
        """Whether the owner's link is again as when they wrote the comment."""
        return blockers.is_mended(row.blocked_reason, row.owner_id, row.account_id, row.cloud_id)


def _hindrance(row: Comment) -> Stuck | None:
    return blockers.hindrance(row.owner_id, row.account_id, row.cloud_id)


def _add(row: Comment) -> jira.CreatedComment:
    where = row.account_id, row.cloud_id, row.issue_key
    if row.audience == Audience.TEAM:
        return jira.add_internal_comment(*where, _document(row))
    return jira.add_comment(*where, _document(row), marker=str(row.pk))


def _document(row: Comment) -> dict[str, Any]:
    return to_adf(reporter_line.above(row.text, row.reporter_line))


def _twins(row: Comment) -> QuerySet[Comment]:
    """The other internal comments of this account on this issue."""
    own = Comment.objects.filter(
        account_id=row.account_id,
        cloud_id=row.cloud_id,
        issue_key=row.issue_key,
        audience=Audience.TEAM,
    )
    return own.exclude(pk=row.pk)


def _found_by_words(row: Comment, mine: Sequence[jira.Comment]) -> FindOutcome:
    """The newest internal comment of this account that says the same and belongs to no other row."""
    taken = set(_twins(row).values_list("remote_id", flat=True))
    document = _document(row)
    said = {letters(text_of(document)), letters(jira.internal_comment_text(document))}
    same = [
        each.id
        for each in mine
        if each.internal and each.id not in taken and letters(text_of(each.body)) in said
    ]
    others = [each for each in same if each != row.remote_id]
    return Done((others or same)[0]) if same else NotDone()


def letters(text: str) -> str:
    """The letters and digits of *text*: what is left of it by any markup."""
    return "".join(each for each in text if each.isalnum())

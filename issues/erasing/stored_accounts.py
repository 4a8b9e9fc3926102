"""What this app stores of Atlassian accounts, and what becomes of it when they are closed, change or leave."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from accounts.distinct_values import distinct
from integrations.jira import (
    accounts_changed,
    accounts_closed,
    accounts_left,
    asks_for_accounts,
)
from issues.models import (
    AddedFile,
    Comment,
    IssueAct,
    IssueEvent,
    IssueFollower,
    MirroredIssue,
    State,
    Submission,
)

_OWN = (Submission, Comment, IssueAct, AddedFile)
_SETTLED = Q(state__in=(State.DRAFT, State.FILED, State.REJECTED, State.WITHDRAWN))


@receiver(asks_for_accounts, dispatch_uid="issues.erasing.stored")
def stored(sender: Any, **_more: Any) -> Iterator[str]:
    """The ids in followed issues, their events and their followers.

    Reports, comments and acts hold those of links alone: `leave` and `erase` take them out.
    """
    return chain(
        distinct(IssueFollower, "account_id"),
        distinct(MirroredIssue, "assignee_id"),
        distinct(MirroredIssue, "comment_author_id"),
        distinct(IssueEvent, "author_id"),
    )


@receiver(accounts_closed, dispatch_uid="issues.erasing.closed")
def erase(sender: Any, account_ids: Collection[str], **_more: Any) -> int:
    """Take closed accounts out of everything but what is being sent just now. The mirror is emptied behind.

    Returns how many rows went or were emptied.
    """
    count = IssueFollower.objects.filter(account_id__in=account_ids).delete()[0]
    return count + _forget_ids(account_ids, ~Q(state=State.SENDING))


@receiver(accounts_left, dispatch_uid="issues.erasing.left")
def leave(sender: Any, account_ids: Collection[str], **_more: Any) -> None:
    """Take the ids of links that ended long ago out of rows that wait for nothing."""
    IssueFollower.objects.filter(account_id__in=account_ids).delete()
    MirroredIssue.objects.filter(covered_by__in=account_ids).update(covered_by="", covered_at=None)
    _forget_ids(account_ids, _SETTLED)


@receiver(accounts_changed, dispatch_uid="issues.erasing.changed")
def read_again(
    sender: Any, account_ids: Collection[str], names: Mapping[str, str], **_more: Any
) -> None:
    """Make issues due that show the old name; those that nobody reads lose it, and events do."""
    shown = MirroredIssue.objects.filter(
        Q(assignee_id__in=account_ids) | Q(comment_author_id__in=account_ids)
    )
    shown.exclude(next_read_at=None).update(next_read_at=timezone.now())
    unread = MirroredIssue.objects.filter(next_read_at=None)
    for account_id in account_ids:
        name = names.get(account_id, "")
        unread.filter(assignee_id=account_id).update(assignee_name=name)
        unread.filter(comment_author_id=account_id).update(comment_author=name)
        IssueEvent.objects.filter(author_id=account_id).update(author_name=name)
        Submission.objects.filter(account_id=account_id).update(account_name=name)


def _forget_ids(account_ids: Collection[str], which: Q) -> int:
    count = 0
    for model in _OWN:
        emptied = {"account_id": ""} | ({"account_name": ""} if model is Submission else {})
        rows = model._default_manager.filter(which, account_id__in=account_ids)
        count += rows.update(**emptied)
    return count

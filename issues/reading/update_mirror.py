"""Writes what Jira said into the mirror, with the events and what followers' lists show of it."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils import timezone

from integrations import jira
from issues.models import Bucket, Category, IssueEvent, IssueFollower, MirroredIssue
from issues.reading import notices, read_intervals, status_changes
from issues.reading.status_changes import Difference

logger = logging.getLogger(__name__)


def apply(account_id: str, cloud_id: str, statuses: Iterable[jira.IssueStatus]) -> set[int]:
    """Store *statuses*, which Jira showed to *account_id*, of issues that are followed. The keys of their rows.

    Who changed something is asked in one more call, before anything is written. A row is never set back to an older
    state.
    """
    by_id = {each.id: each for each in statuses}
    rows = list(MirroredIssue.objects.filter(cloud_id=cloud_id, issue_id__in=by_id))
    found = [one for row in rows if (one := status_changes.difference(row, by_id[row.issue_id]))]
    changes = _who(account_id, cloud_id, [one for one in found if one.asks_who])
    for one in found:
        _store(one, changes.get(one.row.issue_id, []))
    keys = {row.pk for row in rows}
    MirroredIssue.objects.filter(pk__in=keys).update(read_at=timezone.now())
    return keys


def _who(
    account_id: str, cloud_id: str, found: list[Difference]
) -> dict[str, list[jira.FieldChange]]:
    """The changes by issue id, since what the mirror knew. Empty where Jira does not say."""
    if not found:
        return {}
    known = {one.row.issue_id: one.row.issue_updated for one in found}
    try:
        changes = jira.changes_of(account_id, cloud_id, list(known))
    except jira.IntegrationError as error:
        logger.info("who changed %d issues was not read: %s", len(known), error)
        return {}
    by_issue: dict[str, list[jira.FieldChange]] = defaultdict(list)
    for each in sorted(changes, key=lambda one: one.created):
        before = known.get(each.issue_id)
        if before is not None and each.created >= before:
            by_issue[each.issue_id].append(each)
    return by_issue


def _store(found: Difference, changes: list[jira.FieldChange]) -> None:
    """The row, its events and its followers, all or nothing."""
    now = timezone.now()
    newer = Q(issue_updated=None) | Q(issue_updated__lte=found.status.updated)
    with transaction.atomic():
        rows = MirroredIssue.objects.filter(newer, pk=found.row.pk)
        moved = {"covered_by": "", "covered_at": None} if found.changes("project_id") else {}
        if not rows.update(**found.values, **moved, content_at=now, read_at=now):
            return  # another process has newer facts
        events = status_changes.events(found, changes)
        IssueEvent.objects.bulk_create(events, ignore_conflicts=True)
        _tell_lists(found, events, now)
        notices.create(found.row, events, status_changes.mentioned(found))


def _tell_lists(found: Difference, events: list[IssueEvent], now: datetime) -> None:
    """What followers' lists repeat of the row, where Jira shows it to them."""
    for name, value in found.values.items():
        setattr(found.row, name, value)
    list_again(found.row, IssueFollower.objects.filter(issue=found.row, lost_at=None), now)
    for event in events:
        others = IssueFollower.objects.filter(issue=found.row, lost_at=None)
        others.exclude(account_id=event.author_id).update(changed_at=now)


def list_again(row: MirroredIssue, followers: QuerySet[IssueFollower], now: datetime) -> None:
    """Set bucket and `waits` of *followers* whose proof of sight still holds."""
    holds = read_intervals.PROOF_HOLDS if row.shared else read_intervals.PROOF_HOLDS_UNSHARED
    proven = followers.filter(proven_at__gt=now - holds)
    proven.update(bucket=bucket_of(row.category), waits=_waits(row))


def bucket_of(category: str) -> str:
    """Done, or open: what has no category is not done."""
    return Bucket.DONE if category == Category.DONE else Bucket.OPEN


def waits_for(row: MirroredIssue, account_id: str) -> bool:
    """Whether an open issue waits for this account: it is assigned to it, or another account had the last word."""
    if row.category == Category.DONE:
        return False
    return row.assignee_id == account_id or row.comment_author_id not in ("", account_id)


def _waits(row: MirroredIssue) -> Case:
    """The same, as SQL, for all followers of the row."""
    if row.category == Category.DONE:
        return Case(default=Value(False), output_field=BooleanField())
    whens = []
    if row.assignee_id:
        whens.append(When(account_id=row.assignee_id, then=Value(True)))
    if row.comment_author_id:
        whens.append(When(~Q(account_id=row.comment_author_id), then=Value(True)))
    return Case(*whens, default=Value(False), output_field=BooleanField())

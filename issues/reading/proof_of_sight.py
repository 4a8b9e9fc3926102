"""Keeps what Jira showed to an account, and what it did not: the proof that its user may see the mirror's row."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from issues.models import Category, IssueFollower
from issues.reading import project_readers, read_intervals, update_mirror


def note(cloud_id: str, account_id: str, shown: Iterable[str], absent: Iterable[str] = ()) -> None:
    """*shown* and *absent*: issue ids, as one answer to *account_id* had them."""
    now = timezone.now()
    own = IssueFollower.objects.filter(account_id=account_id, issue__cloud_id=cloud_id)
    seen = list(own.filter(issue__issue_id__in=set(shown)).select_related("issue"))
    shared = [each.issue for each in seen if each.issue.shared]
    project_readers.cover(account_id, shared)
    for each in seen:
        _prove(each, now)
    columns = ["proven_at", "lost_at", "next_proof_at", "bucket", "waits"]
    IssueFollower.objects.bulk_update(seen, columns, batch_size=500)
    _lose(list(own.filter(issue__issue_id__in=set(absent)).values_list("pk", flat=True)), now)
    project_readers.watch((each.cloud_id, each.project_id) for each in shared)


def _prove(follower: IssueFollower, now: datetime) -> None:
    issue = follower.issue
    follower.proven_at, follower.lost_at = now, None
    follower.bucket = update_mirror.bucket_of(issue.category)
    follower.waits = update_mirror.waits_for(issue, follower.account_id)
    follower.next_proof_at = read_intervals.next_proof(
        follower.pk,
        follower.since,
        now,
        covered=issue.shared and project_readers.covers(issue, now),
        done_since=issue.content_at if issue.category == Category.DONE else None,
    )


def _lose(keys: list[int], now: datetime) -> None:
    """Ask again tomorrow: an archived issue may be restored, and a right be given again."""
    rows = IssueFollower.objects.filter(pk__in=keys)
    rows.filter(lost_at=None).update(lost_at=now, bucket="", waits=False)
    rows.update(next_proof_at=now + read_intervals.DAY)

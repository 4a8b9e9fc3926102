"""Works off deliveries: what they name is read, as if its time had come."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from time import monotonic

from django.db.models import Case, F, Value, When
from django.utils import timezone

from installation import copy_guard
from integrations import jira
from issues.models import IssueFollower, MirroredIssue, Webhook
from issues.reading import daily_project_reads, read_as_followers

# An issue that was read just now is read again after this: one change may have several events.
_PAUSE = timedelta(seconds=3)
LONGEST = 20.0  # seconds


def work_off(deliveries: Sequence[tuple[Sequence[int], str]]) -> int:
    """Mark what *deliveries* name as due, each of (webhook numbers, issue id), and read it. Returns how many calls.

    A webhook's number may belong to several sites. Then the issue is looked for at each of them: a delivery proves
    nothing but that something may have changed.
    """
    if copy_guard.elsewhere():
        return 0
    for cloud_id, issue_ids in _by_site(deliveries).items():
        mark_due(cloud_id, issue_ids)
    return read_due()


def read_due() -> int:
    """Read what is due now. Returns how many calls were made."""
    if copy_guard.elsewhere():
        return 0
    ends_at = monotonic() + LONGEST
    with jira.at_work(jira.Work.READING):
        return daily_project_reads.ask_due(ends_at) + read_as_followers.ask_due(ends_at)


def seconds_until_next() -> int | None:
    """When something that was put off for a moment is due. None: nothing was."""
    now = timezone.now()
    soon = MirroredIssue.objects.filter(next_read_at__gt=now, next_read_at__lte=now + _PAUSE)
    return math.ceil(_PAUSE.total_seconds()) if soon.exists() else None


def mark_due(cloud_id: str, issue_ids: Iterable[str]) -> int:
    """Have these issues read, as far as they are followed. Returns how many are."""
    now = timezone.now()
    rows = MirroredIssue.objects.filter(cloud_id=cloud_id, issue_id__in=set(issue_ids))
    due = Case(When(read_at__gt=now - _PAUSE, then=Value(now + _PAUSE)), default=Value(now))
    found = rows.exclude(covered_by="").update(next_read_at=due)
    alone = IssueFollower.objects.filter(issue__in=rows.filter(covered_by=""), lost_at=None)
    return found + alone.update(next_proof_at=now)


def _by_site(deliveries: Sequence[tuple[Sequence[int], str]]) -> dict[str, set[str]]:
    """The issue ids by site, for webhooks that are Lodge's. Their deliveries are counted."""
    numbers = Counter(number for found, _issue_id in deliveries for number in found)
    sites: dict[int, list[str]] = defaultdict(list)
    now = timezone.now()
    for row in Webhook.objects.filter(jira_id__in=list(numbers)):
        if row.jira_id is not None:
            sites[row.jira_id].append(row.cloud_id)
            Webhook.objects.filter(pk=row.pk).update(
                delivered_at=now, deliveries=F("deliveries") + numbers[row.jira_id]
            )
    found: dict[str, set[str]] = defaultdict(set)
    for hooks, issue_id in deliveries:
        for number in hooks:
            for cloud_id in sites.get(number, ()):
                found[cloud_id].add(issue_id)
    return found

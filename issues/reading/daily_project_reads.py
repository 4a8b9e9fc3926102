"""Reads what is followed in a project as the project's reader, once a day.

That a search as the reader does not name an issue proves that the issue did not change only where the reader sees it.
What the reader does not see is read as its followers instead.
"""

import logging
from collections import defaultdict
from datetime import timedelta
from time import monotonic

from django.utils import timezone

from integrations import jira
from issues.models import IssueFollower, MirroredIssue, ProjectWatch
from issues.reading import project_readers, proof_of_sight, update_mirror

logger = logging.getLogger(__name__)
AT_ONCE, WINDOW = 2000, 100
LEASE = timedelta(minutes=10)


def ask_due(ends_at: float) -> int:
    """Read what is due, until *ends_at* of the monotonic clock. Returns how many calls were made."""
    calls = 0
    for (cloud_id, reader), rows in _due().items():
        for start in range(0, len(rows), WINDOW):
            if monotonic() >= ends_at:
                return calls
            window = rows[start : start + WINDOW]
            now = timezone.now()
            due = MirroredIssue.objects.filter(
                pk__in=[each.pk for each in window], next_read_at__lte=now
            )
            if due.update(next_read_at=now + LEASE) != len(window):
                continue  # another process is at it
            calls += 1
            if not _ask(cloud_id, reader, window):
                break
    return calls


def _due() -> dict[tuple[str, str], list[MirroredIssue]]:
    """Due rows by site and reader. Those without a reader are not due until there is one."""
    rows = list(
        MirroredIssue.objects.filter(next_read_at__lte=timezone.now()).order_by("next_read_at")[
            :AT_ONCE
        ]
    )
    readers = {
        (each.cloud_id, each.project_id): each.reader
        for each in ProjectWatch.objects.filter(
            cloud_id__in={row.cloud_id for row in rows},
            project_id__in={row.project_id for row in rows},
        )
    }
    found: dict[tuple[str, str], list[MirroredIssue]] = defaultdict(list)
    for row in rows:
        found[row.cloud_id, readers.get((row.cloud_id, row.project_id), "")].append(row)
    idle = [row.pk for (_, reader), some in found.items() if not reader for row in some]
    MirroredIssue.objects.filter(pk__in=idle).update(next_read_at=None)
    return {place: some for place, some in found.items() if place[1]}


def _ask(cloud_id: str, reader: str, rows: list[MirroredIssue]) -> bool:
    """One call. False where Jira did not answer."""
    try:
        window = jira.issue_statuses(reader, cloud_id, [each.issue_id for each in rows])
    except jira.IntegrationError as error:
        logger.info("%d issues of a project were not read: %s", len(rows), error)
        return False
    keys = update_mirror.apply(reader, cloud_id, window.issues)
    project_readers.mark_covered(list(keys), reader)
    unseen = [each.pk for each in rows if each.issue_id in set(window.absent)]
    MirroredIssue.objects.filter(pk__in=unseen).update(
        covered_by=reader, covered_at=None, next_read_at=None
    )
    _ask_followers_of(unseen)
    proof_of_sight.note(cloud_id, reader, [each.id for each in window.issues], window.absent)
    return True


def _ask_followers_of(keys: list[int]) -> None:
    """It is gone, or the reader may not see it: its followers are asked now, and as often as its age says."""
    waiting = IssueFollower.objects.filter(issue__in=keys, next_proof_at__gt=timezone.now())
    pks = list(waiting.values_list("pk", flat=True))
    IssueFollower.objects.filter(pk__in=pks).update(next_proof_at=timezone.now())

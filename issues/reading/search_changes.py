"""Finds what changed in whole projects: one search as one reader, for all who follow issues there."""

import logging
import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import F
from django.utils import timezone

from integrations import jira
from issues.models import MirroredIssue, ProjectWatch
from issues.reading import project_readers, proof_of_sight, read_intervals, update_mirror

logger = logging.getLogger(__name__)
AT_ONCE = 500
_MOST_PROJECTS, _MOST_PAGES = 50, 10
_FIRST, _LONGEST = timedelta(minutes=30), timedelta(days=1)
_WITHOUT_READER = timedelta(minutes=15)


def search_due(ends_at: float) -> int:
    """Search what is due, until *ends_at* of the monotonic clock. Returns how many calls were made."""
    calls = 0
    for (cloud_id, reader), watches in _due().items():
        for start in range(0, len(watches), _MOST_PROJECTS):
            if monotonic() >= ends_at:
                return calls
            calls += _search(cloud_id, reader, watches[start : start + _MOST_PROJECTS])
    return calls


def _due() -> dict[tuple[str, str], list[ProjectWatch]]:
    """Due projects by site and reader, each claimed until its next search."""
    found: dict[tuple[str, str], list[ProjectWatch]] = defaultdict(list)
    now = timezone.now()
    rows = ProjectWatch.objects.filter(next_search_at__lte=now).order_by("next_search_at")
    for each in rows[:AT_ONCE]:
        claim = ProjectWatch.objects.filter(pk=each.pk, next_search_at=each.next_search_at)
        if not claim.update(next_search_at=now + read_intervals.SEARCH_EVERY):
            continue  # another process is at it
        reader = project_readers.reader_of(each)
        if reader:
            found[each.cloud_id, reader].append(each)
        else:
            ProjectWatch.objects.filter(pk=each.pk).update(next_search_at=now + _WITHOUT_READER)
    return found


def _search(cloud_id: str, reader: str, watches: Sequence[ProjectWatch]) -> int:
    """All pages of one search. Returns how many calls were made."""
    begun = timezone.now()
    ids, token, calls = [each.project_id for each in watches], None, 0
    minutes = _minutes(watches, begun)
    for _page in range(_MOST_PAGES):
        calls += 1
        try:
            page = jira.changed_issues(reader, cloud_id, ids, minutes, token)
        except jira.IntegrationError as error:
            _fail(reader, watches, error)
            return calls
        update_mirror.apply(reader, cloud_id, page.issues)
        proof_of_sight.note(cloud_id, reader, [each.id for each in page.issues])
        token = page.next_token
        if token is None:
            break
    rows = ProjectWatch.objects.filter(pk__in=[each.pk for each in watches], reader=reader)
    rows.update(searched_at=begun, failures=0)
    if token is not None:  # more changed than a search may read: read what is followed instead
        MirroredIssue.objects.filter(
            cloud_id=cloud_id, project_id__in=ids, covered_by=reader
        ).update(next_read_at=begun)
    return calls


def _minutes(watches: Sequence[ProjectWatch], now: datetime) -> int:
    """How far to look back: to the last complete search, and a little further, because the index lags."""
    last = [each.searched_at for each in watches if each.searched_at is not None]
    since = now - min(last) if len(last) == len(watches) else _FIRST
    return math.ceil((min(since, _LONGEST) + read_intervals.OVERLAP).total_seconds() / 60)


def _fail(reader: str, watches: Sequence[ProjectWatch], error: jira.IntegrationError) -> None:
    """Jira refuses a search that names a project which the reader does not see: another reader is looked for."""
    logger.info("changes in %d projects were not read: %s", len(watches), error)
    rows = ProjectWatch.objects.filter(pk__in=[each.pk for each in watches], reader=reader)
    rows.update(failures=F("failures") + 1)
    if isinstance(error, jira.Rejected | jira.Denied):
        rows.update(reader="", searched_at=None)
        for each in watches:
            project_readers.issues_of(each).filter(covered_by=reader).update(
                covered_by="", covered_at=None, next_read_at=None
            )

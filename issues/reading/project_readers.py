"""The projects in which something is followed, and the account that reads each for all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from integrations import jira
from issues.models import IssueFollower, MirroredIssue, ProjectWatch
from issues.reading import read_intervals

_CANDIDATES = 50
_COVERED_FOR = read_intervals.PROOF_EVERY + timedelta(hours=6)


def watch(projects: Iterable[tuple[str, str]]) -> None:
    """Search these projects (site, project id) from now on."""
    known = set(projects)
    if not known:
        return
    now = timezone.now()
    made = [ProjectWatch(cloud_id=c, project_id=p, next_search_at=now) for c, p in known]
    ProjectWatch.objects.bulk_create(made, ignore_conflicts=True)


def covers(issue: MirroredIssue, now: datetime) -> bool:
    """Whether the project's reader saw *issue* lately, so that its searches tell of every change."""
    since = issue.covered_at
    return bool(issue.covered_by) and since is not None and now - since < _COVERED_FOR


def reader_of(found: ProjectWatch) -> str:
    """An account whose token lives and that may read there, the present one if it can. "" where there is none.

    A new one first has to see what is followed there: until then nothing is taken for covered.
    """
    if found.reader and jira.live_accounts(found.cloud_id, [found.reader]):
        return found.reader
    chosen = _choose(found)
    if chosen and chosen != found.reader:
        ProjectWatch.objects.filter(pk=found.pk).update(reader=chosen, searched_at=None)
        found.reader, found.searched_at = chosen, None
        issues_of(found).update(next_read_at=timezone.now(), covered_by="", covered_at=None)
        since = timezone.now() - read_intervals.PROOF_EVERY / 2
        seen = IssueFollower.objects.filter(
            account_id=chosen, proven_at__gt=since, issue__in=issues_of(found)
        )
        mark_covered([each.issue_id for each in seen.only("issue")], chosen)
    return chosen


def _choose(found: ProjectWatch) -> str:
    """Whom Jira showed something there lately: the last one first."""
    since = timezone.now() - read_intervals.PROOF_HOLDS
    seen = IssueFollower.objects.filter(
        issue__cloud_id=found.cloud_id, issue__project_id=found.project_id, proven_at__gt=since
    )
    latest = seen.values("account_id").annotate(last=Max("proven_at")).order_by("-last")
    candidates = [each["account_id"] for each in latest[:_CANDIDATES]]
    live = jira.live_accounts(found.cloud_id, candidates)
    return next((each for each in candidates if each in live), "")


def mark_covered(keys: list[int], reader: str) -> None:
    """*reader* saw these rows: it reads them again tomorrow, and their followers are asked once a day."""
    now = timezone.now()
    MirroredIssue.objects.filter(pk__in=keys).update(
        covered_by=reader, covered_at=now, next_read_at=now + read_intervals.PROOF_EVERY
    )
    proven = IssueFollower.objects.filter(
        issue__in=keys,
        proven_at__gt=now - read_intervals.PROOF_EVERY / 2,
        next_proof_at__lt=now + read_intervals.PROOF_EVERY / 2,
    )
    proven.update(next_proof_at=F("proven_at") + read_intervals.PROOF_EVERY)


def cover(account_id: str, issues: Iterable[MirroredIssue]) -> None:
    """*account_id* saw these shared issues. Those that it reads for all are covered; the others are read soon."""
    now = timezone.now()
    rows = list(issues)
    watches = ProjectWatch.objects.filter(
        cloud_id__in={each.cloud_id for each in rows},
        project_id__in={each.project_id for each in rows},
    ).exclude(reader="")
    readers = {(each.cloud_id, each.project_id): each.reader for each in watches}
    own, others = [], []
    for each in rows:
        reader = readers.get((each.cloud_id, each.project_id), "")
        if reader == account_id:
            own.append(each.pk)
            each.covered_by, each.covered_at = account_id, now
        elif reader and each.covered_by != reader:
            others.append(each.pk)
    mark_covered(own, account_id)
    MirroredIssue.objects.filter(pk__in=others, next_read_at=None).update(next_read_at=now)


def issues_of(found: ProjectWatch) -> QuerySet[MirroredIssue]:
    """What is followed in a project and shared by all who see the project."""
    return MirroredIssue.objects.filter(
        cloud_id=found.cloud_id, project_id=found.project_id, shared=True
    )

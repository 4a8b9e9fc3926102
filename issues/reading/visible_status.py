"""What a page may show a user of the mirror: only what Jira shows to their own account.

The proof is an answer that Jira gave to that account, with the issue in it. A row that everybody in its project may
see holds for a day, whoever read its present state. A row with a security level holds for what that answer said, and
a short time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils import timezone

from issues.models import IssueFollower, MirroredIssue, ProjectWatch
from issues.reading import project_readers, read_intervals


class Sight(Enum):
    """Why a status is shown, or is not."""

    SHOWN = "shown"
    NOT_YET = "not yet"  # Jira has not been asked as this account
    LOST = "lost"  # Jira does not show it to this account
    NO_LINK = "no link"


@dataclass(frozen=True)
class Status:
    """A followed issue as its viewer may see it. `issue` is None unless it is shown.

    `at`: since when nothing newer is known. `stale`: that is longer ago than it should be.
    """

    sight: Sight
    follower: IssueFollower | None = None
    issue: MirroredIssue | None = None
    at: datetime | None = None
    stale: bool = False

    @property
    def is_new(self) -> bool:
        """Whether another account changed it since the viewer's last visit."""
        return self.issue is not None and self.follower is not None and self.follower.is_new


def statuses(followers: Iterable[IssueFollower], account_ids: Collection[str]) -> dict[int, Status]:
    """By the followers' ids, for a viewer who may act as *account_ids* (none: not linked). Two queries at most."""
    rows = list(followers)
    watches = _watches(rows)
    now = timezone.now()
    return {each.pk: _status(each, account_ids, watches, now) for each in rows}


def _watches(rows: list[IssueFollower]) -> dict[tuple[str, str], ProjectWatch]:
    found = ProjectWatch.objects.filter(
        cloud_id__in={each.issue.cloud_id for each in rows},
        project_id__in={each.issue.project_id for each in rows},
    )
    return {(each.cloud_id, each.project_id): each for each in found} if rows else {}


def _status(
    follower: IssueFollower,
    account_ids: Collection[str],
    watches: dict[tuple[str, str], ProjectWatch],
    now: datetime,
) -> Status:
    issue = follower.issue
    if not account_ids:
        return Status(Sight.NO_LINK, follower)
    if follower.account_id in account_ids and follower.lost_at is not None:
        return Status(Sight.LOST, follower)
    if follower.account_id not in account_ids or not may_show(follower, now):
        return Status(Sight.NOT_YET, follower)
    watch = watches.get((issue.cloud_id, issue.project_id))
    at = _known_at(issue, watch, now)
    limit = read_intervals.overdue(follower.since, now, covered=project_readers.covers(issue, now))
    settled = follower.next_proof_at is None and not project_readers.covers(issue, now)
    return Status(Sight.SHOWN, follower, issue, at, at is None or settled or now - at > limit)


def may_show(follower: IssueFollower, now: datetime) -> bool:
    """Whether Jira showed this state to this follower, or shows the issue to them at present."""
    proven, issue = follower.proven_at, follower.issue
    if proven is None or issue.content_at is None or follower.lost_at is not None:
        return False
    if issue.content_at <= proven:
        return True
    return issue.shared and now - proven < read_intervals.PROOF_HOLDS


def _known_at(issue: MirroredIssue, watch: ProjectWatch | None, now: datetime) -> datetime | None:
    """The last read, or the last search that would have told of a change."""
    times = [issue.read_at]
    if (
        watch is not None
        and watch.reader == issue.covered_by
        and project_readers.covers(issue, now)
    ):
        times.append(watch.searched_at)
    return max((each for each in times if each is not None), default=None)

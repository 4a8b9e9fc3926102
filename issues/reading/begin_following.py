"""Begins to follow issues that were filed."""

from datetime import timedelta

from django.utils import timezone

from issues.models import IssueFollower, MirroredIssue, State, Submission

AT_ONCE = 500
# Older reports are not followed: nobody waits for them any more.
_LOOKS_BACK = timedelta(days=90)


def adopt() -> int:
    """Follow what was filed and is not followed yet, oldest first. Returns how many."""
    now = timezone.now()
    rows = Submission.objects.filter(
        state=State.FILED, followed=False, state_since__gt=now - _LOOKS_BACK
    )
    found = list(
        rows.order_by("state_since").only(
            *("id", "owner_id", "account_id", "cloud_id", "project_id", "issue_id", "issue_key"),
            *("summary", "state_since"),
        )[:AT_ONCE]
    )
    if not found:
        return 0
    follow([each for each in found if each.issue_id])
    Submission.objects.filter(pk__in=[each.pk for each in found]).update(followed=True)
    return len(found)


def follow(reports: list[Submission]) -> None:
    """A row of the mirror for each issue, and its writer as a follower. What exists stays as it is."""
    MirroredIssue.objects.bulk_create(
        [
            MirroredIssue(
                cloud_id=each.cloud_id,
                issue_id=each.issue_id,
                issue_key=each.issue_key,
                project_id=each.project_id,
                summary=each.summary,
            )
            for each in reports
        ],
        ignore_conflicts=True,
    )
    rows = MirroredIssue.objects.filter(
        cloud_id__in={each.cloud_id for each in reports},
        issue_id__in={each.issue_id for each in reports},
    )
    by_id = {(row.cloud_id, row.issue_id): row.pk for row in rows}
    now = timezone.now()
    IssueFollower.objects.bulk_create(
        [
            IssueFollower(
                user_id=each.owner_id,
                issue_id=by_id[each.cloud_id, each.issue_id],
                submission=each,
                account_id=each.account_id,
                since=each.state_since,
                next_proof_at=now,
            )
            for each in reports
        ],
        ignore_conflicts=True,
    )

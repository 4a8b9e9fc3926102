"""A user looks at what they follow: what was new is not new any more, and Jira is asked for them again."""

from datetime import timedelta

from django.db.models import BigIntegerField, CharField, Q
from django.utils import timezone

from accounts.prepared_queries import Prepared
from issues.models import Bucket, IssueFollower
from issues.reading import notices

_ASKED_EVERY = timedelta(hours=1)


def note(user_id: int, cloud_id: str, issue_id: str) -> None:
    """The user opened the page of this issue."""
    keys = [key for (key,) in _follows(user_id=user_id, cloud_id=cloud_id, issue_id=issue_id)]
    if not keys:  # so it is with most issues
        return
    followers = list(IssueFollower.objects.filter(pk__in=keys).select_related("issue"))
    for each in followers:
        notices.seen(user_id, each.issue)
    unseen = Q(visited_at=None) | Q(changed_at__isnull=False)
    IssueFollower.objects.filter(unseen, pk__in=keys).update(visited_at=timezone.now())


_follows = Prepared(
    lambda user_id, cloud_id, issue_id: (
        IssueFollower.objects.filter(
            user_id=user_id, issue__cloud_id=cloud_id, issue__issue_id=issue_id
        )
        .order_by()
        .values_list("pk")
    ),
    user_id=BigIntegerField(),
    cloud_id=CharField(),
    issue_id=CharField(),
)


def note_all(user_id: int) -> int:
    """The user has seen all of it. Returns how many were new."""
    notices.seen(user_id)
    rows = IssueFollower.objects.filter(user=user_id, changed_at__isnull=False)
    return rows.update(visited_at=timezone.now(), changed_at=None)


def ask_again(followers: list[IssueFollower], account_id: str) -> None:
    """Bring forward the question to Jira for these rows, where none is under way: nobody waits for its answer.

    A user who linked another account is asked for as that one.
    """
    now = timezone.now()
    other = [each.pk for each in followers if each.account_id != account_id]
    if other:
        IssueFollower.objects.filter(pk__in=other).update(
            account_id=account_id, proven_at=None, lost_at=None, bucket="", next_proof_at=now
        )
    idle = [
        each.pk
        for each in followers
        if each.next_proof_at is None
        and each.account_id == account_id
        and (each.proven_at is None or now - each.proven_at > _ASKED_EVERY)
        and (each.bucket != Bucket.DONE or each.proven_at is None)
    ]
    if idle:
        IssueFollower.objects.filter(pk__in=idle, next_proof_at=None).update(next_proof_at=now)

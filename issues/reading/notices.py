"""Who is told of an event: its followers to whom Jira shows the issue, but never of an act of their own."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.utils import timezone

from accounts import display_time_zone
from accounts.models import User
from issues.models import (
    Delivery,
    EventKind,
    IssueEvent,
    IssueFollower,
    MirroredIssue,
    Notice,
    NoticeKind,
    NoticeSettings,
)

# A mail waits so long for what happens next to the same issue: a resolution often follows a comment.
GATHERED = timedelta(minutes=2)
_DAILY_AT = time(7)
_KEPT, MOST = 300, 99
_KINDS = {
    EventKind.ANSWERED: NoticeKind.ANSWERED,
    EventKind.RESOLVED: NoticeKind.RESOLVED,
    EventKind.REOPENED: NoticeKind.REOPENED,
    EventKind.MOVED: NoticeKind.MOVED,
}


def create(row: MirroredIssue, events: list[IssueEvent], mentioned: Collection[str]) -> None:
    """Store what followers of *row* are told of *events*. *mentioned*: account ids that the last comment names.

    Part of the caller's transaction. An event whose author Jira was not asked about is shown, and told to nobody.
    """
    told = [each for each in events if each.is_told]
    if not told:
        return
    remotes = {each.remote for each in told}
    stored = list(IssueEvent.objects.filter(issue=row, remote__in=remotes))
    followers = list(
        IssueFollower.objects.filter(issue=row, lost_at=None, user__is_active=True).select_related(
            "user"
        )
    )
    wishes = NoticeSettings.objects.in_bulk({each.user_id for each in followers})
    now = timezone.now()
    made = [
        _notice(event, kind, each.user, wishes.get(each.user_id), now)
        for each in followers
        for event in stored
        if (kind := kind_for(event, each.account_id, mentioned)) is not None
    ]
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    forget({each.user_id for each in made})


def kind_for(event: IssueEvent, account_id: str, mentioned: Collection[str]) -> NoticeKind | None:
    """What the event is to the user of this account. None: nothing to tell."""
    if event.author_id == account_id:
        return None
    if event.concerns == account_id or (
        event.kind == EventKind.ANSWERED and account_id in mentioned
    ):
        return NoticeKind.NEEDS_YOU
    return _KINDS.get(EventKind(event.kind))


def _notice(
    event: IssueEvent, kind: NoticeKind, user: User, wishes: NoticeSettings | None, now: datetime
) -> Notice:
    settings = wishes or NoticeSettings(user=user)
    due = mail_due(settings.delivery_of(kind), user, now)
    return Notice(user=user, event=event, kind=kind, created_at=now, mail_at=due)


def mail_due(delivery: str, user: User, now: datetime) -> datetime | None:
    """When a mail is sent that is wanted so. Daily ones leave at seven in the morning of their reader."""
    if delivery == Delivery.OFF:
        return None
    if delivery == Delivery.AT_ONCE:
        return now + GATHERED
    local = now.astimezone(display_time_zone.of_person(user))
    due = datetime.combine(local.date(), _DAILY_AT, local.tzinfo)
    return due if due > local else due + timedelta(days=1)


def seen(user_id: int, issue: MirroredIssue | None = None) -> int:
    """The user has seen what they were told, of one issue or of all. No mail tells it any more."""
    rows = Notice.objects.filter(user=user_id, seen_at=None)
    if issue is not None:
        rows = rows.filter(event__issue=issue)
    keys = list(rows.values_list("pk", flat=True))
    count = Notice.objects.filter(pk__in=keys, seen_at=None).update(
        seen_at=timezone.now(), mail_at=None
    )
    if count:
        forget({user_id})
    return count


def unseen(user_id: int) -> int:
    """How many notices the user has not seen, counted up to MOST. Kept for a while, because every page asks."""
    key = _key(user_id)
    count: int | None = cache.get(key)
    if count is None:
        count = Notice.objects.filter(user=user_id, seen_at=None)[:MOST].count()
        cache.set(key, count, _KEPT)
    return count


def forget(user_ids: Iterable[int]) -> None:
    """Count again for these users."""
    cache.delete_many([_key(each) for each in user_ids])


def _key(user_id: int) -> str:
    return f"notices:{user_id}"

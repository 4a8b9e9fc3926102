"""The state of the outbox, site by site, shown first to administrators."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from issues.models import AddedFile, Attachment, Comment, IssueAct, IssueLink, State, Submission

WAITING = (State.QUEUED, State.SENDING)
UNSETTLED = (*WAITING, State.UNCONFIRMED, State.BLOCKED)
_NOT_THERE = (State.DRAFT, *UNSETTLED, State.REJECTED)


@dataclass
class SiteQueue:
    """Unsettled rows of one site. *oldest*: since when the oldest report waits."""

    site: str
    waiting: int = 0
    oldest: datetime | None = None
    unconfirmed: int = 0
    blocked: int = 0
    files: int = field(default=0)


def by_site() -> list[SiteQueue]:
    """One row for each site with unsettled reports, by name."""
    open_rows = Submission.objects.filter(state__in=UNSETTLED)
    counted = (
        open_rows.order_by()
        .values("site_name")
        .annotate(
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            oldest=Min("sent_at", filter=~Q(state=State.BLOCKED)),
            unconfirmed=Count("pk", filter=Q(state=State.UNCONFIRMED)),
            blocked=Count("pk", filter=Q(state=State.BLOCKED)),
        )
    )
    columns = ("site_name", "waiting", "oldest", "unconfirmed", "blocked")
    rows = {row[0]: SiteQueue(*row) for row in counted.values_list(*columns)}
    stuck = Attachment.objects.filter(submission__state=State.FILED, state__in=_NOT_THERE)
    for name, count in (
        stuck.order_by().values_list("submission__site_name").annotate(n=Count("pk"))
    ):
        rows.setdefault(name, SiteQueue(name)).files = count
    return sorted(rows.values(), key=lambda row: row.site)


def comments() -> dict[str, int]:
    """How many comments wait, are in doubt, or need a person, on all sites."""
    return Comment.objects.order_by().aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        unconfirmed=Count("pk", filter=Q(state=State.UNCONFIRMED)),
        blocked=Count("pk", filter=Q(state=State.BLOCKED)),
    )


def acts() -> dict[str, int]:
    """How many acts on issues wait, are in doubt, or need a person, on all sites."""
    return _counted(IssueAct)


def added_files() -> dict[str, int]:
    """The same for files that are added to issues."""
    return _counted(AddedFile)


def _counted(model: type[IssueAct | AddedFile]) -> dict[str, int]:
    return model._default_manager.order_by().aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        unconfirmed=Count("pk", filter=Q(state=State.UNCONFIRMED)),
        blocked=Count("pk", filter=Q(state=State.BLOCKED)),
    )


def with_parts_missing() -> QuerySet[Any, Any]:
    """Reports in Jira that lack a file or a link there."""
    missing = [
        Q(pk__in=model._default_manager.filter(state__in=_NOT_THERE).values("submission"))
        for model in (Attachment, IssueLink)
    ]
    return (
        Submission.objects.order_by()
        .filter(missing[0] | missing[1], state=State.FILED)
        .values("pk")
    )

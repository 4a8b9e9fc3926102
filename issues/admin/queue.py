"""How the outbox stands, site by site: what those who run Lodge look at first."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from issues.models import Attachment, Comment, IssueLink, State, Submission

WAITING = (State.QUEUED, State.SENDING)
UNSETTLED = (*WAITING, State.UNCONFIRMED, State.BLOCKED)
_NOT_THERE = (State.DRAFT, *UNSETTLED, State.REJECTED)


@dataclass
class SiteQueue:
    """What one site keeps waiting. *oldest*: since when the longest waiting report waits."""

    site: str
    waiting: int = 0
    oldest: datetime | None = None
    unconfirmed: int = 0
    blocked: int = 0
    files: int = field(default=0)


def by_site() -> list[SiteQueue]:
    """One row for each site with something that is not settled, by name."""
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
    for name, count in stuck.order_by().values_list("submission__site_name").annotate(n=Count("pk")):
        rows.setdefault(name, SiteQueue(name)).files = count
    return sorted(rows.values(), key=lambda row: row.site)


def comments() -> dict[str, int]:
    """How many comments wait, are in doubt, and need somebody, on all sites."""
    return Comment.objects.order_by().aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        unconfirmed=Count("pk", filter=Q(state=State.UNCONFIRMED)),
        blocked=Count("pk", filter=Q(state=State.BLOCKED)),
    )


def with_parts_missing() -> QuerySet[Any, Any]:
    """Reports that are in Jira, with a file or a link that is not."""
    missing = [
        Q(pk__in=model._default_manager.filter(state__in=_NOT_THERE).values("submission"))
        for model in (Attachment, IssueLink)
    ]
    return Submission.objects.order_by().filter(missing[0] | missing[1], state=State.FILED).values("pk")

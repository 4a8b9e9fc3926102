"""The state of all links in a few figures, shown first to administrators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from installation import copy_guard
from integrations.admin.connection_state_wording import NEEDS_OWNER
from integrations.admin.filters import failing
from integrations.admin.renewal_wording import FOR_ADMINS
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt


@dataclass(frozen=True)
class Links:
    """The number of links that work, need their owner, or are suspended. *failing* links count as working too.

    *failing*: active links that cannot be renewed or used at present. *oldest*: since when the first of the links
    that need their owners has needed one. *paused*: how many parts of Atlassian are paused now. *wrong*: what the
    token endpoint said in the last day against Lodge's own configuration. *elsewhere*: the installation that owns
    this database, where it is another one.
    """

    working: int
    failing: int
    needing: int
    oldest: datetime | None
    resting: int
    paused: int
    wrong: str
    elsewhere: str


def links() -> Links:
    """The figures as of now."""
    needing, now = Q(state__in=NEEDS_OWNER), timezone.now()
    counted = Connection.objects.order_by().aggregate(
        working=Count("pk", filter=Q(state=ConnectionState.ACTIVE)),
        failing=Count("pk", filter=failing()),
        needing=Count("pk", filter=needing),
        oldest=Min("state_since", filter=needing),
        resting=Count("pk", filter=Q(state=ConnectionState.SUSPENDED)),
    )
    wrong = RefreshAttempt.objects.filter(
        outcome__in=FOR_ADMINS, started_at__gt=now - timedelta(days=1)
    )
    return Links(
        **counted,
        paused=Pause.objects.filter(until__gt=now).count(),
        wrong=wrong.values_list("detail", flat=True).first() or "",
        elsewhere=copy_guard.elsewhere(),
    )

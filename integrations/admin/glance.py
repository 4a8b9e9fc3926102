"""How the links stand, in five figures: what those who run Lodge look at first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from installation import gate
from integrations.admin.filters import failing
from integrations.admin.words import FOR_ADMINS, NEEDS_OWNER
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt


@dataclass(frozen=True)
class Links:
    """How many links work (*failing*: of those, cannot be renewed or used at present), need their owner, rest.

    *oldest*: since when the longest one needs its owner. *paused*: how many parts of Atlassian are left alone now.
    *wrong*: what the token endpoint said in the last day against Lodge's own set-up. *elsewhere*: the installation
    that this database belongs to, where it is another one.
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
    """How they stand now."""
    needing, now = Q(state__in=NEEDS_OWNER), timezone.now()
    counted = Connection.objects.order_by().aggregate(
        working=Count("pk", filter=Q(state=ConnectionState.ACTIVE)),
        failing=Count("pk", filter=failing()),
        needing=Count("pk", filter=needing),
        oldest=Min("state_since", filter=needing),
        resting=Count("pk", filter=Q(state=ConnectionState.SUSPENDED)),
    )
    wrong = RefreshAttempt.objects.filter(outcome__in=FOR_ADMINS, started_at__gt=now - timedelta(days=1))
    return Links(
        **counted,
        paused=Pause.objects.filter(until__gt=now).count(),
        wrong=wrong.values_list("detail", flat=True).first() or "",
        elsewhere=gate.elsewhere(),
    )

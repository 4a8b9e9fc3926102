"""What the schedule does in the background: which links are due, and whether one really needs a refresh."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from installation import gate
from integrations.connections import pace, rows
from integrations.connections.refreshing import renew
from integrations.errors import NotConnected, ReconnectRequired
from integrations.models import Connection, ConnectionState

# A due row that was handed out is not handed out again for this long; should the task be lost, it is.
RESERVED = timedelta(seconds=60)
READ_SITES_EVERY = timedelta(hours=24)


def due(limit: int) -> list[int]:
    """At most *limit* ids whose refresh is due, unsettled exchanges first, each reserved for a minute.

    Two queries by index, whatever the number of connections. Leased rows are not due: claiming moves them. In a copy
    of the database none is.
    """
    if gate.elsewhere():
        return []
    now = timezone.now()
    waiting = Connection.objects.filter(state=ConnectionState.ACTIVE, refresh_after__lte=now)
    unsettled = waiting.filter(exchange_started_at__isnull=False).order_by("exchange_started_at")
    settled = waiting.filter(exchange_started_at=None).order_by("refresh_after")
    found = list(unsettled.values_list("pk", flat=True)[:limit])
    if len(found) < limit:
        found += settled.values_list("pk", flat=True)[: limit - len(found)]
    if found:
        # By ids that were read before: given the search itself, PostgreSQL may run it anew for each row.
        waiting.filter(pk__in=found).update(refresh_after=now + RESERVED)
    return found


def renew_due(connection_id: int) -> None:
    """Refresh a link that `due` handed out, unless that is needless by now. Raises as `refresh` does."""
    try:
        row = rows.read(connection_id)
    except (NotConnected, ReconnectRequired):
        return
    now = timezone.now()
    if row.refresh_after is None or row.refresh_after > now + RESERVED:
        return  # handed out twice, and done
    idle_until = row.token.saved_at + pace.IDLE_EVERY
    settled = row.exchange_started_at is None and row.failures == 0
    if settled and not pace.in_use(row.last_used_at, now) and idle_until > now:
        # rule claim-unread: a row that moved on has a time of its own
        Connection.objects.filter(pk=row.pk, generation=row.generation).update(refresh_after=idle_until)
        return
    renew(row, asked_by="schedule")


def sites_to_read(limit: int) -> list[int]:
    """At most *limit* ids of links in use whose sites were not read for a day, by lot.

    One whose sites cannot be read stays due: in any order of rank, enough of those would keep all others waiting.
    """
    now = timezone.now()
    old = Q(sites_read_at=None) | Q(sites_read_at__lt=now - READ_SITES_EVERY)
    used = Connection.objects.filter(old, state=ConnectionState.ACTIVE, last_used_at__gt=now - pace.IN_USE)
    return list(used.order_by("?").values_list("pk", flat=True)[:limit])

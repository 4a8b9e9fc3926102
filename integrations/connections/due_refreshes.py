"""The schedule's work: which links are due, and whether each one needs a refresh."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from installation import copy_guard
from integrations.connections import backoff, load_connection
from integrations.connections.refreshing import renew
from integrations.errors import NotConnected, ReconnectRequired
from integrations.models import Connection, ConnectionState

# A due row is reserved for this long. If its task is lost, it is handed out again after that.
RESERVED = timedelta(seconds=60)
READ_SITES_EVERY = timedelta(hours=24)


def due(limit: int) -> list[int]:
    """At most *limit* ids whose refresh is due, unsettled exchanges first, each reserved for a minute.

    Two queries by index, whatever the number of connections. Leased rows are not due, because a claim moves
    `refresh_after`. In a copy of the database none is due.
    """
    if copy_guard.elsewhere():
        return []
    now = timezone.now()
    waiting = Connection.objects.filter(state=ConnectionState.ACTIVE, refresh_after__lte=now)
    unsettled = waiting.filter(exchange_started_at__isnull=False).order_by("exchange_started_at")
    settled = waiting.filter(exchange_started_at=None).order_by("refresh_after")
    found = list(unsettled.values_list("pk", flat=True)[:limit])
    if len(found) < limit:
        found += settled.values_list("pk", flat=True)[: limit - len(found)]
    if found:
        # By ids read before: with a subquery, PostgreSQL may run the search again for each row.
        waiting.filter(pk__in=found).update(refresh_after=now + RESERVED)
    return found


def renew_due(connection_id: int) -> None:
    """Refresh a link that `due` handed out, unless it no longer needs it. Raises as `refresh` does."""
    try:
        row = load_connection.read(connection_id)
    except (NotConnected, ReconnectRequired):
        return
    now = timezone.now()
    if row.refresh_after is None or row.refresh_after > now + RESERVED:
        return  # handed out twice, already done
    idle_until = row.token.saved_at + backoff.IDLE_EVERY
    settled = row.exchange_started_at is None and row.failures == 0
    if settled and not backoff.in_use(row.last_used_at, now) and idle_until > now:
        # rule claim-unread: a row that has changed has its own time
        Connection.objects.filter(pk=row.pk, generation=row.generation).update(
            refresh_after=idle_until
        )
        return
    renew(row, asked_by="schedule")


def sites_to_read(limit: int) -> list[int]:
    """At most *limit* ids of links in use whose sites were not read for a day, in random order.

    A link whose sites cannot be read stays due. In a fixed order, enough of those would keep all others waiting.
    """
    now = timezone.now()
    old = Q(sites_read_at=None) | Q(sites_read_at__lt=now - READ_SITES_EVERY)
    used = Connection.objects.filter(
        old, state=ConnectionState.ACTIVE, last_used_at__gt=now - backoff.IN_USE
    )
    return list(used.order_by("?").values_list("pk", flat=True)[:limit])

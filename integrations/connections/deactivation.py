"""Suspends a link while its owner is deactivated, and resumes it afterwards.

SUSPENDED is a state of its own, so code that asks for a working link finds none. The tokens stay, and an exchange
under way is still saved. After DEACTIVATED_DISCONNECT_DAYS the link ends and its tokens are deleted.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from integrations.connections.disconnecting import disconnect
from integrations.models import Connection, ConnectionState
from integrations.signals import link_mended

_AWAKE = (ConnectionState.ACTIVE, ConnectionState.RECONNECT, ConnectionState.BLOCKED)


def suspend(user_id: int) -> None:
    """Stop refreshing and filing for a deactivated person."""
    _suspend(Connection.objects.filter(user_id=user_id))


def resume(user_id: int) -> None:
    """Resume the link of a reactivated person."""
    _resume(Connection.objects.filter(user_id=user_id))


def keep_in_step() -> None:
    """Suspend and resume links after bulk changes to users, and end links that were suspended too long."""
    _suspend(Connection.objects.filter(user__is_active=False))
    _resume(Connection.objects.filter(user__is_active=True))
    longest = timezone.now() - timedelta(days=settings.DEACTIVATED_DISCONNECT_DAYS)
    rested = Connection.objects.filter(state=ConnectionState.SUSPENDED, state_since__lte=longest)
    for connection_id in rested.values_list("pk", flat=True):
        disconnect(connection_id)


def _suspend(rows: QuerySet[Connection]) -> None:
    rows.filter(state__in=_AWAKE).update(
        suspended_from=F("state"), state=ConnectionState.SUSPENDED, state_since=timezone.now()
    )


def _resume(rows: QuerySet[Connection]) -> None:
    now = timezone.now()
    resting = rows.filter(state=ConnectionState.SUSPENDED)
    for connection_id, before in resting.values_list("pk", "suspended_from"):
        works = before == ConnectionState.ACTIVE
        resumed = Connection.objects.filter(
            pk=connection_id, state=ConnectionState.SUSPENDED
        ).update(
            state=before,
            state_since=now,
            suspended_from="",
            **({"refresh_after": now} if works else {}),
        )
        if resumed and works:
            link_mended.send_robust(sender=Connection, connection_id=connection_id)

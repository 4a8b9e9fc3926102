"""Remembers that a person acted: only connections in use are refreshed by the hour."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from integrations.connections import pace
from integrations.models import Connection, ConnectionState, Token

_EVERY = timedelta(minutes=5)


def mark_used(connection_id: int, *, last_used_at: datetime | None = None) -> None:
    """Note that the owner acts now; written every five minutes at most. *last_used_at*: as just read, if it was.

    A link that was idle is taken back into the hourly schedule, at once where its token has expired.
    """
    now = timezone.now()
    if last_used_at is not None and last_used_at >= now - _EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _EVERY)
    if not Connection.objects.filter(stale, pk=connection_id).update(last_used_at=now):
        return
    token = Token.objects.filter(connection_id=connection_id).first()
    if token is not None:
        due = max(pace.ahead_of(token.expires_at, token.saved_at), now)
        # rule claim-unread: only hastens a refresh that is still to come
        Connection.objects.filter(
            pk=connection_id, state=ConnectionState.ACTIVE, refresh_after__gt=due
        ).exclude(lease_until__gt=now).exclude(cool_down_until__gt=now).update(refresh_after=due)

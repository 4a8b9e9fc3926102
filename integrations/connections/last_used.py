"""Records that a person used their link. Only links in use are refreshed hourly."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from integrations.connections import backoff
from integrations.models import Connection, ConnectionState, Token

_EVERY = timedelta(minutes=5)


def mark_used(connection_id: int, *, last_used_at: datetime | None = None) -> None:
    """Record that the owner uses the link now, at most once in five minutes.

    *last_used_at*: the value just read, if any. An idle link returns to the hourly schedule, at once where its token
    has expired.
    """
    now = timezone.now()
    if last_used_at is not None and last_used_at >= now - _EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _EVERY)
    if not Connection.objects.filter(stale, pk=connection_id).update(last_used_at=now):
        return
    token = Token.objects.filter(connection_id=connection_id).first()
    if token is not None:
        due = max(backoff.ahead_of(token.expires_at, token.saved_at), now)
        # rule claim-unread: only brings forward a refresh that is still to come
        Connection.objects.filter(
            pk=connection_id, state=ConnectionState.ACTIVE, refresh_after__gt=due
        ).exclude(lease_until__gt=now).exclude(cool_down_until__gt=now).update(refresh_after=due)

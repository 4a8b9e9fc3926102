"""The way of nearly every call: one lean query finds the link, the site and a token that lives."""

from datetime import datetime

from django.db.models import CharField, DateTimeField, Q, QuerySet
from django.utils import timezone

from accounts.queries import Prepared
from integrations import limits
from integrations.connections import pace, rows
from integrations.connections.access import Access
from integrations.models import ConnectionKind, ConnectionState, Token


def fresh_access(account_id: str, cloud_id: str) -> Access | None:
    """A token that lives long enough for a call to a site that the link opens; None where `access` has to decide.

    Tells the limits whether pauses have changed. Raises vault.Unreadable.
    """
    found = _usable(account_id=account_id, cloud_id=cloud_id, after=timezone.now() + pace.MARGIN)
    if not found:
        return None
    connection_id, generation, sealed, mark = found[0]
    limits.saw_pause_mark(mark)
    token = rows.opened(connection_id, "access_token", sealed)
    return Access(token, generation, account_id, ConnectionKind.USER, connection_id)


def _query(account_id: str, cloud_id: str, after: datetime) -> QuerySet[Token, tuple[object, ...]]:
    nobody_or_active = Q(connection__user=None) | Q(connection__user__is_active=True)
    usable = Token.objects.filter(
        nobody_or_active,
        expires_at__gt=after,
        connection__account_id=account_id,
        connection__kind=ConnectionKind.USER,
        connection__state=ConnectionState.ACTIVE,
        connection__sites__cloud_id=cloud_id,
        connection__sites__gone_at=None,
    )
    return usable.values_list("connection_id", "generation", "access_token", limits.pause_mark())


_usable = Prepared(_query, account_id=CharField(), cloud_id=CharField(), after=DateTimeField())

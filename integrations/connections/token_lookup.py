"""The fast path of nearly every call: one query finds the link, the site and a live token."""

from datetime import datetime

from django.db.models import CharField, DateTimeField, F, Q, QuerySet
from django.utils import timezone

from accounts.prepared_queries import Prepared
from integrations import limits
from integrations.connections import backoff, load_connection
from integrations.connections.access_token import Access
from integrations.models import ConnectionState, Token


def fresh_access(account_id: str, cloud_id: str) -> Access | None:
    """A token that lives long enough for a call to a site that the link opens. None where `access` has to decide.

    An account's own link comes before a shared one. Also shows the limits whether pauses have changed. Raises
    vault.Unreadable.
    """
    found = _usable(account_id=account_id, cloud_id=cloud_id, after=timezone.now() + backoff.MARGIN)
    if not found:
        return None
    connection_id, kind, login, generation, sealed, site_url, mark = found[0]
    limits.saw_pause_mark(mark)
    load_connection.refuse_if_forbidden(kind)
    token = load_connection.opened(connection_id, "access_token", sealed)
    return Access(token, generation, account_id, kind, connection_id, login, site_url)


def _query(account_id: str, cloud_id: str, after: datetime) -> QuerySet[Token, tuple[object, ...]]:
    nobody_or_active = Q(connection__user=None) | Q(connection__user__is_active=True)
    usable = Token.objects.filter(
        nobody_or_active,
        expires_at__gt=after,
        connection__account_id=account_id,
        connection__state=ConnectionState.ACTIVE,
        connection__sites__cloud_id=cloud_id,
        connection__sites__gone_at=None,
    )
    return usable.order_by(F("connection__user").asc(nulls_last=True)).values_list(
        *("connection_id", "connection__kind", "connection__login"),
        *("generation", "access_token", "connection__sites__url"),
        limits.pause_mark(),
    )


_usable = Prepared(_query, account_id=CharField(), cloud_id=CharField(), after=DateTimeField())

"""Reads a Connection with its Token, and opens their secrets."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, QuerySet

from accounts.prepared_queries import Prepared
from integrations import limits, vault
from integrations.connections import admin_alert
from integrations.errors import NotConnected, ReconnectRequired
from integrations.models import (
    PERSONAL_KINDS,
    WITHOUT_ACCOUNT,
    Connection,
    ConnectionState,
    Token,
)
from integrations.vault import Secret

_OWN = [field.attname for field in Connection._meta.concrete_fields]
_TOKENS = [field.attname for field in Token._meta.concrete_fields]


def _with_token(connection_id: int) -> QuerySet[Connection, tuple[Any, ...]]:
    tokens = [f"token__{name}" for name in _TOKENS]
    return Connection.objects.filter(pk=connection_id).values_list(
        *_OWN, *tokens, "user__is_active", limits.pause_mark()
    )


_by_id = Prepared(_with_token, connection_id=BigIntegerField())


def read(connection_id: int) -> Connection:
    """The active Connection with its token. The one query also shows the limits whether pauses have changed.

    Raises NotConnected when there is none, ReconnectRequired when it was refused or blocked, or its owner was
    deactivated (also by a bulk change, which sends no signal).
    """
    found = _by_id(connection_id=connection_id)
    if not found:
        raise NotConnected("this account is not linked")
    *values, owner_is_active, mark = found[0]
    limits.saw_pause_mark(mark)
    row = Connection.from_db(DEFAULT_DB_ALIAS, _OWN, values[: len(_OWN)])
    token = Token.from_db(DEFAULT_DB_ALIAS, _TOKENS, values[len(_OWN) :])
    if row.state == ConnectionState.DISCONNECTED or token.pk is None:
        raise NotConnected("this account was disconnected")
    if row.state != ConnectionState.ACTIVE:
        raise ReconnectRequired(row.state_reason or row.state)
    refuse_if_forbidden(row.kind)
    if owner_is_active is not None and not owner_is_active:
        raise ReconnectRequired("its owner was deactivated")
    row.token = token
    return row


def refuse_if_forbidden(kind: str) -> None:
    """Raise ReconnectRequired for a shared link where the setting SHARED_LINKS forbids them."""
    if not settings.SHARED_LINKS and kind not in (*PERSONAL_KINDS, *WITHOUT_ACCOUNT):
        raise ReconnectRequired("shared links are switched off here")


def context(connection_id: int, column: str) -> str:
    """The encryption context of this row and column: a secret opens only with the one it was sealed for."""
    return f"connection:{connection_id}:{column}"


def access_token(token: Token) -> Secret:
    """The unsealed access token. Raises vault.Unreadable, and alerts the admins."""
    return opened(token.connection_id, "access_token", token.access_token)


def refresh_token(token: Token) -> Secret:
    """The unsealed refresh token. Raises vault.Unreadable, and alerts the admins."""
    return opened(token.connection_id, "refresh_token", token.refresh_token)


def opened(connection_id: int, column: str, sealed: str) -> Secret:
    """The content of *sealed*, read from that row and column. Raises vault.Unreadable, and alerts the admins."""
    try:
        return vault.unseal(sealed, context(connection_id, column))
    except vault.Unreadable as error:
        admin_alert.send(
            "seal", f"Stored tokens do not open, connection {connection_id} first: {error}"
        )
        raise

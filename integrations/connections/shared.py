"""Shared links: credentials that administrators enter for groups. Nobody owns them (`user` is empty).

What is saved here was tested at Atlassian before (`integrations.credentials.probing`). Nothing here calls Atlassian.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from integrations import credentials
from integrations.connections import backoff
from integrations.connections.write_link import ConcurrentLinkError, write
from integrations.errors import AlreadyLinked, DifferentAccount, Unavailable
from integrations.models import Connection, ConnectionState
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.signals import link_mended
from integrations.vault import Secret

# Seconds: what stands in `expires_at` of a token that Lodge cannot renew. Jira alone says when it has ended.
WITHOUT_END = 100 * 365 * 86_400


@dataclass(frozen=True)
class NewCredential:
    """A credential that works. *answer*: its first access token, where *secret* is exchanged for one."""

    kind: str
    login: str
    secret: Secret
    me: Me
    resources: tuple[Resource, ...]
    answer: TokenAnswer | None = None
    scopes: tuple[str, ...] = ()
    expires_on: date | None = None

    def tokens(self) -> TokenAnswer:
        """What is sealed: the secret beside its access token, or in its place."""
        if self.answer is not None:
            return replace(self.answer, refresh=self.secret)
        return TokenAnswer(self.secret, None, WITHOUT_END, self.scopes)


def enter(new: NewCredential, by: User, groups: Iterable[Group] = ()) -> Connection:
    """Save a shared link. Raises AlreadyLinked where a live one of the same kind acts as the same account.

    A row that was disconnected is used again, so that what was filed through it keeps its link.
    """
    try:
        connection = _entered(new, by, groups)
    except (IntegrityError, ConcurrentLinkError):
        raise AlreadyLinked("this account has a shared link of that kind") from None
    link_mended.send_robust(sender=Connection, connection_id=connection.pk)
    return connection


def replace_credential(connection_id: int, new: NewCredential, by: User) -> Connection:
    """Give a shared link a new secret. Sites, groups and what was filed through it stay.

    Raises DifferentAccount where the secret belongs to another account, or is of another kind, and Unavailable where
    another process changes the link at this moment.
    """
    connection = Connection.objects.get(pk=connection_id)
    if (connection.kind, connection.account_id) != (new.kind, new.me.account_id):
        raise DifferentAccount("this credential acts as another account, or is of another kind")
    try:
        with transaction.atomic():
            _write(connection, new, by)
    except (IntegrityError, ConcurrentLinkError):
        raise Unavailable("this link is being changed at this moment") from None
    link_mended.send_robust(sender=Connection, connection_id=connection_id)
    return connection


@transaction.atomic
def _entered(new: NewCredential, by: User, groups: Iterable[Group]) -> Connection:
    same = Connection.objects.filter(kind=new.kind, account_id=new.me.account_id)
    if same.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise ConcurrentLinkError
    connection = same.order_by("-pk").first() or Connection.objects.create(
        kind=new.kind, account_id=new.me.account_id
    )
    _write(connection, new, by)
    connection.groups.set(groups)
    return connection


def _write(connection: Connection, new: NewCredential, by: User) -> None:
    now, tokens = timezone.now(), new.tokens()
    changes: dict[str, Any] = {
        "user": None,
        "state": ConnectionState.ACTIVE,
        "state_reason": "",
        "state_since": now,
        "told_at": None,
        "login": new.login,
        "credential_expires_on": new.expires_on,
        "expiry_told": None,
        "entered_by": by,
        "last_used_at": now,
        "refresh_after": _first_refresh(new, tokens, now),
    }
    write(connection, tokens, new.me, new.resources, changes)


def _first_refresh(new: NewCredential, tokens: TokenAnswer, now: datetime) -> datetime | None:
    if not credentials.of(new.kind).renewable:
        return None
    ends_at = tokens.asked_at + timedelta(seconds=tokens.expires_in)
    return backoff.next_refresh(ends_at, now, now)

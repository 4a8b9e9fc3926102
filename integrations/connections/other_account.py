"""Holds the sealed pair of another Atlassian account than the linked one, until the user chooses between them.

It waits in Token, never in a session. Meanwhile the row has no owner (`user` is empty), so it is neither refreshed
nor used for filing. Another user who consents with that account may link it.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from integrations.connections import (
    backoff,
    code_exchange_queue,
    disconnecting,
    linking,
    release_accounts,
    time_zone,
    write_link,
)
from integrations.connections.code_exchange_queue import Turn
from integrations.errors import NotConnected
from integrations.models import Connection, ConnectionKind, ConnectionState, Token
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.signals import link_ended, link_mended

# As long as the access token lives. After that the user must consent again.
LIFETIME = timedelta(hours=1)


def hold(
    user: User,
    answer: TokenAnswer,
    me: Me,
    resources: tuple[Resource, ...],
    *,
    turn: Turn | None = None,
) -> Connection:
    """Hold the pair until *user* answers. Deletes the pair of an earlier account that waits.

    Raises NoRefreshToken, AlreadyLinked, LinkedLater and Unavailable as `link` does.
    """
    linking.require_refresh_token(answer)
    return linking.retry_if_overtaken(lambda: _hold(user, answer, me, resources, turn))


@transaction.atomic
def _hold(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], turn: Turn | None
) -> Connection:
    if turn is not None:
        code_exchange_queue.keep(turn)
    release_accounts.drop_waiting_accounts(user, besides=me.account_id)
    connection = linking.free_row(user, me)
    changes: dict[str, Any] = {
        "user": None,
        "waits_for": user,
        "former_user": None,
        "state": ConnectionState.WAITING,
        "state_reason": "",
        "state_since": timezone.now(),
        "refresh_after": None,
    }
    write_link.write(connection, answer, me, resources, changes)
    return connection


def waiting_for(user: User) -> Connection | None:
    """The account that *user* was asked about within the hour."""
    asked = Connection.objects.filter(waits_for=user, state_since__gt=timezone.now() - LIFETIME)
    return asked.first()


def use(user: User, connection_id: int) -> Connection:
    """Make the waiting account the link of *user*. The previous link ends, and its tokens are deleted.

    Raises NotConnected when it no longer waits.
    """
    waiting = waiting_for(user)
    if waiting is None or waiting.pk != connection_id:
        raise NotConnected("this account no longer waits for an answer")
    ended = _use(user, waiting)
    for each in ended:
        link_ended.send_robust(sender=Connection, connection_id=each)
    link_mended.send_robust(sender=Connection, connection_id=waiting.pk)
    waiting.refresh_from_db()
    return waiting


@transaction.atomic
def _use(user: User, waiting: Connection) -> list[int]:
    before = Connection.objects.filter(kind=ConnectionKind.USER, user=user)
    ended = [each for each in before.values_list("pk", flat=True) if disconnecting.end(each)]
    release_accounts.release_other_accounts(user, waiting.account_id)
    now, expires_at = timezone.now(), waiting.token.expires_at
    mine = Connection.objects.filter(pk=waiting.pk, waits_for=user, generation=waiting.generation)
    taken = mine.update(
        **write_link.owned_by(user, waiting, now),
        generation=F("generation") + 1,
        refresh_after=backoff.next_refresh(expires_at, now, now),
    )
    if not taken:
        raise NotConnected("this account was linked elsewhere in the meantime")
    Token.objects.filter(connection=waiting).update(generation=waiting.generation + 1)
    time_zone.follow(user.pk, waiting.time_zone)
    return ended


def discard(user: User) -> None:
    """Delete the waiting pair. *user* keeps the previous account."""
    with transaction.atomic():
        release_accounts.drop_waiting_accounts(user)


def expire() -> int:
    """Delete the pairs that nobody chose within the hour. Returns how many."""
    old = Connection.objects.filter(
        state=ConnectionState.WAITING,
        waits_for__isnull=False,
        state_since__lte=timezone.now() - LIFETIME,
    )
    return sum(release_accounts.forget(each) for each in old)

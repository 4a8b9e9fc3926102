"""Another Atlassian account than the linked one consented: its pair lies sealed until its owner says what to do.

It waits in Token like any other, never in a session. The row belongs to nobody meanwhile (`user` is empty), so
nothing refreshes it and nothing is filed with it; whoever else consents with that account may have it.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from integrations.connections import linking, pace, profile, turns
from integrations.connections.turns import Turn
from integrations.errors import NotConnected
from integrations.models import Connection, ConnectionKind, ConnectionState, Token
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.signals import link_ended, link_mended

# The access token lives as long; whoever answers later consents again.
LIFETIME = timedelta(hours=1)


def hold(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], *, turn: Turn | None = None
) -> Connection:
    """Keep the pair until *user* answers; an earlier account that waited is given up.

    Raises NoRefreshToken, AlreadyLinked, LinkedLater and Unavailable as `link` does.
    """
    linking.require_refresh_token(answer)
    return linking.insist(lambda: _hold(user, answer, me, resources, turn))


@transaction.atomic
def _hold(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], turn: Turn | None
) -> Connection:
    if turn is not None:
        turns.keep(turn)
    linking.give_up_waiting(user, besides=me.account_id)
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
    linking.write(connection, answer, me, resources, changes)
    return connection


def waiting_for(user: User) -> Connection | None:
    """The account about which *user* was asked within the hour."""
    asked = Connection.objects.filter(waits_for=user, state_since__gt=timezone.now() - LIFETIME)
    return asked.first()


def use(user: User, connection_id: int) -> Connection:
    """Make the account that waits the link of *user*; the one before ends, and its tokens are deleted.

    Raises NotConnected when it waits no longer.
    """
    waiting = waiting_for(user)
    if waiting is None or waiting.pk != connection_id:
        raise NotConnected("this account waits for no answer any more")
    ended = _use(user, waiting)
    for each in ended:
        link_ended.send_robust(sender=Connection, connection_id=each)
    link_mended.send_robust(sender=Connection, connection_id=waiting.pk)
    waiting.refresh_from_db()
    return waiting


@transaction.atomic
def _use(user: User, waiting: Connection) -> list[int]:
    before = Connection.objects.filter(kind=ConnectionKind.USER, user=user)
    ended = [each for each in before.values_list("pk", flat=True) if linking.end(each)]
    linking.release_other_accounts(user, waiting.account_id)
    now, expires_at = timezone.now(), waiting.token.expires_at
    mine = Connection.objects.filter(pk=waiting.pk, waits_for=user, generation=waiting.generation)
    taken = mine.update(
        **linking.owned_by(user, waiting, now),
        generation=F("generation") + 1,
        refresh_after=pace.next_refresh(expires_at, now, now),
    )
    if not taken:
        raise NotConnected("this account was linked elsewhere meanwhile")
    Token.objects.filter(connection=waiting).update(generation=waiting.generation + 1)
    profile.follow(user.pk, waiting.time_zone)
    return ended


def discard(user: User) -> None:
    """Delete the pair that waits: *user* keeps the account from before."""
    with transaction.atomic():
        linking.give_up_waiting(user)


def expire() -> int:
    """Delete the pairs about which nobody answered within the hour; how many."""
    old = Connection.objects.filter(
        state=ConnectionState.WAITING,
        waits_for__isnull=False,
        state_since__lte=timezone.now() - LIFETIME,
    )
    return sum(linking.forget(each) for each in old)

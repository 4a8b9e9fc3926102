"""Makes a link, makes it anew, ends it. Each moves the generation, so that what was under way is dropped."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from integrations.connections import alarm, claims, pace, profile, sites, turns
from integrations.connections.refreshing import refresh
from integrations.connections.turns import Turn
from integrations.errors import AlreadyLinked, DifferentAccount, IntegrationError, NoRefreshToken, Unavailable
from integrations.models import Connection, ConnectionKind, ConnectionState, Site, Token
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.signals import link_ended, link_mended, link_needs_owner

logger = logging.getLogger(__name__)

Kept = TypeVar("Kept")
_NOTHING_UNDER_WAY: dict[str, Any] = {
    "lease_owner": "",
    "lease_until": None,
    "exchange_started_at": None,
    "cool_down_until": None,
}


def link(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], *, turn: Turn | None = None
) -> Connection:
    """Keep the grant that *user* just gave, or put its tokens in place of the older ones.

    No usable site is no reason to refuse: the link is kept and opens none. Raises NoRefreshToken,
    DifferentAccount, LinkedLater (than in *turn*), or AlreadyLinked; then the pair is discarded, and the owner's link
    is tried at once, since consenting again changed the grant that both share.
    """
    require_refresh_token(answer)
    connection = insist(lambda: _keep(user, answer, me, resources, turn))
    link_mended.send_robust(sender=Connection, connection_id=connection.pk)
    return connection


def require_refresh_token(answer: TokenAnswer) -> None:
    """Raise NoRefreshToken for a grant that would last an hour."""
    if answer.refresh is None:
        raise NoRefreshToken("Atlassian gave no refresh token; is offline_access among the scopes?")


def insist(keep: Callable[[], Kept]) -> Kept:
    """What *keep* gives, tried again where the same row is written at the same moment.

    Raises AlreadyLinked where the account is somebody else's live link; that link is tried at once, since
    consenting again changed the grant that both share.
    """
    for last in (False, False, True):
        try:
            return keep()
        except (Overtaken, IntegrityError) as overtaken:
            if last:
                raise Unavailable("this account is being linked elsewhere at this moment") from overtaken
        except _Owned as owned:
            _try_owners_link(owned.connection)
            raise AlreadyLinked("this Atlassian account is linked by somebody else") from None
    raise AssertionError("the last try returns or raises")


class Overtaken(Exception):
    """The same row was linked at the same moment."""


class _Owned(Exception):
    """The account is the live link of another user."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


def _try_owners_link(connection: Connection) -> None:
    try:
        refresh(connection.pk, asked_by="link")
    except IntegrationError as error:
        logger.warning("connection %s after a foreign consent: %s", connection.pk, error)
        # rule claim-unread: a row that moved on has a time of its own
        Connection.objects.filter(
            pk=connection.pk, generation=connection.generation, state=ConnectionState.ACTIVE
        ).update(refresh_after=timezone.now(), failures=F("failures") + 1)


@transaction.atomic
def _keep(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], turn: Turn | None
) -> Connection:
    """One transaction: the row, its token and its sites."""
    if turn is not None:
        turns.keep(turn)
    release_other_accounts(user, me.account_id)
    give_up_waiting(user, besides=me.account_id)
    connection = free_row(user, me)
    now = timezone.now()
    changes = owned_by(user, connection, now)
    expires_at = answer.asked_at + timedelta(seconds=answer.expires_in)
    changes["refresh_after"] = pace.next_refresh(expires_at, now, now)
    write(connection, answer, me, resources, changes)
    return connection


def free_row(user: User, me: Me) -> Connection:
    """The row of the account, made where there is none. Raises where it is the live link of another user."""
    connection, _ = Connection.objects.get_or_create(kind=ConnectionKind.USER, account_id=me.account_id)
    free = connection.user_id is None or connection.state == ConnectionState.DISCONNECTED
    if not free and connection.user_id != user.pk:
        raise _Owned(connection)
    return connection


def owned_by(user: User, connection: Connection, now: datetime) -> dict[str, Any]:
    """The columns that make *connection* the working link of *user*."""
    same_owner = connection.user_id == user.pk
    return {
        "user": user,
        "waits_for": None,
        "former_user": None,
        "owned_since": connection.owned_since if same_owner else now,
        "state": ConnectionState.ACTIVE,
        "state_reason": "",
        "state_since": now,
        "suspended_from": "",
        "told_at": None,
        "last_used_at": now,
    }


def write(
    connection: Connection,
    answer: TokenAnswer,
    me: Me,
    resources: tuple[Resource, ...],
    changes: dict[str, Any],
) -> None:
    """Put a new grant into the row, with *changes*, inside the caller's transaction. Raises Overtaken."""
    # A usual site that somebody else had chosen is not the next owner's.
    if changes["user"] is None or changes["user"].pk != connection.user_id:
        changes["default_site"] = None
    changed = Connection.objects.filter(pk=connection.pk, generation=connection.generation).update(
        **_NOTHING_UNDER_WAY,
        **changes,
        generation=F("generation") + 1,
        display_name=me.name[:255],
        time_zone=me.time_zone[:64] or connection.time_zone,  # hidden this time: what was known still holds
        scopes=" ".join(answer.scopes or settings.ATLASSIAN_SCOPES),  # unnamed: as asked, RFC 6749 5.1
        failures=0,
    )
    if not changed:
        raise Overtaken
    connection.refresh_from_db()
    if changes["user"] is not None:
        profile.follow(changes["user"].pk, connection.time_zone)
    claims.write_token(connection.pk, connection.generation, answer, timezone.now())
    sites.store(connection, resources)
    connection.refresh_from_db()


def release_other_accounts(user: User, account_id: str) -> None:
    """An account that the user disconnected is free for others; a live one stands in the way."""
    others = Connection.objects.filter(kind=ConnectionKind.USER, user=user).exclude(account_id=account_id)
    if others.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise DifferentAccount("another Atlassian account is linked; disconnect it first")
    others.update(user=None, former_user=user)


def give_up_waiting(user: User, *, besides: str = "") -> None:
    """Delete what waits for an answer of *user*, but for the account *besides*: linking answers the question."""
    for connection in Connection.objects.filter(waits_for=user).exclude(account_id=besides):
        forget(connection)


def forget(waiting: Connection) -> bool:
    """Delete the pair of an account that nobody wanted; the row too, unless it was a link once.

    False when it was linked, or begun again, meanwhile.
    """
    with transaction.atomic():
        row = Connection.objects.filter(
            pk=waiting.pk, generation=waiting.generation, state=ConnectionState.WAITING
        )
        if waiting.generation > 1:
            # Locks the row: nobody links it between the look and the end.
            return bool(row.update(state_since=timezone.now())) and end(waiting.pk)
        return bool(row.delete()[0])


def disconnect(connection_id: int) -> None:
    """End a link at its owner's wish: the tokens are deleted, the row stays for its generation.

    Atlassian has no way to revoke: the page sends the user to id.atlassian.com, Connected apps.
    """
    with transaction.atomic():
        ended = end(connection_id)
    if ended:
        link_ended.send_robust(sender=Connection, connection_id=connection_id)


def end(connection_id: int) -> bool:
    """Delete tokens and sites of a link inside the caller's transaction; False when it had ended before."""
    live = Connection.objects.filter(pk=connection_id).exclude(state=ConnectionState.DISCONNECTED)
    ended = live.update(
        **_NOTHING_UNDER_WAY,
        generation=F("generation") + 1,
        state=ConnectionState.DISCONNECTED,
        state_reason="",
        state_since=timezone.now(),
        suspended_from="",
        former_user=F("waits_for"),  # empty for a link: that stays its owner's
        waits_for=None,
        told_at=None,
        refresh_after=None,
        default_site=None,
    )
    Token.objects.filter(connection_id=connection_id).delete()
    Site.objects.filter(connection_id=connection_id).delete()
    return bool(ended)


def block(connection_id: int, reason: str) -> None:
    """Stop a link that answered as another account; only linking anew mends it. Tells the admins."""
    blocked = Connection.objects.filter(pk=connection_id, state=ConnectionState.ACTIVE).update(
        state=ConnectionState.BLOCKED,
        state_reason=reason[:255],
        state_since=timezone.now(),
        refresh_after=None,
    )
    if blocked:
        alarm.sound(f"blocked:{connection_id}", f"Connection {connection_id} was blocked: {reason}")
        link_needs_owner.send_robust(sender=Connection, connection_id=connection_id, reason=reason)

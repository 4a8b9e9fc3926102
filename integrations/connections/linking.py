"""Links, and links again. Each moves the generation, so an exchange under way is dropped."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from integrations.connections import (
    backoff,
    code_exchange_queue,
)
from integrations.connections.code_exchange_queue import Turn
from integrations.connections.refreshing import refresh
from integrations.connections.release_accounts import (
    drop_waiting_accounts,
    release_other_accounts,
    release_other_data_centers,
)
from integrations.connections.write_link import ConcurrentLinkError, owned_by, write
from integrations.errors import (
    AlreadyLinked,
    IntegrationError,
    NoRefreshToken,
    Unavailable,
)
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.signals import link_mended

logger = logging.getLogger(__name__)
Kept = TypeVar("Kept")


def link(
    user: User,
    answer: TokenAnswer,
    me: Me,
    resources: tuple[Resource, ...],
    *,
    turn: Turn | None = None,
) -> Connection:
    """Save the grant that *user* just gave. It replaces older tokens of the same account.

    A link without a usable site is saved too. Raises NoRefreshToken, DifferentAccount, LinkedLater (a turn after
    *turn* was saved) or AlreadyLinked. After AlreadyLinked the pair is discarded and the owner's link is refreshed at
    once, because the new consent changed the grant that both share.
    """
    require_refresh_token(answer)
    connection = retry_if_overtaken(lambda: _keep(user, answer, me, resources, turn))
    link_mended.send_robust(sender=Connection, connection_id=connection.pk)
    return connection


def require_refresh_token(answer: TokenAnswer) -> None:
    """Raise NoRefreshToken for a grant that would last an hour."""
    if answer.refresh is None:
        raise NoRefreshToken("Atlassian gave no refresh token; is offline_access among the scopes?")


def retry_if_overtaken(keep: Callable[[], Kept]) -> Kept:
    """The result of *keep*, retried where another process writes the same row at the same time.

    Raises AlreadyLinked where the account is another user's live link. That link is refreshed at once, because the
    new consent changed the grant that both share.
    """
    for last in (False, False, True):
        try:
            return keep()
        except (ConcurrentLinkError, IntegrityError) as overtaken:
            if last:
                raise Unavailable(
                    "this account is being linked elsewhere at this moment"
                ) from overtaken
        except _Owned as owned:
            _try_owners_link(owned.connection)
            raise AlreadyLinked("this Atlassian account is linked by another user") from None
    raise AssertionError("the last try returns or raises")


def link_at_data_center(
    user: User,
    answer: TokenAnswer,
    me: Me,
    resources: tuple[Resource, ...],
    *,
    turn: Turn | None = None,
) -> Connection:
    """Save what *user* just granted at a Data Center. It replaces older tokens of the same account.

    Raises NoRefreshToken, AlreadyLinked, LinkedLater, or OtherDataCenter where another account there or elsewhere is
    linked, which must be disconnected first.
    """
    require_refresh_token(answer)

    @transaction.atomic
    def keep() -> Connection:
        if turn is not None:
            code_exchange_queue.keep(turn)
        release_other_data_centers(user, me.account_id)
        connection = free_row(user, me, ConnectionKind.DATA_CENTER_OAUTH)
        _write_own(user, connection, answer, me, resources, login=me.login)
        return connection

    connection = retry_if_overtaken(keep)
    link_mended.send_robust(sender=Connection, connection_id=connection.pk)
    return connection


class _Owned(Exception):
    """The account is the live link of another user."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


def _try_owners_link(connection: Connection) -> None:
    try:
        refresh(connection.pk, asked_by="link")
    except IntegrationError as error:
        logger.warning("connection %s after a foreign consent: %s", connection.pk, error)
        # rule claim-unread: a row that has changed has its own time
        Connection.objects.filter(
            pk=connection.pk, generation=connection.generation, state=ConnectionState.ACTIVE
        ).update(refresh_after=timezone.now(), failures=F("failures") + 1)


@transaction.atomic
def _keep(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], turn: Turn | None
) -> Connection:
    """One transaction: the row, its token and its sites."""
    if turn is not None:
        code_exchange_queue.keep(turn)
    release_other_accounts(user, me.account_id)
    drop_waiting_accounts(user, besides=me.account_id)
    connection = free_row(user, me)
    _write_own(user, connection, answer, me, resources)
    return connection


def _write_own(  # noqa: PLR0917  # whose, then what
    user: User,
    connection: Connection,
    answer: TokenAnswer,
    me: Me,
    resources: tuple[Resource, ...],
    login: str = "",
) -> None:
    now = timezone.now()
    expires_at = answer.asked_at + timedelta(seconds=answer.expires_in)
    refresh_after = backoff.next_refresh(expires_at, now, now)
    changes = owned_by(user, connection, now) | {"refresh_after": refresh_after, "login": login}
    write(connection, answer, me, resources, changes)


def free_row(user: User, me: Me, kind: ConnectionKind = ConnectionKind.USER) -> Connection:
    """The row of the account, created if missing. Raises where it is the live link of another user."""
    connection, _ = Connection.objects.get_or_create(kind=kind, account_id=me.account_id)
    free = connection.user_id is None or connection.state == ConnectionState.DISCONNECTED
    if not free and connection.user_id != user.pk:
        raise _Owned(connection)
    return connection

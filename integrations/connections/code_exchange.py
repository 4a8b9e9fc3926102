"""Exchanges authorization codes: one at a time per person, and saved even when the page no longer waits."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from time import monotonic
from typing import Any, TypeAlias

from django.utils import timezone

from accounts.models import User
from integrations import credentials, limits, oauth
from integrations.connections import code_exchange_queue, failed_exchange, linking, other_account
from integrations.connections.code_exchange_queue import Turn
from integrations.connections.sites import allowed
from integrations.connections.token_servers import ATLASSIAN, TokenServer, server_at
from integrations.errors import (
    DifferentAccount,
    IntegrationError,
    LinkRefused,
    NoSite,
    TakesLong,
    Unavailable,
)
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.transport import refuse_from_a_copy, refuse_inside_a_transaction

logger = logging.getLogger(__name__)

# Seconds for exchange, /me and sites together: shorter than a lease, so that there is time to save the answer.
LONGEST = 45.0
# Seconds for the time zone of a profile that hides it. Keep it short: a form can ask for it later.
ZONE_SECONDS = 3.0


Answered: TypeAlias = tuple[TokenAnswer, Me, tuple[Resource, ...]]


class _Call:
    """Exchange the code, then ask who consented and to which sites. *answer*: the token pair, once it has arrived.

    *instance*: the Data Center that the code is for.
    """

    def __init__(
        self, exchange: Callable[[], TokenAnswer], instance: Resource | None = None
    ) -> None:
        self._exchange, self._instance = exchange, instance
        self.answer: TokenAnswer | None = None

    def __call__(self) -> tuple[TokenAnswer, Me, tuple[Resource, ...]]:
        ends_at = monotonic() + LONGEST
        self.answer = answer = self._exchange()
        if self._instance is not None:
            return answer, self._user_of(self._instance, answer, ends_at), (self._instance,)
        me = oauth.me(answer.access, within=ends_at - monotonic())
        resources = oauth.accessible_resources(answer.access, within=ends_at - monotonic())
        if not me.time_zone:
            cloud_ids = [each.cloud_id for each in allowed(resources)]
            zone = oauth.zone_at(
                cloud_ids, answer.access, within=min(ZONE_SECONDS, ends_at - monotonic())
            )
            me = replace(me, time_zone=zone)
        return answer, me, resources

    def _user_of(self, instance: Resource, answer: TokenAnswer, ends_at: float) -> Me:
        kind = credentials.of(ConnectionKind.DATA_CENTER_OAUTH)
        left = ends_at - monotonic()
        return kind.whose("", answer.access, instance.cloud_id, instance.url, within=left)


def redeem(
    user: User,
    exchange: Callable[[], TokenAnswer],
    *,
    within: float,
    instance: Resource | None = None,
) -> Connection:
    """Link the account that consented to the signed-in *user*. *exchange* sends the code.

    *instance*: the Data Center whose account it is; otherwise it is one of Atlassian's.

    Raises TakesLong after *within* seconds: the exchange goes on and its answer is saved. Raises DifferentAccount
    where another account is linked: the pair waits, sealed, until the user chooses. Raises NoSite, and what
    `exchange`, `oauth.me` and `linking.link` raise.
    """
    ends_at = monotonic() + within
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    turn = code_exchange_queue.take(user.pk, ends_at)
    call = _Call(exchange, instance)
    server = ATLASSIAN if instance is None else server_at(instance.cloud_id)

    def settle(outcome: Future[Answered]) -> Connection:
        return _settle(user, turn, call, outcome, server)

    try:
        outcome = _carried_out(call, settle, ends_at, server)
    except TakesLong:
        raise  # the turn stays taken
    except BaseException:
        code_exchange_queue.give_back(turn)
        raise
    return settle(outcome)


def redeem_for(
    whose: Callable[[Me, tuple[Resource, ...]], User],
    exchange: Callable[[], TokenAnswer],
    *,
    within: float,
) -> tuple[User, Connection | None]:
    """The user whom *whose* finds for the account that consented, and the link, where it is kept.

    For a consent that signs somebody in: only its answer says who that is, so it takes no turn among their tabs. No
    link is kept where they have another one, or the grant does not last. Raises as `redeem` does, and what *whose*
    raises.
    """
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    call = _Call(exchange)

    def settle(outcome: Future[Answered]) -> tuple[User, Connection | None]:
        return _settle_for(whose, call, outcome)

    return settle(_carried_out(call, settle, monotonic() + within))


def _carried_out(
    call: _Call,
    settle: Callable[[Future[Answered]], Any],
    ends_at: float,
    server: TokenServer = ATLASSIAN,
) -> Future[Answered]:
    """The result of *call*, in a thread of its own. Raises Unavailable, RateLimited and TakesLong."""
    wary = limits.is_failing(server.circuit)
    slot = limits.process_bulkhead().slot(
        limits.Server.TOKENS, wary=wary, within=ends_at - monotonic()
    )
    with slot, limits.Exchange(server.circuit) as room:
        limits.forget_pauses()  # the copy of the pauses was not checked here
        limits.check(server.pause)
        limits.check_tokens(server.circuit)
        return room.carry_out(call, settle, within=ends_at - monotonic())


def _settle_for(
    whose: Callable[[Me, tuple[Resource, ...]], User], call: _Call, outcome: Future[Answered]
) -> tuple[User, Connection | None]:
    try:
        answer, me, resources = outcome.result()
        limits.answered(limits.TOKENS)
    except IntegrationError as error:
        if call.answer is None:
            failed_exchange.of_code(error)
        raise
    try:
        user = whose(me, resources)
    except IntegrationError:
        # The new consent changed the grant that a link of this account has.
        _renew_soon(account_id=me.account_id)
        raise
    try:
        return user, linking.link(user, answer, me, resources)
    except (LinkRefused, Unavailable) as error:
        logger.info("person %s was signed in without a new link: %s", user.pk, error)
        return user, None


def _settle(
    user: User,
    turn: Turn,
    call: _Call,
    outcome: Future[Answered],
    server: TokenServer,
) -> Connection:
    try:
        answer, me, resources = outcome.result()
        limits.answered(server.circuit)
        if server != ATLASSIAN:
            return linking.link_at_data_center(user, answer, me, resources, turn=turn)
        return _keep(user, answer, me, resources, turn)
    except IntegrationError as error:
        if call.answer is None:
            failed_exchange.of_code(error, server)
        elif server == ATLASSIAN:
            _renew_soon(user=user)
        raise
    finally:
        code_exchange_queue.give_back(turn)


def _keep(
    user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], turn: Turn
) -> Connection:
    usable = allowed(resources)
    own = Connection.objects.filter(user=user, account_id=me.account_id)
    # A grant without a site makes no new link. But where a link exists, its older tokens may be void by now.
    if not usable and not own.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise NoSite(len(resources))
    try:
        connection = linking.link(user, answer, me, resources, turn=turn)
    except DifferentAccount:
        other_account.hold(user, answer, me, resources, turn=turn)
        raise
    if not usable:
        raise NoSite(len(resources))
    return connection


def _renew_soon(**whose: object) -> None:
    """The new pair is lost. It may have replaced the stored one, which can be renewed for some more minutes."""
    # rule claim-unread: a link that is no longer active needs no renewal
    Connection.objects.filter(state=ConnectionState.ACTIVE, **whose).update(
        refresh_after=timezone.now()
    )

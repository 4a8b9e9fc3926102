"""A code that somebody brings back from Atlassian: exchanged in its turn, and kept though nobody waits any more."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from time import monotonic

from django.utils import timezone

from accounts.models import User
from integrations import limits, oauth
from integrations.connections import linking, notice, turns, waiting
from integrations.connections.sites import allowed
from integrations.connections.turns import Turn
from integrations.errors import DifferentAccount, IntegrationError, NoSite, TakesLong
from integrations.models import Connection, ConnectionState
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.transport import refuse_from_a_copy, refuse_inside_a_transaction

logger = logging.getLogger(__name__)

# Seconds for exchange, /me and sites together: less than a lease, so that there is time to keep what came.
LONGEST = 45.0
# And for the time zone of a profile that hides it: nobody waits long for what a form can ask for later.
ZONE_SECONDS = 3.0


class _Call:
    """Exchange the code, then ask who consented and to which sites. *answer*: the pair, from when on it is there."""

    def __init__(self, exchange: Callable[[], TokenAnswer]) -> None:
        self._exchange = exchange
        self.answer: TokenAnswer | None = None

    def __call__(self) -> tuple[TokenAnswer, Me, tuple[Resource, ...]]:
        ends_at = monotonic() + LONGEST
        self.answer = answer = self._exchange()
        me = oauth.me(answer.access, within=ends_at - monotonic())
        resources = oauth.accessible_resources(answer.access, within=ends_at - monotonic())
        if not me.time_zone:
            cloud_ids = [each.cloud_id for each in allowed(resources)]
            zone = oauth.zone_at(cloud_ids, answer.access, within=min(ZONE_SECONDS, ends_at - monotonic()))
            me = replace(me, time_zone=zone)
        return answer, me, resources


def redeem(user: User, exchange: Callable[[], TokenAnswer], *, within: float) -> Connection:
    """Link the account of whoever consented to the signed-in *user*. *exchange* sends the code.

    Raises TakesLong after *within* seconds: then it goes on, and is kept. DifferentAccount: the pair waits, sealed,
    until the user says whether to use that account. NoSite, and what `exchange`, `oauth.me` and `linking.link` raise.
    """
    ends_at = monotonic() + within
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    turn = turns.take(user.pk, ends_at)
    call = _Call(exchange)

    def settle(outcome: Future[tuple[TokenAnswer, Me, tuple[Resource, ...]]]) -> Connection:
        return _settle(user, turn, call, outcome)

    joined = limits.crowd().joined(
        limits.Server.TOKENS, wary=limits.is_failing(limits.TOKENS), within=ends_at - monotonic()
    )
    try:
        with joined, limits.Exchange() as room:
            limits.forget_pauses()  # nothing was read that told of new ones
            limits.check("oauth")
            limits.check_tokens()
            outcome = room.carry_out(call, settle, within=ends_at - monotonic())
    except TakesLong:
        raise  # and keeps its turn
    except BaseException:
        turns.give_back(turn)
        raise
    return settle(outcome)


def _settle(
    user: User, turn: Turn, call: _Call, outcome: Future[tuple[TokenAnswer, Me, tuple[Resource, ...]]]
) -> Connection:
    try:
        answer, me, resources = outcome.result()
        limits.answered(limits.TOKENS)
        return _keep(user, answer, me, resources, turn)
    except IntegrationError as error:
        if call.answer is None:
            notice.of_code(error)
        else:
            _renew_soon(user)
        raise
    finally:
        turns.give_back(turn)


def _keep(user: User, answer: TokenAnswer, me: Me, resources: tuple[Resource, ...], turn: Turn) -> Connection:
    usable = allowed(resources)
    own = Connection.objects.filter(user=user, account_id=me.account_id)
    # A grant without a site links nobody anew; but where a link is, its older tokens may be void by now.
    if not usable and not own.exclude(state=ConnectionState.DISCONNECTED).exists():
        raise NoSite(len(resources))
    try:
        connection = linking.link(user, answer, me, resources, turn=turn)
    except DifferentAccount:
        waiting.hold(user, answer, me, resources, turn=turn)
        raise
    if not usable:
        raise NoSite(len(resources))
    return connection


def _renew_soon(user: User) -> None:
    """The pair is lost, and may have replaced the one that is stored, which can be renewed for some minutes more."""
    # rule claim-unread: a link that is none any more needs no renewal
    Connection.objects.filter(user=user, state=ConnectionState.ACTIVE).update(refresh_after=timezone.now())

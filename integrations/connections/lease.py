"""The right to exchange a refresh token, and the four ways in which it ends.

A claim is a conditional UPDATE whose row count is looked at; the generation that it took fences every later write.
Only an answer that settles the exchange clears `exchange_started_at`.
"""

import os
import socket
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from integrations import vault
from integrations.connections import backoff, load_connection
from integrations.errors import IntegrationError, OutcomeUnknown, RateLimited
from integrations.models import Connection, ConnectionState, Token
from integrations.oauth import TokenAnswer

_NO_LEASE = {"lease_owner": "", "lease_until": None}
_SAVE_AGAIN_SECONDS = 0.25
# How the state reason begins of a link that ended because the pair of its last renewal never arrived.
ANSWER_LOST = "the answer to its renewal was lost on the way"


@dataclass(frozen=True)
class Claim:
    """A lease on one exchange. *unsettled_since*: when this refresh token was first sent without an answer."""

    row: Connection
    generation: int
    lease_until: datetime
    started_at: datetime
    unsettled_since: datetime | None

    @property
    def mine(self) -> Q:
        """The row, unless it was claimed, linked again or disconnected since."""
        return Q(pk=self.row.pk, generation=self.generation)


def take(row: Connection) -> Claim | None:
    """Claim the exchange of *row*'s refresh token. None when another process was faster.

    If the holder dies, the row becomes due when the lease ends. A wait that was requested before this exchange does
    not delay its retry, which has to fit the reuse interval.
    """
    now = timezone.now()
    until = now + backoff.LEASE
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    taken = Connection.objects.filter(
        free, pk=row.pk, generation=row.generation, state=ConnectionState.ACTIVE
    ).update(
        generation=F("generation") + 1,
        lease_owner=f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:64],
        lease_until=until,
        refresh_after=until,
        cool_down_until=None,
        exchange_started_at=Coalesce("exchange_started_at", now),
    )
    return Claim(row, row.generation + 1, until, now, row.exchange_started_at) if taken else None


def save(claim: Claim, answer: TokenAnswer) -> bool:
    """Save both tokens in one step. False when a later claim, relink or disconnect made them worthless.

    Retried until the lease ends, because the answer exists nowhere else. Then raises the database's error.
    """
    while True:
        try:
            return _save(claim, answer)
        except (OperationalError, InterfaceError):
            if timezone.now() + timedelta(seconds=_SAVE_AGAIN_SECONDS) > claim.lease_until:
                raise
            connection.close()
            sleep(_SAVE_AGAIN_SECONDS)


def save_late(claim: Claim, answer: TokenAnswer) -> bool:
    """Save both tokens although the exchange was claimed again meanwhile. For a server without a reuse interval.

    There, a refresh token is exchanged once at most: this answer holds the only living pair, and a refusal of the same
    token that came before it is void. False when another pair was stored since, or the link ended otherwise.
    """
    observed = claim.row.token.generation
    for row in Connection.objects.filter(pk=claim.row.pk, token__generation=observed):
        lost = row.state == ConnectionState.RECONNECT and row.state_reason.startswith(ANSWER_LOST)
        if lost or row.state == ConnectionState.ACTIVE:
            late = replace(claim, generation=row.generation)
            return _save(late, answer, **(_alive_again() if lost else {}))
    return False


def _alive_again() -> dict[str, Any]:
    """Its next end is told again."""
    since = {"state_since": timezone.now(), "told_at": None}
    return {"state": ConnectionState.ACTIVE, "state_reason": "", **since}


def _save(claim: Claim, answer: TokenAnswer, **changes: Any) -> bool:
    row, saved_at = claim.row, timezone.now()
    expires_at = answer.asked_at + timedelta(seconds=answer.expires_in)
    with transaction.atomic():
        kept = Connection.objects.filter(claim.mine).update(
            **_NO_LEASE,
            **changes,
            generation=F("generation") + 1,
            exchange_started_at=None,
            failures=0,
            cool_down_until=None,
            refresh_after=backoff.next_refresh(expires_at, saved_at, row.last_used_at),
            scopes=" ".join(answer.scopes) or row.scopes,
        )
        if kept:
            write_token(row.pk, claim.generation + 1, answer, saved_at)
    return bool(kept)


def write_token(
    connection_id: int, generation: int, answer: TokenAnswer, saved_at: datetime
) -> None:
    """Seal and store a pair. An answer without a refresh token keeps the old one."""
    of_access, of_refresh = (load_connection.context(connection_id, each) for each in Token.SEALED)
    changes: dict[str, Any] = {
        "access_token": vault.seal(answer.access, of_access),
        "expires_at": answer.asked_at + timedelta(seconds=answer.expires_in),
        "saved_at": saved_at,
        "generation": generation,
    }
    if answer.refresh is not None:
        changes["refresh_token"] = vault.seal(answer.refresh, of_refresh)
    if not Token.objects.filter(connection_id=connection_id).update(**changes):
        Token.objects.create(connection_id=connection_id, **changes)


def end_refused(claim: Claim, reason: str) -> bool:
    """Atlassian refused explicitly, so only the owner can mend the link. False when a newer link has replaced it."""
    return bool(
        Connection.objects.filter(claim.mine).update(
            **_NO_LEASE,
            state=ConnectionState.RECONNECT,
            state_reason=reason[:255],
            state_since=timezone.now(),
            exchange_started_at=None,
            refresh_after=None,
            cool_down_until=None,
        )
    )


def end_failed(claim: Claim, error: IntegrationError | None) -> None:
    """There was no trustworthy answer. The link stays and is tried again after a cool-down.

    An attempt that certainly did nothing leaves an earlier send's `exchange_started_at` unchanged. *error* None: the
    attempt ended in a way that proves nothing.
    """
    ambiguous = error is None or isinstance(error, OutcomeUnknown)
    first_send = claim.unsettled_since or (claim.started_at if ambiguous else None)
    at_least = error.retry_after if isinstance(error, RateLimited) else 0.0
    again = backoff.next_try(timezone.now(), claim.row.failures, first_send, at_least)
    # rule claim-unread: a process that took the claim over settles it
    Connection.objects.filter(claim.mine).update(
        **_NO_LEASE,
        exchange_started_at=first_send,
        failures=F("failures") + 1,
        cool_down_until=again,
        refresh_after=again,
    )

"""Refreshes a token once, however many processes ask: claim, exchange, save. The others use the saved token.

A waiting caller counts as a caller of Atlassian in the bulkhead, and waits no longer than it asked for. The exchange
then goes on without it, and its answer is saved.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from time import monotonic, sleep

from django.utils import timezone

from integrations import credentials, limits
from integrations.connections import (
    backoff,
    data_center_apps,
    failed_exchange,
    health,
    lease,
    load_connection,
    proving,
    refresh_attempts,
)
from integrations.connections.lease import Claim
from integrations.connections.refresh_attempts import DROPPED, REFUSED, SAVED
from integrations.connections.token_servers import ATLASSIAN, server_of
from integrations.errors import (
    IntegrationError,
    Misconfigured,
    OutcomeUnknown,
    ReconnectRequired,
    Unavailable,
)
from integrations.models import Connection
from integrations.oauth import Refused, TokenAnswer
from integrations.signals import link_mended, link_needs_owner
from integrations.transport import refuse_from_a_copy, refuse_inside_a_transaction

logger = logging.getLogger(__name__)

_LOOK_AGAIN_SECONDS = 0.1


def refresh(
    connection_id: int,
    *,
    asked_by: str,
    observed_generation: int | None = None,
    within: float = backoff.WAIT,
) -> None:
    """Refresh the token unless another process just did. Then the row holds a newer one than the caller observed.

    *asked_by*: "web", "schedule", "admin" or "link". *observed_generation*: that of the token that was not enough
    (`Access.generation`); None: that of the stored one. *within*: how many seconds the caller waits. The schedule
    never waits for other processes, and always for its own exchange. A cool-down does not delay an admin. Raises
    NotConnected, ReconnectRequired (refused), RateLimited, Misconfigured, or Unavailable. It is Unavailable also when
    the answer was lost or may yet come, because the caller's own call was certainly not made.
    """
    row = load_connection.read(connection_id)
    renew(row, asked_by=asked_by, observed_generation=observed_generation, within=within)


def renew(
    row: Connection,
    *,
    asked_by: str,
    observed_generation: int | None = None,
    within: float = backoff.WAIT,
) -> None:
    """`refresh` for a caller that has just read the row. What cannot be renewed is tried instead (`proving`)."""
    if not credentials.of(row.kind).renewable:
        proving.prove(row, within=within, anew=asked_by == "admin")
        return
    observed = row.token.generation if observed_generation is None else observed_generation
    if asked_by == "schedule":
        _until_newer(row, observed, asked_by, within)
        return
    if limits.present() is not limits.Work.PERSON:
        within = min(within, backoff.WAIT_SHORTLY)
    wary = limits.is_failing(server_of(row).circuit)
    with limits.process_bulkhead().slot(limits.Server.TOKENS, wary=wary, within=within):
        _until_newer(row, observed, asked_by, within)


def _until_newer(row: Connection, observed: int, asked_by: str, within: float) -> None:
    ends_at = monotonic() + within
    while row.token.generation <= observed:
        now = timezone.now()
        if row.lease_until is not None and row.lease_until > now:
            if asked_by == "schedule":
                return
            _wait(ends_at)
        else:
            _refuse_too_early(row, asked_by, now)
            if _exchange(row, asked_by, ends_at):
                return
        row = load_connection.read(row.pk)


def _wait(ends_at: float) -> None:
    left = ends_at - monotonic()
    if left <= 0:
        raise Unavailable("another process is renewing this token and takes long")
    sleep(min(left, _LOOK_AGAIN_SECONDS))


def _refuse_too_early(row: Connection, asked_by: str, now: datetime) -> None:
    """Raise where Atlassian asked for a pause or does not answer.

    An unsettled exchange cannot wait for a pause to end. When its time runs out, it does not wait for the circuit
    breaker either.
    """
    refuse_inside_a_transaction()  # before the claim: a transaction could roll it back, or commit it too late
    refuse_from_a_copy()
    if asked_by == "admin":
        return
    if row.cool_down_until is not None and row.cool_down_until > now:
        if health.last_outcome(row.pk) in health.WRONG:
            raise Misconfigured("the last refresh failed because Lodge is configured wrongly")
        raise Unavailable(
            f"the last refresh failed; the next try is at {row.cool_down_until:%H:%M:%S} UTC"
        )
    server = server_of(row)
    if row.exchange_started_at is None:
        limits.check(server.pause, *([server.schedule_pause] if asked_by == "schedule" else []))
    if not backoff.is_pressing(row.exchange_started_at, now):
        limits.check_tokens(server.circuit)


def _exchange(row: Connection, asked_by: str, ends_at: float) -> bool:
    """Send the refresh token once and settle the result. False when another process was faster, or the row changed."""
    if asked_by == "schedule":
        claim = lease.take(row)
        return claim is not None and _settler(claim, asked_by)(limits.outcome_of(_call(row)))
    with limits.Exchange(server_of(row).circuit) as exchange:
        claim = lease.take(row)
        if claim is None:
            return False
        settle = _settler(claim, asked_by)
        outcome = exchange.carry_out(_call(row), settle, within=ends_at - monotonic())
    return settle(outcome)


def _call(row: Connection) -> Callable[[], TokenAnswer]:
    """The part without the database, for any thread. A token that does not open alerts the admins now."""
    opened = limits.outcome_of(lambda: load_connection.refresh_token(row.token))
    credential = credentials.of(row.kind)
    if not credential.has_own_client:
        return lambda: credential.renew(row.login, opened.result())
    client = limits.outcome_of(lambda: data_center_apps.client_of(row))
    return lambda: credential.renew(row.login, opened.result(), client.result())


def _settler(claim: Claim, asked_by: str) -> Callable[[Future[TokenAnswer]], bool]:
    """Write the ledger's row now. The result settles the exchange when it is called."""
    complete = refresh_attempts.begin(claim, asked_by)
    return lambda outcome: _settle(claim, outcome, complete)


def _settle(
    claim: Claim, outcome: Future[TokenAnswer], complete: refresh_attempts.Complete
) -> bool:
    server = server_of(claim.row)
    try:
        answer = outcome.result()
    except Refused as error:
        limits.answered(server.circuit)
        return _refused(claim, error, complete)
    except IntegrationError as error:
        lease.end_failed(claim, error)
        complete(_outcome(error), error)
        logger.warning("refresh of connection %s: %s %s", claim.row.pk, type(error).__name__, error)
        failed_exchange.of_refresh(error, server)
        if isinstance(error, OutcomeUnknown):
            raise Unavailable(f"the token endpoint gave no trustworthy answer: {error}") from error
        raise
    except BaseException:
        lease.end_failed(claim, None)
        complete("broken off")
        raise
    limits.answered(server.circuit)
    return _answered(claim, answer, complete)


def _answered(claim: Claim, answer: TokenAnswer, complete: refresh_attempts.Complete) -> bool:
    saved = lease.save(claim, answer) or _saved_late(claim, answer)
    complete(
        SAVED if saved else DROPPED,
        detail="" if saved else "claimed again, relinked or disconnected",
    )
    return saved


def _saved_late(claim: Claim, answer: TokenAnswer) -> bool:
    """Keep the pair of a server that gives no second one, though others asked for it or were refused meanwhile."""
    if server_of(claim.row) == ATLASSIAN or not lease.save_late(claim, answer):
        return False
    link_mended.send_robust(sender=Connection, connection_id=claim.row.pk)
    return True


def _refused(claim: Claim, error: Refused, complete: refresh_attempts.Complete) -> bool:
    reason = _reason(claim, error)
    ended = lease.end_refused(claim, reason)
    complete(REFUSED if ended else DROPPED, error)
    if not ended:
        return False
    link_needs_owner.send_robust(sender=Connection, connection_id=claim.row.pk, reason=reason)
    raise ReconnectRequired(reason) from error


def _reason(claim: Claim, error: Refused) -> str:
    """Why the link ended. A server without a reuse interval refuses a token whose replacement never arrived."""
    if claim.unsettled_since is not None and server_of(claim.row) != ATLASSIAN:
        return f"{lease.ANSWER_LOST} ({error})"
    return str(error)


def _outcome(error: IntegrationError) -> str:
    """The ledger's word for *error*: rate_limited, unavailable, outcome_unknown, misconfigured."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip(
        "_"
    )

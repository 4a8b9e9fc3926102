"""One refresh, whoever asks: claim, exchange, save; the losers wait and use what the winner saved.

Whoever waits counts among the callers of Atlassian, and waits no longer than they said: the exchange goes on without
them, and its answer is saved.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from time import monotonic, sleep

from django.utils import timezone

from integrations import credentials, limits
from integrations.connections import claims, health, ledger, notice, pace, rows
from integrations.connections.claims import Claim
from integrations.connections.ledger import DROPPED, REFUSED, SAVED
from integrations.errors import (
    IntegrationError,
    Misconfigured,
    OutcomeUnknown,
    ReconnectRequired,
    Unavailable,
)
from integrations.models import Connection
from integrations.oauth import Refused, TokenAnswer
from integrations.signals import link_needs_owner
from integrations.transport import refuse_from_a_copy, refuse_inside_a_transaction

logger = logging.getLogger(__name__)

_LOOK_AGAIN_SECONDS = 0.1


def refresh(
    connection_id: int,
    *,
    asked_by: str,
    observed_generation: int | None = None,
    within: float = pace.WAIT,
) -> None:
    """Renew the token unless somebody else just did; then the row holds a newer one than was observed.

    *asked_by*: "web", "schedule", "admin" or "link". *observed_generation*: that of the token which did not
    suffice (`Access.generation`); None: of the one that is stored now. *within*: how many seconds the caller waits.
    The schedule never waits for others, and always for its own exchange; an admin is not held back by a cool-down.
    Raises NotConnected, ReconnectRequired (refused), RateLimited, Misconfigured, or Unavailable: also when the
    answer was lost or may yet come, since the caller's own business certainly was not done.
    """
    row = rows.read(connection_id)
    renew(row, asked_by=asked_by, observed_generation=observed_generation, within=within)


def renew(
    row: Connection, *, asked_by: str, observed_generation: int | None = None, within: float = pace.WAIT
) -> None:
    """`refresh` for who has just read the row."""
    observed = row.token.generation if observed_generation is None else observed_generation
    if asked_by == "schedule":
        _until_newer(row, observed, asked_by, within)
        return
    if limits.present() is not limits.Work.PERSON:
        within = min(within, pace.WAIT_SHORTLY)
    wary = limits.is_failing(limits.TOKENS)
    with limits.crowd().joined(limits.Server.TOKENS, wary=wary, within=within):
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
        row = rows.read(row.pk)


def _wait(ends_at: float) -> None:
    left = ends_at - monotonic()
    if left <= 0:
        raise Unavailable("another process is renewing this token and takes long")
    sleep(min(left, _LOOK_AGAIN_SECONDS))


def _refuse_too_early(row: Connection, asked_by: str, now: datetime) -> None:
    """Leave Atlassian alone where it asked for that, or does not answer. An unsettled exchange cannot wait for a pause
    to end, and as its time runs out not for an answer to somebody else either.
    """
    refuse_inside_a_transaction()  # before a claim that would be rolled back, or worse, committed
    refuse_from_a_copy()
    if asked_by == "admin":
        return
    if row.cool_down_until is not None and row.cool_down_until > now:
        if health.last_outcome(row.pk) in health.WRONG:
            raise Misconfigured("the last refresh failed because Lodge is set up wrong")
        raise Unavailable(f"the last refresh failed; the next try is at {row.cool_down_until:%H:%M:%S} UTC")
    if row.exchange_started_at is None:
        limits.check("oauth", *(["oauth:schedule"] if asked_by == "schedule" else []))
    if not pace.is_pressing(row.exchange_started_at, now):
        limits.check_tokens()


def _exchange(row: Connection, asked_by: str, ends_at: float) -> bool:
    """Send the refresh token once and settle what came of it; False when somebody was faster, or the row moved on."""
    if asked_by == "schedule":
        claim = claims.take(row)
        return claim is not None and _settler(claim, asked_by)(limits.outcome_of(_call(row)))
    with limits.Exchange() as exchange:
        claim = claims.take(row)
        if claim is None:
            return False
        settle = _settler(claim, asked_by)
        outcome = exchange.carry_out(_call(row), settle, within=ends_at - monotonic())
    return settle(outcome)


def _call(row: Connection) -> Callable[[], TokenAnswer]:
    """What asks no database, and may be done in any thread: where a token does not open, the admins are told now."""
    opened = limits.outcome_of(lambda: rows.refresh_token(row.token))
    return lambda: credentials.of(row.kind).renew(opened.result())


def _settler(claim: Claim, asked_by: str) -> Callable[[Future[TokenAnswer]], bool]:
    """The ledger's line is written now; what the exchange came to is settled when the result is called with it."""
    complete = ledger.begin(claim, asked_by)
    return lambda outcome: _settle(claim, outcome, complete)


def _settle(claim: Claim, outcome: Future[TokenAnswer], complete: ledger.Complete) -> bool:
    try:
        answer = outcome.result()
    except Refused as error:
        limits.answered(limits.TOKENS)
        return _refused(claim, error, complete)
    except IntegrationError as error:
        claims.end_failed(claim, error)
        complete(_outcome(error), error)
        logger.warning("refresh of connection %s: %s %s", claim.row.pk, type(error).__name__, error)
        notice.of_refresh(error)
        if isinstance(error, OutcomeUnknown):
            raise Unavailable(f"the token endpoint gave no trustworthy answer: {error}") from error
        raise
    except BaseException:
        claims.end_failed(claim, None)
        complete("broken off")
        raise
    limits.answered(limits.TOKENS)
    return _answered(claim, answer, complete)


def _answered(claim: Claim, answer: TokenAnswer, complete: ledger.Complete) -> bool:
    saved = claims.save(claim, answer)
    complete(SAVED if saved else DROPPED, detail="" if saved else "claimed again, relinked or disconnected")
    return saved


def _refused(claim: Claim, error: Refused, complete: ledger.Complete) -> bool:
    ended = claims.end_refused(claim, str(error))
    complete(REFUSED if ended else DROPPED, error)
    if not ended:
        return False
    link_needs_owner.send_robust(sender=Connection, connection_id=claim.row.pk, reason=str(error))
    raise ReconnectRequired(str(error)) from error


def _outcome(error: IntegrationError) -> str:
    """The ledger's word: rate_limited, unavailable, outcome_unknown, misconfigured."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")

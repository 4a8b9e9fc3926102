"""Claims a QUEUED row under a lease, has its sender send it, and stores the outcome."""

import logging
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db.models import UUIDField

from accounts.prepared_queries import PreparedRow
from installation import copy_guard
from issues.models import Outgoing, Part, State, Submission
from issues.outbox import backoff, parts
from issues.outbox.engine.due_rows import seconds_from_now
from issues.outbox.outcomes import (
    TOO_LARGE,
    Done,
    NotNow,
    R,
    Reason,
    Refused,
    Sender,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.states import lease, leased, move, record

logger = logging.getLogger(__name__)


def attempt(row_id: UUID, sender: Sender[R], *, seconds: float | None = None) -> bool:
    """Send a QUEUED row now, even before it is due. False: another process has it, or it is not queued.

    *seconds*: the time limit when a person waits. The default is the sender's.
    """
    row = claim(row_id, sender)
    if row is not None:
        carry_out(row, sender, seconds=seconds)
    return row is not None


def claim(row_id: UUID, sender: Sender[R]) -> R | None:
    """Claim a QUEUED row, which the caller sends at once. None: another process has it, or it is not queued.

    May be the last step of the transaction that queues it. The row names the holder of the lease. A copy of the
    database claims nothing, so waiting rows stay as they are.
    """
    if copy_guard.elsewhere():
        return None
    free = lease(
        row_id, model=sender.model, holder=uuid4().hex, until=seconds_from_now(backoff.lease())
    )
    return _row_of(sender.model)(row_id=row_id) if free else None


def claimed() -> dict[str, Any] | None:
    """The lease columns of a new row that the caller inserts and sends at once.

    None in a copy of the database, where the row waits.
    """
    if copy_guard.elsewhere():
        return None
    return leased(holder=uuid4().hex, until=seconds_from_now(backoff.lease()))


@cache
def _row_of(model: type[R]) -> PreparedRow[R]:
    def build(row_id: Any) -> Any:
        rows: Any = model._default_manager.filter(pk=row_id).order_by()
        return parts.with_parts(rows) if has_parts else rows

    has_parts = ("has_parts",) if issubclass(model, Submission) else ()
    return PreparedRow(model, build, also=has_parts, row_id=UUIDField())


def carry_out(row: R, sender: Sender[R], *, seconds: float | None = None) -> bool:
    """Send a row under the lease from `claim`, outside of any transaction. *seconds* as for `attempt`.

    Returns whether Jira has it now. A process whose lease has expired sends nothing, because another may have sent
    it.
    """
    holder = row.lease_owner
    allowed = sender.seconds(row) if seconds is None else seconds
    try:
        if not holds(row, holder, State.SENDING, 2 * allowed):
            logger.warning("the lease of %s ended before it was sent", row.pk)
            return False
        outcome = sender.send(row, seconds=allowed)
    except Exception:
        # the error came during a request: only a lookup in Jira shows the result
        logger.exception("sending %s failed", row.pk)
        outcome = Unknown("internal")
    _settle_send(row, holder, outcome)
    return isinstance(outcome, Done)


def holds(row: Outgoing, holder: str, state: State, seconds: float) -> bool:
    """Whether the holder has *row* for so many seconds more. Extends the lease where needed, if it is still held."""
    if row.lease_until is not None and row.lease_until >= seconds_from_now(seconds):
        return True
    held = type(row)._default_manager.filter(pk=row.pk, state=state, lease_owner=holder)
    return held.update(lease_until=seconds_from_now(max(seconds, backoff.lease()))) == 1


def _settle_send(row: Outgoing, holder: str, outcome: SendOutcome) -> None:
    model = type(row)
    match outcome:
        case Done():
            if not record(row.pk, outcome, model=model, has_parts=getattr(row, "has_parts", False)):
                logger.error(
                    "%s was filed as %s, but it was already filed or deleted",
                    row.pk,
                    outcome.key or outcome.id,
                )
            if row.resent:
                model._default_manager.filter(pk=row.pk).update(
                    recheck_at=seconds_from_now(backoff.FIRST_RECHECK)
                )
            return
        case Refused(field_errors, messages, too_large, why):
            settled = move(
                row.pk, State.SENDING, State.REJECTED, model=model, holder=holder, what="rejected",
                detail=" ".join(messages) if issubclass(model, Part) else "", field_errors=field_errors,
                messages=list(messages), blocked_reason=TOO_LARGE if too_large else why, next_attempt_at=None,
            )  # fmt: skip
        case NotNow() if row.tries >= backoff.MAX_TRIES:
            settled = block(row, holder, Stuck(Reason.GAVE_UP, outcome.detail))
        case NotNow(what, wait, detail):
            settled = move(
                row.pk, State.SENDING, State.QUEUED, model=model, holder=holder, what=what, detail=detail,
                next_attempt_at=seconds_from_now(backoff.before_retry(row.tries, wait)),
            )  # fmt: skip
        case Unknown(detail):
            settled = move(
                row.pk, State.SENDING, State.UNCONFIRMED, model=model, holder=holder, what="no_answer",
                detail=detail, next_attempt_at=seconds_from_now(backoff.before_look(0)),
            )  # fmt: skip
        case Stuck():
            settled = block(row, holder, outcome)
    if not settled:
        logger.warning("the lease of %s ended before its answer came: %s", row.pk, outcome)


def block(row: Outgoing, holder: str, stuck: Stuck, *, from_: State = State.SENDING) -> bool:
    """Store that *stuck* stops the row, and when to check whether it still does. False: the lease has expired."""
    wait = backoff.before_checking_blocker(stuck.reason, row.tries)
    if stuck.unproven and row.tries < backoff.MOST_UNPROVEN:
        wait = backoff.before_checking_refusal(0.0)
    return move(
        row.pk,
        from_,
        State.BLOCKED,
        model=type(row),
        holder=holder,
        what=f"blocked_{stuck.reason}",
        detail=stuck.detail,
        blocked_reason=stuck.reason,
        messages=list(stuck.messages),
        next_attempt_at=None if wait is None else seconds_from_now(wait),
    )

"""Claims due rows, has them sent, and records the outcome. It knows no Jira, only senders and outcomes.

It handles every kind of row in the same way (reports, files, links, comments); the sender names the table. The same
functions run inside the POST and in the worker. Only the holder of the lease may act. When its process crashes, the
lease expires. Then nobody knows whether the request was done, so the row becomes UNCONFIRMED, never QUEUED.
"""

from uuid import UUID

from django.utils import timezone

from installation import copy_guard
from issues.models import Outgoing, State, Submission
from issues.outbox import backoff
from issues.outbox.engine.due_rows import due, is_due, seconds_from_now, waiting_since
from issues.outbox.engine.find_in_doubt import look, recheck
from issues.outbox.engine.send_row import attempt, carry_out, claim, claimed
from issues.outbox.outcomes import KnowsBlocker, R, Reason, Sender
from issues.outbox.states import move

__all__ = [
    "attempt",
    "carry_out",
    "claim",
    "claimed",
    "due",
    "expire",
    "look",
    "recheck",
    "release",
    "run",
    "waiting_since",
]


def release(row_id: UUID, sender: Sender[R]) -> bool:
    """Queue a BLOCKED row again if its cause is mended. Otherwise set when to check next."""
    blocked = sender.model._default_manager.filter(pk=row_id, state=State.BLOCKED)
    row = blocked.first()
    if row is None:
        return False
    age = (timezone.now() - row.state_since).total_seconds()
    wait = backoff.before_checking_blocker(Reason(row.blocked_reason), row.tries, age)
    if sender.mended(row):
        what = "mended" if wait is not None else "asked_anew"
        return move(
            row_id, State.BLOCKED, State.QUEUED, model=sender.model, what=what, next_attempt_at=None
        )
    # only an unproven refusal gets here: no other row that waits for its owner is ever due
    if wait is None:
        wait = backoff.before_checking_refusal(age)
    stuck = sender.hindrance(row) if isinstance(sender, KnowsBlocker) else None
    blocked.update(next_attempt_at=seconds_from_now(wait))
    # the first cause is mended, but there is another one
    if stuck is not None and stuck.reason != row.blocked_reason:
        other = blocked.filter(blocked_reason=row.blocked_reason)
        if other.update(blocked_reason=stuck.reason, messages=[]):
            sender.model.note(row_id, f"blocked_{stuck.reason}", stuck.detail)
    return False


def expire(model: type[Outgoing] = Submission) -> int:
    """Make every SENDING row whose lease has expired UNCONFIRMED. Returns how many."""
    dead = model._default_manager.filter(state=State.SENDING, lease_until__lt=timezone.now())
    return sum(
        move(
            row_id,
            State.SENDING,
            State.UNCONFIRMED,
            model=model,
            holder=holder,
            what="interrupted",
            next_attempt_at=seconds_from_now(backoff.before_look(0)),
            looks=0,
        )
        for row_id, holder in dead.values_list("pk", "lease_owner")
    )


def run(row_id: UUID, sender: Sender[R]) -> None:
    """Do what the row is due for. Nothing when it is not due, since a task may run twice or late."""
    if copy_guard.elsewhere():
        return
    rows = sender.model._default_manager.filter(is_due(sender.model, timezone.now()), pk=row_id)
    match rows.values_list("state", flat=True).first():
        case State.QUEUED:
            attempt(row_id, sender)
        case State.UNCONFIRMED:
            look(row_id, sender)
        case State.BLOCKED if release(row_id, sender):
            attempt(row_id, sender)
        case State.FILED:
            recheck(row_id, sender)
        case _:
            pass

"""Looks in Jira for rows in doubt. The outcome: found, sent again, or the owner is asked."""

import logging
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.utils import timezone

from installation import copy_guard
from issues.models import Outgoing, State
from issues.outbox import backoff
from issues.outbox.engine.due_rows import is_due, seconds_from_now
from issues.outbox.engine.send_row import block, holds
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    FindsMany,
    NotDone,
    NotNow,
    R,
    Reason,
    Sender,
    Stuck,
)
from issues.outbox.states import move, record

logger = logging.getLogger(__name__)


def look(row_id: UUID, sender: Sender[R]) -> bool:
    """Look in Jira for an UNCONFIRMED row. False: another process is looking, or it is not in doubt.

    Where one lookup covers many rows, the other due rows are looked for too.
    """
    holder = uuid4().hex
    row = _claim_look(row_id, sender, holder)
    if row is None:
        return False
    rows = [row, *_company(row, sender, holder)] if isinstance(sender, FindsMany) else [row]
    # Before the lookup: what it did not see may have been committed while it ran.
    began = timezone.now()
    try:
        found = (
            sender.find_many(rows) if isinstance(sender, FindsMany) else {row_id: sender.find(row)}
        )
    except Exception:
        logger.exception("looking for %s failed", row_id)
        found = {}
    for each in rows:
        outcome = found.get(each.pk, NotNow("look_failed"))
        _settle_look(each, holder, outcome, (began - each.state_since).total_seconds())
    return True


def _claim_look(row_id: UUID, sender: Sender[R], holder: str) -> R | None:
    if copy_guard.elsewhere():
        return None
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    claimed = sender.model._default_manager.filter(free, pk=row_id, state=State.UNCONFIRMED).update(
        lease_owner=holder, lease_until=seconds_from_now(backoff.lease()), looks=F("looks") + 1
    )
    if not claimed:
        return None
    row = sender.model._default_manager.get(pk=row_id)
    return row if holds(row, holder, State.UNCONFIRMED, 2 * sender.seconds(row)) else None


def _company(row: R, sender: Sender[R], holder: str) -> list[R]:
    """Claim rows that can be looked for together with *row*, longest waiting first."""
    if not isinstance(sender, FindsMany):
        return []
    due_too = sender.model._default_manager.filter(
        is_due(sender.model, timezone.now()), sender.company(row), state=State.UNCONFIRMED
    )
    ids = due_too.exclude(pk=row.pk).order_by("state_since").values_list("pk", flat=True)
    claimed = (
        _claim_look(row_id, sender, holder) for row_id in ids[: backoff.LOOKED_FOR_AT_ONCE - 1]
    )
    return [each for each in claimed if each is not None]


def _settle_look(row: Outgoing, holder: str, outcome: FindOutcome, doubtful_for: float) -> None:
    match outcome:
        case Done():
            record(row.pk, outcome, model=type(row), what=outcome.found)
        case NotDone() if doubtful_for >= backoff.grace():
            # rule claim-unread: nothing follows that depends on who settled it
            move(
                row.pk, State.UNCONFIRMED, State.QUEUED, model=type(row), holder=holder, what="not_there",
                next_attempt_at=None, resent=True,
            )  # fmt: skip
        case CantTell(why, again_in) if doubtful_for >= backoff.before_asking_owner():
            if again_in:  # ask the user, who may know sooner; time tells too
                _look_again(
                    row, holder, f"blocked_{Reason.ASK}", why, wait=again_in, hindrance=Reason.ASK
                )
            else:
                block(row, holder, Stuck(Reason.ASK, why), from_=State.UNCONFIRMED)
        case NotNow(what, wait, detail):
            _look_again(row, holder, what, detail, wait=wait)
        case Stuck(reason, detail):
            # Not BLOCKED: once mended, that becomes QUEUED, and this row must be looked for first.
            _look_again(row, holder, f"blocked_{reason}", detail, wait=15.0, hindrance=reason)
        case _:
            _look_again(row, holder, "not_seen_yet", "")


def _look_again(
    row: Outgoing, holder: str, what: str, detail: str, *, wait: float = 0.0, hindrance: str = ""
) -> None:
    """Stay in doubt and look again. The receipt gets a line only when it says something new."""
    model = type(row)
    kept = model._default_manager.filter(
        pk=row.pk, state=State.UNCONFIRMED, lease_owner=holder
    ).update(
        lease_owner="",
        lease_until=None,
        blocked_reason=hindrance,
        next_attempt_at=seconds_from_now(backoff.before_look(row.looks, wait)),
    )
    if kept and model.last_noted(row.pk) != what:
        model.note(row.pk, what, detail)


def recheck(row_id: UUID, sender: Sender[R]) -> bool:
    """Check whether a row that was sent again is in Jira twice, an hour and a day after it was filed. True: it is."""
    rows = sender.model._default_manager.filter(pk=row_id)
    row = rows.get()
    later = row.state_since + timedelta(seconds=backoff.SECOND_RECHECK)
    claimed = rows.filter(recheck_at=row.recheck_at).update(
        recheck_at=later if row.recheck_at and row.recheck_at < later else None
    )
    if not claimed:
        return False
    try:
        outcome = sender.find(row)
    except Exception:
        logger.exception("looking again for %s failed", row_id)
        return False
    known = getattr(row, row.REMOTE[0])
    if isinstance(outcome, Done) and known and outcome.id != known:
        logger.error("%s is in Jira twice: %s and %s", row_id, row, outcome.key or outcome.id)
        record(row_id, outcome, model=sender.model)
        return True
    return False

"""Claims what is due, has it done, writes down what came of it. Knows no Jira: only senders and their outcomes.

It serves every kind of row alike (reports, files, links, comments): the sender says whose table it is.
The same functions run inside the POST and in the worker. Whoever holds the lease decides; a process that dies
leaves a lease that expires, and then nobody knows whether its request was done: UNCONFIRMED, never QUEUED.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Min, Q, UUIDField
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.queries import PreparedRow
from installation import gate
from issues.models import Outgoing, Part, State, Submission
from issues.outbox import pace, parts
from issues.outbox.outcomes import (
    TOO_LARGE,
    CantTell,
    Done,
    FindOutcome,
    FindsMany,
    NotDone,
    NotNow,
    R,
    Reason,
    Refused,
    SaysWhy,
    Sender,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.states import lease, leased, move, record

logger = logging.getLogger(__name__)


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def _is_due(model: type[Outgoing], now: datetime) -> Q:
    """Rows that wait for a process to take them. BLOCKED without a time waits for a person instead.

    A part of a report goes once the report's issue exists, which never ends again: so it needs no second look.
    """
    reached = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    unleased = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    queued = Q(submission__state=State.FILED) if issubclass(model, Part) else Q()
    return (
        Q(reached, queued, state=State.QUEUED)
        | Q(reached, unleased, state=State.UNCONFIRMED)
        | Q(state=State.BLOCKED, next_attempt_at__lte=now)
        | Q(state=State.FILED, recheck_at__lte=now)
    )


def attempt(row_id: UUID, sender: Sender[R], *, seconds: float | None = None) -> bool:
    """Send a QUEUED row now, whenever it would be due. False: somebody else has it, or it is not queued.

    *seconds*: how long it may take, when a person waits for it; otherwise what its sender gives it.
    """
    row = claim(row_id, sender)
    if row is not None:
        carry_out(row, sender, seconds=seconds)
    return row is not None


def claim(row_id: UUID, sender: Sender[R]) -> R | None:
    """Take a QUEUED row, to be carried out at once; None: somebody else has it, or it is not queued.

    May be the last act of the transaction that queues it. The row says whose lease it is. A copy of the database
    takes nothing: what waits stays as it is.
    """
    if gate.elsewhere():
        return None
    free = lease(row_id, model=sender.model, holder=uuid4().hex, until=_in(pace.lease()))
    return _row_of(sender.model)(row_id=row_id) if free else None


def claimed() -> dict[str, Any] | None:
    """The columns of a new row that is claimed in the statement that stores it, by who carries it out at once.

    None in a copy of the database: it waits.
    """
    if gate.elsewhere():
        return None
    return leased(holder=uuid4().hex, until=_in(pace.lease()))


@cache
def _row_of(model: type[R]) -> PreparedRow[R]:
    def build(row_id: Any) -> Any:
        rows: Any = model._default_manager.filter(pk=row_id).order_by()
        return parts.with_parts(rows) if has_parts else rows

    has_parts = ("has_parts",) if issubclass(model, Submission) else ()
    return PreparedRow(model, build, also=has_parts, row_id=UUIDField())


def carry_out(row: R, sender: Sender[R], *, seconds: float | None = None) -> bool:
    """Send a row under the lease that `claim` gave it; *seconds* as for `attempt`. Outside of any transaction.

    Says whether Jira has it now. Whoever stood still until their lease was over sends nothing: others may have.
    """
    holder = row.lease_owner
    allowed = sender.seconds(row) if seconds is None else seconds
    try:
        if not _holds(row, holder, State.SENDING, 2 * allowed):
            logger.warning("the lease of %s ended before it was sent", row.pk)
            return False
        outcome = sender.send(row, seconds=allowed)
    except Exception:  # whatever broke, broke around a request: only a look in Jira tells what became of it
        logger.exception("sending %s broke", row.pk)
        outcome = Unknown("internal")
    _settle_send(row, holder, outcome)
    return isinstance(outcome, Done)


def _holds(row: Outgoing, holder: str, state: State, seconds: float) -> bool:
    """Whether *row* is the holder's for so long still. What takes longer than its lease gets a longer one, if it is."""
    if row.lease_until is not None and row.lease_until >= _in(seconds):
        return True
    held = type(row)._default_manager.filter(pk=row.pk, state=state, lease_owner=holder)
    return held.update(lease_until=_in(max(seconds, pace.lease()))) == 1


def _settle_send(row: Outgoing, holder: str, outcome: SendOutcome) -> None:
    model = type(row)
    match outcome:
        case Done():
            if not record(row.pk, outcome, model=model, has_parts=getattr(row, "has_parts", False)):
                logger.error(
                    "%s was filed as %s, and is filed, or deleted, already", row.pk, outcome.key or outcome.id
                )
            if row.resent:
                model._default_manager.filter(pk=row.pk).update(recheck_at=_in(pace.FIRST_RECHECK))
            return
        case Refused(field_errors, messages, too_large):
            settled = move(
                row.pk, State.SENDING, State.REJECTED, model=model, holder=holder, what="rejected",
                detail=" ".join(messages) if issubclass(model, Part) else "", field_errors=field_errors,
                messages=list(messages), blocked_reason=TOO_LARGE if too_large else "", next_attempt_at=None,
            )  # fmt: skip
        case NotNow() if row.tries >= pace.MAX_TRIES:
            settled = _block(row, holder, Stuck(Reason.GAVE_UP, outcome.detail))
        case NotNow(what, wait, detail):
            settled = move(
                row.pk, State.SENDING, State.QUEUED, model=model, holder=holder, what=what, detail=detail,
                next_attempt_at=_in(pace.before_retry(row.tries, wait)),
            )  # fmt: skip
        case Unknown(detail):
            settled = move(
                row.pk, State.SENDING, State.UNCONFIRMED, model=model, holder=holder, what="no_answer",
                detail=detail, next_attempt_at=_in(pace.before_look(0)),
            )  # fmt: skip
        case Stuck():
            settled = _block(row, holder, outcome)
    if not settled:
        logger.warning("the lease of %s ended before its answer came: %s", row.pk, outcome)


def _block(row: Outgoing, holder: str, stuck: Stuck, *, from_: State = State.SENDING) -> bool:
    wait = pace.before_asking_whether_mended(stuck.reason, row.tries)
    if stuck.unproven and row.tries < pace.MOST_UNPROVEN:
        wait = pace.before_asking_anew(0.0)
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
        next_attempt_at=None if wait is None else _in(wait),
    )


def look(row_id: UUID, sender: Sender[R]) -> bool:
    """Look in Jira for an UNCONFIRMED row. False: somebody else is looking, or it is not in doubt.

    Where one look answers for many, those that are due as well are looked for along with it.
    """
    holder = uuid4().hex
    row = _claim_look(row_id, sender, holder)
    if row is None:
        return False
    rows = [row, *_company(row, sender, holder)] if isinstance(sender, FindsMany) else [row]
    # Taken before the look: what it did not see may have been committed while it lasted.
    began = timezone.now()
    try:
        found = sender.find_many(rows) if isinstance(sender, FindsMany) else {row_id: sender.find(row)}
    except Exception:
        logger.exception("looking for %s broke", row_id)
        found = {}
    for each in rows:
        outcome = found.get(each.pk, NotNow("look_failed"))
        _settle_look(each, holder, outcome, (began - each.state_since).total_seconds())
    return True


def _claim_look(row_id: UUID, sender: Sender[R], holder: str) -> R | None:
    if gate.elsewhere():
        return None
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    claimed = sender.model._default_manager.filter(free, pk=row_id, state=State.UNCONFIRMED).update(
        lease_owner=holder, lease_until=_in(pace.lease()), looks=F("looks") + 1
    )
    if not claimed:
        return None
    row = sender.model._default_manager.get(pk=row_id)
    return row if _holds(row, holder, State.UNCONFIRMED, 2 * sender.seconds(row)) else None


def _company(row: R, sender: Sender[R], holder: str) -> list[R]:
    """Claims what can be looked for along with *row*, longest waiting first."""
    if not isinstance(sender, FindsMany):
        return []
    due_too = sender.model._default_manager.filter(
        _is_due(sender.model, timezone.now()), sender.company(row), state=State.UNCONFIRMED
    )
    ids = due_too.exclude(pk=row.pk).order_by("state_since").values_list("pk", flat=True)
    claimed = (_claim_look(row_id, sender, holder) for row_id in ids[: pace.LOOKED_FOR_AT_ONCE - 1])
    return [each for each in claimed if each is not None]


def _settle_look(row: Outgoing, holder: str, outcome: FindOutcome, doubtful_for: float) -> None:
    match outcome:
        case Done():
            record(row.pk, outcome, model=type(row), what=outcome.found)
        case NotDone() if doubtful_for >= pace.grace():
            # rule claim-unread: nothing follows, so nothing hangs on who settled it
            move(
                row.pk, State.UNCONFIRMED, State.QUEUED, model=type(row), holder=holder, what="not_there",
                next_attempt_at=None, resent=True,
            )  # fmt: skip
        case CantTell(why, again_in) if doubtful_for >= pace.patience_with_doubt():
            if again_in:  # a person may know sooner, and is asked; time tells, too
                _look_again(row, holder, f"blocked_{Reason.ASK}", why, wait=again_in, hindrance=Reason.ASK)
            else:
                _block(row, holder, Stuck(Reason.ASK, why), from_=State.UNCONFIRMED)
        case NotNow(what, wait, detail):
            _look_again(row, holder, what, detail, wait=wait)
        case Stuck(reason, detail):
            # Not BLOCKED: what is mended goes to QUEUED from there, and this one must be looked for first.
            _look_again(row, holder, f"blocked_{reason}", detail, wait=15.0, hindrance=reason)
        case _:
            _look_again(row, holder, "not_seen_yet", "")


def _look_again(
    row: Outgoing, holder: str, what: str, detail: str, *, wait: float = 0.0, hindrance: str = ""
) -> None:
    """Stay in doubt and look again; the receipt gets a line only when it says something new."""
    model = type(row)
    kept = model._default_manager.filter(pk=row.pk, state=State.UNCONFIRMED, lease_owner=holder).update(
        lease_owner="",
        lease_until=None,
        blocked_reason=hindrance,
        next_attempt_at=_in(pace.before_look(row.looks, wait)),
    )
    if kept and model.last_noted(row.pk) != what:
        model.note(row.pk, what, detail)


def release(row_id: UUID, sender: Sender[R]) -> bool:
    """Queue a BLOCKED row again if what blocked it is mended; otherwise say when to ask next."""
    blocked = sender.model._default_manager.filter(pk=row_id, state=State.BLOCKED)
    row = blocked.first()
    if row is None:
        return False
    stands = (timezone.now() - row.state_since).total_seconds()
    wait = pace.before_asking_whether_mended(Reason(row.blocked_reason), row.tries, stands)
    if sender.mended(row):
        what = "mended" if wait is not None else "asked_anew"
        return move(row_id, State.BLOCKED, State.QUEUED, model=sender.model, what=what, next_attempt_at=None)
    if wait is None:  # a refusal that is not proven: no other of those that wait for a word is ever due
        wait = pace.before_asking_anew(stands)
    stuck = sender.hindrance(row) if isinstance(sender, SaysWhy) else None
    blocked.update(next_attempt_at=_in(wait))
    if stuck is not None and stuck.reason != row.blocked_reason:  # that is mended, and something else is not
        other = blocked.filter(blocked_reason=row.blocked_reason)
        if other.update(blocked_reason=stuck.reason, messages=[]):
            sender.model.note(row_id, f"blocked_{stuck.reason}", stuck.detail)
    return False


def recheck(row_id: UUID, sender: Sender[R]) -> bool:
    """Look whether what was sent again is there twice: an hour and a day after it was filed. True: it is."""
    rows = sender.model._default_manager.filter(pk=row_id)
    row = rows.get()
    later = row.state_since + timedelta(seconds=pace.SECOND_RECHECK)
    claimed = rows.filter(recheck_at=row.recheck_at).update(
        recheck_at=later if row.recheck_at and row.recheck_at < later else None
    )
    if not claimed:
        return False
    try:
        outcome = sender.find(row)
    except Exception:
        logger.exception("looking again for %s broke", row_id)
        return False
    known = getattr(row, row.REMOTE[0])
    if isinstance(outcome, Done) and known and outcome.id != known:
        logger.error("%s is in Jira twice: %s and %s", row_id, row, outcome.key or outcome.id)
        record(row_id, outcome, model=sender.model)
        return True
    return False


def expire(model: type[Outgoing] = Submission) -> int:
    """Put every SENDING whose lease has expired in doubt; how many."""
    dead = model._default_manager.filter(state=State.SENDING, lease_until__lt=timezone.now())
    return sum(
        move(
            row_id,
            State.SENDING,
            State.UNCONFIRMED,
            model=model,
            holder=holder,
            what="interrupted",
            next_attempt_at=_in(pace.before_look(0)),
            looks=0,
        )
        for row_id, holder in dead.values_list("pk", "lease_owner")
    )


def due(model: type[Outgoing] = Submission, *, limit: int = 200, **which: Any) -> list[UUID]:
    """What waits for a process to take it, longest first; of those whose columns are as *which* says.

    Nothing in a copy of the database.
    """
    if gate.elsewhere():
        return []
    rows = model._default_manager.filter(_is_due(model, timezone.now()), **which)
    return list(
        rows.order_by(F("next_attempt_at").asc(nulls_first=True)).values_list("pk", flat=True)[:limit]
    )


def waiting_since(models: Iterable[type[Outgoing]]) -> datetime | None:
    """Since when what has been due for longest is due, and nobody takes it; None when nothing is.

    What is stuck until something is mended, and what is looked at once more to be sure, is not waited for.
    """
    now = timezone.now()
    found = []
    for model in models:
        rows = model._default_manager.filter(_is_due(model, now), state__in=(State.QUEUED, State.UNCONFIRMED))
        found.append(
            rows.order_by().aggregate(oldest=Min(Coalesce("next_attempt_at", "state_since")))["oldest"]
        )
    return min(filter(None, found), default=None)


def run(row_id: UUID, sender: Sender[R]) -> None:
    """Do for a row whatever it is due for; nothing when it is not due (a task may come twice, or late)."""
    if gate.elsewhere():
        return
    rows = sender.model._default_manager.filter(_is_due(sender.model, timezone.now()), pk=row_id)
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

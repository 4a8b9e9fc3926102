"""Claims what is due, has it done, writes down what came of it. Knows no Jira: only senders and their outcomes.

The same functions run inside the POST and in the worker. Whoever holds the lease decides; a process that dies
leaves a lease that expires, and then nobody knows whether its request was done: UNCONFIRMED, never QUEUED.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from issues.models import State, Submission
from issues.outbox import pace
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    NotNow,
    Refused,
    Sender,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.states import Reason, move, note, record_filed

logger = logging.getLogger(__name__)


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def _is_due(now: datetime) -> Q:
    """Rows that wait for a process to take them. BLOCKED without a time waits for a person instead."""
    reached = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    unleased = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return (
        Q(reached, state=State.QUEUED)
        | Q(reached, unleased, state=State.UNCONFIRMED)
        | Q(state=State.BLOCKED, next_attempt_at__lte=now)
        | Q(state=State.FILED, recheck_at__lte=now)
    )


def attempt(submission_id: UUID, sender: Sender, *, seconds: float = pace.UNHURRIED) -> bool:
    """Send a QUEUED Submission now, whenever it would be due. False: somebody else has it, or it is not queued."""
    holder = uuid4().hex
    claimed = move(
        submission_id,
        State.QUEUED,
        State.SENDING,
        lease_owner=holder,
        lease_until=_in(pace.LEASE),
        first_sent_at=Coalesce(F("first_sent_at"), timezone.now()),
        tries=F("tries") + 1,
        looks=0,
    )
    if not claimed:
        return False
    submission = Submission.objects.get(pk=submission_id)
    try:
        outcome = sender.send(submission, seconds=seconds)
    except Exception:  # whatever broke, broke around a request: only a look in Jira tells what became of it
        logger.exception("sending %s broke", submission_id)
        outcome = Unknown("internal")
    _settle_send(submission, holder, outcome)
    return True


def _settle_send(submission: Submission, holder: str, outcome: SendOutcome) -> None:
    match outcome:
        case Done(issue_id, issue_key):
            if not record_filed(submission.pk, issue_id, issue_key):
                logger.error("%s was filed again as %s", submission.pk, issue_key)
            if submission.resent:
                Submission.objects.filter(pk=submission.pk).update(recheck_at=_in(pace.FIRST_RECHECK))
            return
        case Refused(field_errors, messages):
            settled = move(
                submission.pk, State.SENDING, State.REJECTED, holder=holder, what="rejected",
                field_errors=field_errors, messages=list(messages), next_attempt_at=None,
            )  # fmt: skip
        case NotNow() if submission.tries >= pace.MAX_TRIES:
            settled = _block(submission, holder, Stuck(Reason.GAVE_UP, outcome.detail))
        case NotNow(what, wait, detail):
            settled = move(
                submission.pk, State.SENDING, State.QUEUED, holder=holder, what=what, detail=detail,
                next_attempt_at=_in(pace.before_retry(submission.tries, wait)),
            )  # fmt: skip
        case Unknown(detail):
            settled = move(
                submission.pk, State.SENDING, State.UNCONFIRMED, holder=holder, what="no_answer", detail=detail,
                next_attempt_at=_in(pace.before_look(0)),
            )  # fmt: skip
        case Stuck():
            settled = _block(submission, holder, outcome)
    if not settled:
        logger.warning("the lease of %s ended before its answer came: %s", submission.pk, outcome)


def _block(submission: Submission, holder: str, stuck: Stuck, *, from_: State = State.SENDING) -> bool:
    wait = pace.before_asking_whether_mended(stuck.reason, submission.tries)
    return move(
        submission.pk,
        from_,
        State.BLOCKED,
        holder=holder,
        what=f"blocked_{stuck.reason}",
        detail=stuck.detail,
        blocked_reason=stuck.reason,
        next_attempt_at=None if wait is None else _in(wait),
    )


def look(submission_id: UUID, sender: Sender) -> bool:
    """Look in Jira for an UNCONFIRMED Submission. False: somebody else is looking, or it is not in doubt."""
    holder, now = uuid4().hex, timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    claimed = Submission.objects.filter(free, pk=submission_id, state=State.UNCONFIRMED).update(
        lease_owner=holder, lease_until=_in(pace.LEASE), looks=F("looks") + 1
    )
    if not claimed:
        return False
    submission = Submission.objects.get(pk=submission_id)
    # Taken before the look: what it did not see may have been committed while it lasted.
    doubtful_for = (timezone.now() - submission.state_since).total_seconds()
    try:
        outcome = sender.find(submission)
    except Exception:
        logger.exception("looking for %s broke", submission_id)
        outcome = NotNow("look_failed")
    _settle_look(submission, holder, outcome, doubtful_for)
    return True


def _settle_look(submission: Submission, holder: str, outcome: FindOutcome, doubtful_for: float) -> None:
    match outcome:
        case Done(issue_id, issue_key):
            record_filed(submission.pk, issue_id, issue_key, what="found")
        case NotDone() if doubtful_for >= pace.grace():
            move(
                submission.pk, State.UNCONFIRMED, State.QUEUED, holder=holder, what="not_there",
                next_attempt_at=None, resent=True,
            )  # fmt: skip
        case CantTell(why) if doubtful_for >= pace.patience_with_doubt():
            _block(submission, holder, Stuck(Reason.ASK, why), from_=State.UNCONFIRMED)
        case NotNow(what, wait, detail):
            _look_again(submission, holder, what, detail, wait=wait)
        case Stuck(reason, detail):
            # Not BLOCKED: what is mended goes to QUEUED from there, and this one must be looked for first.
            _look_again(submission, holder, f"blocked_{reason}", detail, wait=15.0, hindrance=reason)
        case _:
            _look_again(submission, holder, "not_seen_yet", "")


def _look_again(
    submission: Submission, holder: str, what: str, detail: str, *, wait: float = 0.0, hindrance: str = ""
) -> None:
    """Stay in doubt and look again; the receipt gets a line only when it says something new."""
    kept = Submission.objects.filter(pk=submission.pk, state=State.UNCONFIRMED, lease_owner=holder).update(
        lease_owner="",
        lease_until=None,
        blocked_reason=hindrance,
        next_attempt_at=_in(pace.before_look(submission.looks, wait)),
    )
    last = submission.events.order_by("-at", "-id").values_list("what", flat=True).first()
    if kept and last != what:
        note(submission.pk, what, detail)


def release(submission_id: UUID, sender: Sender) -> bool:
    """Queue a BLOCKED Submission again if what blocked it is mended; otherwise say when to ask next."""
    submission = Submission.objects.filter(pk=submission_id, state=State.BLOCKED).first()
    if submission is None:
        return False
    if sender.mended(submission):
        return move(submission_id, State.BLOCKED, State.QUEUED, what="mended", next_attempt_at=None)
    wait = pace.before_asking_whether_mended(Reason(submission.blocked_reason), submission.tries)
    Submission.objects.filter(pk=submission_id, state=State.BLOCKED).update(
        next_attempt_at=None if wait is None else _in(wait)
    )
    return False


def recheck(submission_id: UUID, sender: Sender) -> bool:
    """Look whether what was sent again is there twice: an hour and a day after it was filed. True: it is."""
    row = Submission.objects.get(pk=submission_id)
    later = row.state_since + timedelta(seconds=pace.SECOND_RECHECK)
    claimed = Submission.objects.filter(pk=submission_id, recheck_at=row.recheck_at).update(
        recheck_at=later if row.recheck_at and row.recheck_at < later else None
    )
    if not claimed:
        return False
    try:
        outcome = sender.find(row)
    except Exception:
        logger.exception("looking again for %s broke", submission_id)
        return False
    if isinstance(outcome, Done) and outcome.issue_id != row.issue_id:
        logger.error("%s is in Jira twice: %s and %s", submission_id, row.issue_key, outcome.issue_key)
        record_filed(submission_id, outcome.issue_id, outcome.issue_key)
        return True
    return False


def expire() -> int:
    """Put every SENDING whose lease has expired in doubt; how many."""
    dead = Submission.objects.filter(state=State.SENDING, lease_until__lt=timezone.now())
    return sum(
        move(
            row.pk,
            State.SENDING,
            State.UNCONFIRMED,
            holder=row.lease_owner,
            what="interrupted",
            next_attempt_at=_in(pace.before_look(0)),
            looks=0,
        )
        for row in dead.only("pk", "lease_owner")
    )


def due(limit: int = 200) -> list[UUID]:
    """What waits for a process to take it, longest first."""
    rows = Submission.objects.filter(_is_due(timezone.now()))
    return list(
        rows.order_by(F("next_attempt_at").asc(nulls_first=True)).values_list("pk", flat=True)[:limit]
    )


def run(submission_id: UUID, sender: Sender) -> None:
    """Do for a Submission whatever it is due for; nothing when it is not due (a task may come twice, or late)."""
    row = Submission.objects.filter(_is_due(timezone.now()), pk=submission_id).only("state").first()
    match row and row.state:
        case State.QUEUED:
            attempt(submission_id, sender)
        case State.UNCONFIRMED:
            look(submission_id, sender)
        case State.BLOCKED if release(submission_id, sender):
            attempt(submission_id, sender)
        case State.FILED:
            recheck(submission_id, sender)
        case _:
            pass

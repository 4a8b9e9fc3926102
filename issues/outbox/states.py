"""The states of a row of the outbox, the allowed transitions, and the only way to make one.

A row is a report, a file, a link or a comment.

    DRAFT → QUEUED → SENDING → FILED
                             → REJECTED (→ DRAFT)
                             → QUEUED (next_attempt_at)      certainly not created
                             → UNCONFIRMED → FILED | QUEUED | BLOCKED (asks the user)
                             → BLOCKED (reason) → QUEUED when mended
                                                → DRAFT, back to its writer, when the first try met a dead link
    DRAFT, QUEUED, BLOCKED → WITHDRAWN (→ DRAFT, where it was never sent)

Only QUEUED is sent. A SENDING whose lease has expired becomes UNCONFIRMED, never QUEUED.
"""

from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, DateTimeField, F, UUIDField
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.prepared_queries import Given, PreparedUpdate
from issues.models import Outgoing, State, Submission
from issues.outbox.outcomes import TOO_LARGE, Done, Reason
from issues.outbox.signals import parts_may_go

__all__ = [
    "TOO_LARGE",
    "TRANSITIONS",
    "IllegalTransitionError",
    "Reason",
    "lease",
    "leased",
    "move",
    "record",
    "record_filed",
]

TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.QUEUED: frozenset({State.SENDING, State.WITHDRAWN}),
    State.SENDING: frozenset(
        {State.FILED, State.REJECTED, State.QUEUED, State.UNCONFIRMED, State.BLOCKED},
    ),
    State.UNCONFIRMED: frozenset({State.FILED, State.QUEUED, State.BLOCKED}),
    State.FILED: frozenset(),
    State.REJECTED: frozenset({State.DRAFT}),
    State.BLOCKED: frozenset({State.QUEUED, State.DRAFT, State.WITHDRAWN}),
    # Only for rows that were never sent: a draft that was thrown away and restored (views/drafts.py).
    State.WITHDRAWN: frozenset({State.DRAFT}),
}

# Leaving one of these states ends the lease. The row has no holder until it is claimed again.
_UNLEASED: dict[str, Any] = {"lease_owner": "", "lease_until": None}


class IllegalTransitionError(Exception):
    """A transition that is not allowed: an error in our code, never a user's."""


def move(
    row_id: UUID,
    from_: State,
    to: State,
    *,
    model: type[Outgoing] = Submission,
    what: str = "",
    detail: str = "",
    holder: str | None = None,
    **changes: Any,
) -> bool:
    """Move the row of *model* from *from_* to *to*, if it is still in *from_*. Returns whether it was.

    A conditional UPDATE whose row count decides. The receipt's line (*what*, *detail*) is written in the same
    transaction; an empty *what* writes none. With *holder*, only the holder of the lease can move it. *changes* sets
    more columns. Raises IllegalMoveError for a transition that is not allowed.
    """
    if to not in TRANSITIONS[from_]:
        raise IllegalTransitionError(f"{from_} → {to}")
    # Conditions on this table alone: a join would become a subquery, which PostgreSQL does not run again after
    # waiting for the row, so two processes could win one claim.
    rows = model._default_manager.filter(pk=row_id, state=from_)
    if holder is not None:
        rows = rows.filter(lease_owner=holder)
    columns = {
        **_UNLEASED,
        "state": to,
        "state_since": timezone.now(),
        "blocked_reason": "",
        **changes,
    }
    if from_ == State.BLOCKED:
        columns.setdefault("messages", [])  # Jira's messages no longer apply
    if not what:
        return rows.update(**columns) == 1
    with transaction.atomic():
        moved = rows.update(**columns)
        if moved:
            model.note(row_id, what, detail)
    return moved == 1


def lease(row_id: UUID, *, model: type[Outgoing], holder: str, until: datetime) -> bool:
    """QUEUED → SENDING, as in `move`, for *holder* until *until*. Returns whether the row was free.

    Counts one more try and resets the lookups. Every report needs this statement, so it is compiled once.
    """
    return _lease(model)(row_id=row_id, now=timezone.now(), holder=holder, until=until) == 1


def leased(*, holder: str, until: datetime) -> dict[str, Any]:
    """The columns of a new row that the caller inserts and sends at once, as after `lease`.

    No other process has seen the row, so no conditional UPDATE is needed.
    """
    return _sending(now := timezone.now(), holder, until) | {"first_sent_at": now, "tries": 1}


def _sending(now: Any, holder: Any, until: Any) -> dict[str, Any]:
    """The columns that every leased row gets."""
    return {
        "state": State.SENDING,
        "state_since": now,
        "blocked_reason": "",
        "lease_owner": holder,
        "lease_until": until,
        "looks": 0,
    }


@cache
def _lease(model: type[Outgoing]) -> PreparedUpdate:
    def build(row_id: Given, now: Given, holder: Given, until: Given) -> Any:
        counted = {"first_sent_at": Coalesce(F("first_sent_at"), now), "tries": F("tries") + 1}
        columns = {**_sending(now, holder, until), **counted}
        return model._default_manager.filter(pk=row_id, state=State.QUEUED), columns

    time = DateTimeField()
    return PreparedUpdate(build, row_id=UUIDField(), now=time, holder=CharField(), until=time)


def record(
    row_id: UUID,
    done: Done,
    *,
    model: type[Outgoing] = Submission,
    what: str = "filed",
    has_parts: bool = True,
) -> bool:
    """Record that Jira has it, in any state: a late 201 counts after a lost lease or a withdrawal too.

    Returns whether that was new. A second one in Jira for the same row does not replace the first: the receipt shows
    it to a person. *has_parts*: False where no part waits for the report to be filed.
    """
    line = model.line(row_id, what, done.key)
    if _file(model)(
        along=line, row_id=row_id, now=timezone.now(), remote_id=done.id, remote_key=done.key
    ):
        if has_parts and model is Submission:
            tell = partial(parts_may_go.send_robust, sender=model, report_id=row_id)
            transaction.on_commit(tell, robust=True)
        return True
    rows = model._default_manager.filter(pk=row_id)
    known = rows.values_list(model.REMOTE[0], flat=True).first()
    if known and done.id and known != done.id:
        model.note(row_id, "filed_twice", done.key)
    return False


@cache
def _file(model: type[Outgoing]) -> PreparedUpdate:
    """A prepared UPDATE that makes a row FILED, in any state."""

    def build(row_id: Given, now: Given, remote_id: Given, remote_key: Given) -> Any:
        columns = {
            **_UNLEASED,
            **dict(zip(model.REMOTE, (remote_id, remote_key), strict=False)),
            "state": State.FILED,
            "state_since": now,
            "blocked_reason": "",
            "next_attempt_at": None,
        }
        return model._default_manager.filter(pk=row_id).exclude(state=State.FILED), columns

    text = CharField()
    return PreparedUpdate(
        build, row_id=UUIDField(), now=DateTimeField(), remote_id=text, remote_key=text
    )


def record_filed(
    submission_id: UUID, issue_id: str, issue_key: str, *, what: str = "filed"
) -> bool:
    """`record` for a report."""
    return record(submission_id, Done(issue_id, issue_key), what=what)

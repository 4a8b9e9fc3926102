"""What may follow what in the life of a Submission, and the only way to get from one state to the next.

    DRAFT → QUEUED → SENDING → FILED
                             → REJECTED (→ DRAFT)
                             → QUEUED (next_attempt_at)      certainly not created
                             → UNCONFIRMED → FILED | QUEUED | BLOCKED (asks the user)
                             → BLOCKED (reason) → QUEUED when mended
                                                → DRAFT, back to its writer, when the first try met a dead link
    DRAFT, QUEUED, BLOCKED → WITHDRAWN

Only QUEUED is sent. A SENDING whose lease has expired becomes UNCONFIRMED, never QUEUED.
"""

from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models import Event, State, Submission

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
    State.WITHDRAWN: frozenset(),
}

# Leaving one of these ends a lease; the row is nobody's until it is claimed again.
_UNLEASED: dict[str, Any] = {"lease_owner": "", "lease_until": None}


class Reason(models.TextChoices):
    """Why a Submission is BLOCKED: what has to be mended, and by whom."""

    LINK = "link", _("The link to Jira has ended")
    ACCOUNT = "account", _("Another Atlassian account is linked now")
    SCOPE = "scope", _("Lodge lacks a permission at Atlassian")
    DENIED = "denied", _("Jira does not let you")
    MISCONFIGURED = "misconfigured", _("Lodge is set up wrong")
    ASK = "ask", _("Lodge can not tell whether Jira has it")
    GAVE_UP = "gave_up", _("Too many tries")


class IllegalMoveError(Exception):
    """A state that can not follow from the one before: an error in our code, never a user's."""


def move(
    submission_id: UUID,
    from_: State,
    to: State,
    *,
    what: str = "",
    detail: str = "",
    holder: str | None = None,
    **changes: Any,
) -> bool:
    """Take the Submission from *from_* to *to* if it still stands there; says whether it did.

    A conditional UPDATE whose row count decides, with the receipt's line (*what*, *detail*) in one transaction;
    an empty *what* writes none. With *holder* only the holder of the lease moves it. *changes* are columns set
    along with it. Raises IllegalMoveError for what can not follow.
    """
    if to not in TRANSITIONS[from_]:
        raise IllegalMoveError(f"{from_} → {to}")
    rows = Submission.objects.filter(pk=submission_id, state=from_)
    if holder is not None:
        rows = rows.filter(lease_owner=holder)
    now = timezone.now()
    with transaction.atomic():
        moved = rows.update(**{**_UNLEASED, "state": to, "state_since": now, "blocked_reason": "", **changes})
        if moved and what:
            note(submission_id, what, detail)
    return moved == 1


def record_filed(submission_id: UUID, issue_id: str, issue_key: str, *, what: str = "filed") -> bool:
    """Write down that Jira has it, whatever the state: a late 201 outlives a lost lease and a withdrawal.

    Says whether it was news. A second issue for the same Submission does not replace the first: it is written
    on the receipt, for a person to see.
    """
    now = timezone.now()
    news = Submission.objects.filter(pk=submission_id).exclude(state=State.FILED)
    with transaction.atomic():
        if news.update(
            **_UNLEASED,
            state=State.FILED,
            state_since=now,
            issue_id=issue_id,
            issue_key=issue_key,
            blocked_reason="",
            next_attempt_at=None,
        ):
            note(submission_id, what, issue_key)
            return True
        known = Submission.objects.filter(pk=submission_id).values_list("issue_id", "issue_key").first()
        if known and issue_id and known[0] != issue_id:
            note(submission_id, "filed_twice", issue_key)
    return False


def note(submission_id: UUID, what: str, detail: str = "") -> None:
    """One more line on the receipt. *detail* is cut to what the column holds."""
    Event.objects.create(submission_id=submission_id, what=what, detail=detail[:500])

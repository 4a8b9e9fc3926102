"""What those who run Lodge can do for reports. It is written down here, and the sweep does it within seconds."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from issues import telling
from issues.models import Attachment, IssueLink, State, Submission
from issues.outbox.states import TRANSITIONS, Reason, move

Reports = QuerySet[Submission]


def try_now(reports: Reports) -> int:
    """Make due what waits; how many reports. What waits for its owner's word (whether Jira has it) stays theirs."""
    now = timezone.now()
    waiting = reports.filter(state__in=(State.QUEUED, State.UNCONFIRMED)).update(next_attempt_at=now)
    blocked = reports.filter(state=State.BLOCKED).exclude(blocked_reason=Reason.ASK)
    freed = sum(
        move(pk, State.BLOCKED, State.QUEUED, what="by_admin", next_attempt_at=None)
        for pk in list(blocked.values_list("pk", flat=True))
    )
    for model in (Attachment, IssueLink):
        parts: dict[str, Any] = {"submission__in": list(reports.values_list("pk", flat=True))}
        rows = model._default_manager.filter(state__in=(State.QUEUED, State.UNCONFIRMED), **parts)
        rows.update(next_attempt_at=now)
    return waiting + freed


def withdraw(reports: Reports) -> set[UUID]:
    """Take back what is neither sent nor in doubt; which. A draft was never sent, so nobody is told of it."""
    done: set[UUID] = set()
    for pk, state in list(reports.values_list("pk", "state")):
        if State.WITHDRAWN in TRANSITIONS[State(state)] and move(
            pk, State(state), State.WITHDRAWN, what="by_admin_withdrawn", next_attempt_at=None
        ):
            done.add(pk)
            if state != State.DRAFT:
                telling.tell_withdrawn(Submission.objects.select_related("owner").get(pk=pk))
    return done

"""The actions of administrators on reports. They change rows; the sweep acts on them within seconds."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from issues.models import Attachment, IssueLink, Outgoing, State, Submission
from issues.outbox.states import TRANSITIONS, Reason, move
from issues.wording import report_mails

Reports = QuerySet[Submission]


def try_now(reports: Reports) -> set[UUID]:
    """Make waiting reports due, and the files and links of filed ones. Returns the reports with anything to do.

    Where only the owner can say whether Jira has it, nothing changes.
    """
    chosen = list(reports.values_list("pk", flat=True))
    done = _made_due(Submission, {"pk__in": chosen}, "pk", what="by_admin")
    parts = {"submission__in": chosen, "submission__state": State.FILED}
    for model in (Attachment, IssueLink):
        done |= _made_due(model, parts, "submission_id")
    return done


def _made_due(
    model: type[Outgoing], which: dict[str, Any], report: str, *, what: str = ""
) -> set[UUID]:
    rows = model._default_manager.filter(**which)
    waiting = rows.filter(state__in=(State.QUEUED, State.UNCONFIRMED))
    done = set(waiting.values_list(report, flat=True))
    waiting.update(next_attempt_at=timezone.now())
    blocked = rows.filter(state=State.BLOCKED).exclude(blocked_reason=Reason.ASK)
    for pk, its_report in list(blocked.values_list("pk", report)):
        if move(pk, State.BLOCKED, State.QUEUED, model=model, what=what, next_attempt_at=None):
            done.add(its_report)
    return done


def withdraw(reports: Reports) -> set[UUID]:
    """Withdraw what is neither sent nor in doubt. Returns which. A draft belongs to its writer alone."""
    done: set[UUID] = set()
    for pk, state in list(reports.exclude(state=State.DRAFT).values_list("pk", "state")):
        if State.WITHDRAWN in TRANSITIONS[State(state)] and move(
            pk, State(state), State.WITHDRAWN, what="by_admin_withdrawn", next_attempt_at=None
        ):
            done.add(pk)
            report_mails.tell_withdrawn(Submission.objects.select_related("owner").get(pk=pk))
    return done

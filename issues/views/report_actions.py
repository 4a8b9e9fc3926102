"""The owner's actions on a report: it is in Jira, send it again, withdraw it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from issues.filing.mark_filed import CLAIMABLE, claim
from issues.models import State, Submission
from issues.outbox import backoff, blockers, engine
from issues.outbox.create_issue import CreateIssue
from issues.outbox.states import Reason, move
from issues.views.drafts import thrown_away
from issues.views.report_context import context_of
from issues.views.signed_in_request import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Do what the button says, if the report is still in the state that the page showed. Then show the report.

    A user who had to sign in first comes back with a GET, which only shows the report.
    """
    report = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    match request.POST.get("answer"):
        case "there":
            return _there(request, report, request.POST.get("key", ""))
        case "again":
            if _again(report):
                engine.attempt(report.pk, CreateIssue(), seconds=backoff.PATIENCE)
        case "withdraw" if report.state == State.DRAFT:
            return thrown_away(report)
        case "withdraw":
            _withdraw(request, report)
    return redirect("report-detail", submission_id=report.pk)


def _again(report: Submission) -> bool:
    """Queue it, unless a process is looking for it just now. A doubtful report is looked for again later."""
    blockers.look_for_its_site(report.blocked_reason, report.account_id)
    doubted: dict[str, Any] = {"resent": True} if report.blocked_reason == Reason.ASK else {}
    from_ = State.UNCONFIRMED if doubted and report.state == State.UNCONFIRMED else State.BLOCKED
    return move(
        report.pk, from_, State.QUEUED, what="again", holder="", next_attempt_at=None, **doubted
    )


def _withdraw(request: SignedIn, report: Submission) -> None:
    for state in (State.QUEUED, State.BLOCKED):
        if move(report.pk, state, State.WITHDRAWN, what="withdrawn", next_attempt_at=None):
            return
    messages.warning(request, _("It was too late: the report is being sent already."))


def _there(request: SignedIn, report: Submission, text: str) -> HttpResponse:
    """The owner found it in Jira."""
    if report.state != State.BLOCKED and report.blocked_reason != Reason.ASK:
        return redirect("report-detail", submission_id=report.pk)
    error = claim(report, text, what="told")
    report.refresh_from_db()
    if error and report.state not in CLAIMABLE:
        messages.warning(request, f"{error}.")
    if not error or report.state not in CLAIMABLE:
        return redirect("report-detail", submission_id=report.pk)
    return render(
        request,
        "issues/report_detail.html",
        context_of(report, key_error=error, key=text),
        status=422,
    )

"""What the owner of a report says on its page: it is there, send it again, withdraw it."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.models import State, Submission
from issues.outbox import engine, pace
from issues.outbox.create_issue import CreateIssue
from issues.outbox.states import Reason, move, record_filed
from issues.views.reports import context_of
from issues.views.request import SignedIn

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, submission_id: UUID) -> HttpResponse:
    """Does what the button says, if the report still stands where the page showed it; then shows the report.

    Who had to sign in first comes back with a GET: that does nothing, and shows the report too.
    """
    report = get_object_or_404(Submission, pk=submission_id, owner=request.user)
    match request.POST.get("answer"):
        case "there":
            return _there(request, report, request.POST.get("key", ""))
        case "again":
            if _again(report):
                engine.attempt(report.pk, CreateIssue(), seconds=pace.PATIENCE)
        case "withdraw":
            _withdraw(request, report)
    return redirect("report-detail", submission_id=report.pk)


def _again(report: Submission) -> bool:
    """Queue it, unless somebody is looking for it just now. What was in doubt is looked for again later."""
    doubted: dict[str, Any] = {"resent": True} if report.blocked_reason == Reason.ASK else {}
    from_ = State.UNCONFIRMED if doubted and report.state == State.UNCONFIRMED else State.BLOCKED
    return move(report.pk, from_, State.QUEUED, what="again", holder="", next_attempt_at=None, **doubted)


def _withdraw(request: SignedIn, report: Submission) -> None:
    for state in (State.DRAFT, State.QUEUED, State.BLOCKED):
        if move(report.pk, state, State.WITHDRAWN, what="withdrawn", next_attempt_at=None):
            return
    messages.warning(request, _("It was too late: the report is being sent already."))


def _there(request: SignedIn, report: Submission, text: str) -> HttpResponse:
    """The owner found it: the key is looked up, so that a slip of the pen does not hide a lost report."""
    key = text.strip().rstrip("/").rpartition("/")[2].upper()
    error = ""
    if report.state != State.BLOCKED and report.blocked_reason != Reason.ASK:
        return redirect("report-detail", submission_id=report.pk)
    if not KEY.fullmatch(key):
        error = _("“%(text)s” is not a key. It looks like %(project)s-312") % {
            "text": text[:40],
            "project": report.project_key,
        }
    elif Submission.objects.filter(owner=request.user, cloud_id=report.cloud_id, issue_key=key).exists():
        error = _("%(key)s is another report of yours") % {"key": key}
    else:
        try:
            issue = jira.get_issue(report.account_id, report.cloud_id, key)
        except jira.Denied:
            error = _("There is no %(key)s in Jira that you can see") % {"key": key}
        except jira.IntegrationError:
            error = _("Jira does not answer, so we could not look. Try again in a minute")
        else:
            record_filed(report.pk, issue.id, issue.key, what="told")
            return redirect("report-detail", submission_id=report.pk)
    return render(request, "issues/report.html", context_of(report, key_error=error, key=text), status=422)

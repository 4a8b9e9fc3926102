"""What became of an act, and what its owner can do about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import IssueAct, State
from issues.outbox import backoff, blockers, engine
from issues.outbox.act_on_issue import ActOnIssue
from issues.outbox.outcomes import Done, Reason
from issues.outbox.states import move, record
from issues.views.acts.carry_out import form_url
from issues.views.acts.issue_in_address import issue_url
from issues.views.report_list import PAGE, acts_of, files_of
from issues.views.signed_in_request import SignedIn
from issues.wording import act_wording, common, part_wording

SHOWN_FILES = 5
_MOVING = (State.QUEUED, State.SENDING, State.UNCONFIRMED)


@require_safe
@login_required
def detail(request: SignedIn, act_id: UUID) -> HttpResponse:
    """The state of an act. Reads the database only, so the page may reload itself often."""
    act = get_object_or_404(IssueAct, pk=act_id, owner=request.user)
    return render(request, "issues/acts/detail.html", _context(act))


@require_safe
@login_required
def act_list(request: SignedIn) -> HttpResponse:
    """All acts of this person, in pages, and the files that they added last."""
    page = Paginator(acts_of(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(act, act_wording.tag(act)) for act in page]
    files = [(each, part_wording.added(each)) for each in files_of(request.user)[:SHOWN_FILES]]
    context = {"page": page, "rows": rows, "files": files}
    return render(request, "issues/acts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, act_id: UUID) -> HttpResponse:
    """Do what the button says, if the act is still in the state that the page showed. Then show it."""
    act = get_object_or_404(IssueAct, pk=act_id, owner=request.user)
    match request.POST.get("answer"):
        case "there" if act.state == State.BLOCKED and act.blocked_reason == Reason.ASK:
            record(act.pk, Done(""), model=IssueAct, what="told")
        case "again":
            blockers.look_for_its_site(act.blocked_reason, act.account_id)
            if move(act.pk, State.BLOCKED, State.QUEUED, model=IssueAct, next_attempt_at=None):
                engine.attempt(act.pk, ActOnIssue(), seconds=backoff.PATIENCE)
        case "withdraw":
            if not any(
                move(act.pk, state, State.WITHDRAWN, model=IssueAct, next_attempt_at=None)
                for state in (State.QUEUED, State.BLOCKED, State.DRAFT)
            ):
                messages.warning(request, _("It was too late: it is being done already."))
    return redirect("act", act_id=act.pk)


def _issue_of(act: IssueAct) -> dict[str, str]:
    """The issue, and where it is shown."""
    key = act.issue_key
    at = issue_url(act.cloud_id, key)
    return {"key": key, "issue_url": at, "in_jira": f"{act.site_url}/browse/{key}"}


def _context(act: IssueAct) -> dict[str, Any]:
    young = (timezone.now() - act.state_since).total_seconds() < 60
    open_again = form_url(act) if act.state in (State.DRAFT, State.REJECTED) else ""
    return {
        "act": act,
        "headline": act_wording.headline(act),
        "what_next": act_wording.what_next(act),
        "refused_because": act.messages if act.state == State.REJECTED else [],
        "moving": act.state in _MOVING,
        "seconds": 2 if young else 10,
        "ask": common.asks(act),
        "link_again": common.link_again(act),
        "try_again": common.try_again(act),
        "withdraw": act.state in (State.QUEUED, State.BLOCKED, State.DRAFT),
        "open_again": open_again,
        "said": act_wording.said(act),
        **_issue_of(act),
    }

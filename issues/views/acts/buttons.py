"""The acts that a button does: assign to me, watch, vote, and back; and the page with all acts on an issue."""

from uuid import uuid5

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from integrations import jira
from issues.filing import store_act
from issues.models import ActKind
from issues.outbox.acts.field_values import fingerprint
from issues.reading import possible_acts
from issues.views.acts.carry_out import carry_out
from issues.views.acts.issue_in_address import IssueAt, issue_at, posted_id, seat_at
from issues.views.acts.unavailable_pages import guarded
from issues.views.report_list import acts_under_way, files_under_way
from issues.views.signed_in_request import SignedIn
from issues.wording import act_wording

BUTTONS = {ActKind.ASSIGN, ActKind.WATCH, ActKind.UNWATCH, ActKind.VOTE, ActKind.UNVOTE}


@require_safe
@guarded
def menu(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """What this account may do to the issue."""
    account, site = seat_at(request.user, cloud_id, key)
    details = jira.issue_details_of(account.account_id, site.cloud_id, key)
    issue = IssueAt(account, site, details.id, details.key, details.fields)
    can = possible_acts.of_issue(details, issue.where)
    under_way = [
        (act, act_wording.tag(act))
        for act in acts_under_way(request.user, site.cloud_id, details.id)
    ]
    context = {
        "issue": issue,
        "offers": can,
        "under_way": under_way,
        "files_under_way": files_under_way(request.user, site.cloud_id, details.key),
    }
    return render(request, "issues/acts/menu.html", context)


@require_POST
@guarded
def press(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """Do what the button says (POST `kind`), once for each page that showed it (POST `act`)."""
    kind = request.POST.get("kind", "")
    if kind not in BUTTONS:
        return HttpResponseBadRequest()
    issue = issue_at(request.user, cloud_id, key)
    payload = {}
    if kind == ActKind.ASSIGN:
        seen = request.POST.get("assignee", "")
        to = {"accountId": issue.account.account_id}
        before = fingerprint({"accountId": seen} if seen else None)
        payload = {"fields": {"assignee": {"seen": before, "to": to}}}
    act_id = uuid5(posted_id(request), kind)  # one page has several buttons
    return carry_out(
        request,
        store_act.Wish(request.user, issue.acted_on(), kind, payload, act_id=act_id),
    )

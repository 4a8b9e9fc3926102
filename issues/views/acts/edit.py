"""Changes the fields of an issue that its viewer may edit."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.filing import store_act
from issues.forms import editable_issue_fields
from issues.forms.build_form import FIND
from issues.forms.editable_issue_fields import IssueField
from issues.models import ActKind
from issues.views.acts import fields_form
from issues.views.acts.carry_out import carry_out, keeps_typed, typed, typed_before
from issues.views.acts.issue_in_address import IssueAt, posted_id, seat_at
from issues.views.signed_in_request import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@keeps_typed(ActKind.EDIT)
def edit(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The form with the fields that Jira lets this account change. A POST changes those that were changed in it."""
    account, site = seat_at(request.user, cloud_id, key)
    details = jira.issue_details_of(account.account_id, site.cloud_id, key)
    issue = IssueAt(account, site, details.id, details.key, details.fields)
    fields = tuple(editable_issue_fields.offered(details.editable, details.fields, issue.context()))
    left_out = _left_out(details, fields)
    if request.method == "POST":
        return _post(request, issue, fields, left_out)
    before, act = typed_before(request)
    values = {**editable_issue_fields.initial(fields), **before}
    form = fields_form.build(issue, (each.meta for each in fields), values, bound=False)
    fields_form.show_refusal(form, act, details.fields)
    return _draw(request, issue, form, fields, left_out=left_out)


def _post(
    request: SignedIn, issue: IssueAt, fields: tuple[IssueField, ...], left_out: list[str]
) -> HttpResponse:
    metas = [each.meta for each in fields]
    form = fields_form.build(issue, metas, request.POST, bound=True)
    if FIND in request.POST or not fields_form.refuse_surplus(form):
        status = 200 if FIND in request.POST else 422
        shown = _as_shown(request, fields)
        return _draw(request, issue, form, shown, left_out=left_out, status=status)
    changed = editable_issue_fields.changes(
        form, editable_issue_fields.read_hidden(request.POST.get("seen", ""))
    )
    if not changed:
        messages.info(request, _("You changed nothing, so nothing was sent."))
        return redirect(issue.url)
    acted_on = replace(issue.acted_on(), seen_at=fields_form.seen_at(request, issue))
    names = {meta.field_id: meta.name for meta in metas if meta.field_id in changed}
    payload = {"fields": changed, "names": names}
    wish = store_act.Wish(
        request.user, acted_on, ActKind.EDIT, payload, typed(request), posted_id(request)
    )
    return carry_out(request, wish)


def _as_shown(request: SignedIn, fields: tuple[IssueField, ...]) -> list[IssueField]:
    """*fields* with what the page said that they were: the user has not seen what they are now."""
    shown = editable_issue_fields.read_hidden(request.POST.get("seen", ""))
    return [
        replace(each, seen=shown[each.meta.field_id][0], was=shown[each.meta.field_id][1])
        if each.meta.field_id in shown
        else each
        for each in fields
    ]


def _left_out(details: jira.IssueDetails, fields: tuple[IssueField, ...]) -> list[str]:
    """The names of fields that Jira would let this account change, and Lodge cannot without a loss."""
    there = {each.meta.field_id for each in fields}
    with_pages = {"attachment", "comment", "worklog", "issuelinks", "project", "issuetype"}
    return [
        each.name
        for each in details.editable
        if each.field_id not in there | with_pages and details.fields.get(each.field_id)
    ]


def _draw(
    request: SignedIn, issue: IssueAt, form: Any, fields: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    template = "issues/acts/edit.html"
    if request.method == "POST" and request.POST.get("seen-at"):
        issue = replace(issue, fields={**issue.fields, "updated": request.POST["seen-at"]})
    return fields_form.draw(request, issue, form, fields, template=template, status=status, **more)

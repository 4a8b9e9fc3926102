"""Opening the form: a new one, one that an address fills in, a draft, what Jira had refused, a copy."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from integrations import jira
from issues import drafts, drift, prefill
from issues.drafts import Edit
from issues.models import State, Submission
from issues.views.form.address import COPY, Address, reopened_at
from issues.views.form.aside import resume
from issues.views.form.page import Page, answer
from issues.views.form.refused import explain
from issues.views.form.sheet import Sheet, sheet_at
from issues.views.lists import drafts_at
from issues.views.place import account_in_use
from issues.views.request import SignedIn


def show(request: SignedIn, address: Address) -> HttpResponse:
    """The form, with whatever it is to begin with. `?fresh=1` asks Jira again what it asks for."""
    resumed = resume(request, request.user, address)
    if resumed is not None:
        return resumed
    before = _named(request)
    if before is not None and before.state not in drafts.OPEN and COPY not in request.GET:
        return redirect("report-detail", submission_id=before.pk)
    if before is not None and before.bug_form_id and address.bug_form is None:
        own = reopened_at(before, request.user)
        if (
            before.bug_form
            and own.startswith(Address.of_form(before.bug_form).url)
            and _is_at(before, address)
        ):
            return redirect(own)
    sheet = sheet_at(account_in_use(request.user), address, fresh="fresh" in request.GET)
    if before is None:
        page = _new(sheet, dict(request.GET.lists()))
        return answer(request, replace(page, drafts_here=drafts_at(request.user, *address.place)))
    return answer(request, _again(sheet, before))


def _named(request: SignedIn) -> Submission | None:
    """The draft named by `?report=`, or the report by `?copy=`, whose text the form begins with.

    Raises Http404 for another's, and for none; but the address that a form was posted to names its number from the
    beginning, whether or not that became a draft.
    """
    text = request.GET.get(COPY) or request.GET.get("report")
    if not text:
        return None
    try:
        known = (
            Submission.objects.filter(pk=UUID(text), owner=request.user).select_related("bug_form").first()
        )
    except ValueError:
        known = None
    if known is None and "post" not in request.GET:
        raise Http404
    return known


def _is_at(row: Submission, address: Address) -> bool:
    return (row.cloud_id, row.project_key, row.issue_type_id) == address.place


def _new(sheet: Sheet, query: dict[str, list[str]]) -> Page:
    shown = [meta for meta in sheet.metas if meta.field_id not in sheet.fixed]
    initial: dict[str, Any] = {**sheet.begins, **prefill.from_address(query, shown)}
    edit = Edit(uuid4(), {}, tab=uuid4().hex)
    return Page(sheet, sheet.build(initial=initial), edit)


def _again(sheet: Sheet, row: Submission) -> Page:
    """Of a draft nothing is complained about yet; what was sent before is a copy under a number of its own."""
    tab = uuid4().hex
    if row.state == State.REJECTED:
        form = sheet.build(row.values)
        explain(form, jira.Rejected(row.field_errors, row.messages), row.field_names)
    else:
        form = sheet.build(initial=row.values)
    changed = drift.compare(
        sheet.metas, before=row.fingerprint, named=row.field_names, left_over=form.left_over
    )
    if row.state not in drafts.OPEN:
        edit = Edit(uuid4(), row.values, tab=tab, names=row.field_names)
        return Page(sheet, form, edit, drift=changed, source=row)
    edit = Edit(row.pk, row.values, row.version, tab, row.fingerprint, row.field_names)
    return Page(sheet, form, edit, drift=changed, draft=row)

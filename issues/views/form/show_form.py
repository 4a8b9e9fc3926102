"""Opens a form: a new one, one prefilled from the address, a draft, a rejected report, or a copy."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from integrations import jira
from issues.forms import drafts, prefill
from issues.forms.drafts import Edit
from issues.models import State, Submission
from issues.views.form.answer import answer
from issues.views.form.blank_form import blank_form
from issues.views.form.definition import FormDefinition, definition_at
from issues.views.form.jira_errors import explain
from issues.views.form.page_data import Page
from issues.views.form.render_form import draw
from issues.views.form.signed_out.resume import resume
from issues.views.form_address import COPY, Address, reopened_at
from issues.views.place_from_address import account_in_use
from issues.views.report_list import drafts_at
from issues.views.signed_in_request import SignedIn


def show_form(request: SignedIn, address: Address | None) -> HttpResponse:
    """The form at *address*. `?fresh=1` reads its fields from Jira again.

    None: the user may not use the form. Posts of theirs that wait there are opened all the same.
    """
    resumed = resume(request, request.user, address)
    if resumed is not None:
        return answer(request, resumed)
    if address is None:
        raise Http404
    before = _named(request)
    if before is not None and before.state not in drafts.OPEN and COPY not in request.GET:
        return redirect("report-detail", submission_id=before.pk)
    own = _own_form(before, address, request.user)
    if own:
        return redirect(own)
    definition = definition_at(
        account_in_use(request.user, address.bug_form), address, fresh="fresh" in request.GET
    )
    if before is not None:
        return draw(request, _again(definition, before))
    page = _new(definition, dict(request.GET.lists()))
    return draw(request, replace(page, drafts_here=drafts_at(request.user, *address.place)))


def _own_form(row: Submission | None, address: Address, user: User) -> str:
    """The address of the BugForm in which *row* was written, if *address* is the plain form for the same place."""
    if row is None or row.bug_form is None or address.bug_form is not None:
        return ""
    if (row.cloud_id, row.project_key, row.issue_type_id) != address.place:
        return ""
    own = reopened_at(row, user)
    return own if own.startswith(Address.of_form(row.bug_form).url) else ""


def _named(request: SignedIn) -> Submission | None:
    """The draft in `?report=`, or the report in `?copy=`, whose text the form starts with.

    Raises Http404 if there is none, or it is another user's. With `?post` it may be missing: the form's own address has
    the id of a draft that may never be saved.
    """
    text = request.GET.get(COPY) or request.GET.get("report")
    if not text:
        return None
    try:
        known = (
            Submission.objects.filter(pk=UUID(text), owner=request.user)
            .select_related("bug_form")
            .first()
        )
    except ValueError:
        known = None
    if known is None and "post" not in request.GET:
        raise Http404
    return known


def _new(definition: FormDefinition, query: dict[str, list[str]]) -> Page:
    edit = Edit(uuid4(), {}, tab=uuid4().hex)
    shown = [meta for meta in definition.metas if meta.field_id not in definition.fixed]
    prefilled = prefill.from_address(query, shown) if query else {}
    blank = None if prefilled else blank_form(definition)
    if blank is not None:
        return Page(definition, blank, edit)
    initial: dict[str, Any] = {**definition.begins, **prefilled}
    return Page(definition, definition.build(initial=initial), edit)


def _again(definition: FormDefinition, row: Submission) -> Page:
    """The page of a draft, without validation errors, of a rejected report, or of a copy with a new id."""
    tab = uuid4().hex
    if row.state == State.REJECTED:
        form = definition.build(row.values)
        explain(form, jira.Rejected(row.field_errors, row.messages), row.field_names)
    else:
        form = definition.build(initial=row.values)
    changed = definition.changed_since(row.fingerprint, row.field_names, form.left_over)
    if row.state not in drafts.OPEN:
        edit = Edit(uuid4(), row.values, tab=tab, names=row.field_names)
        return Page(definition, form, edit, drift=changed, source=row)
    edit = Edit(row.pk, row.values, row.version, tab, row.fingerprint, row.field_names)
    return Page(definition, form, edit, drift=changed, draft=row)

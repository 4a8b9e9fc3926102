"""Opening the form: a new one, one that an address fills in, a draft, what Jira had refused, a copy."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from integrations import jira
from issues import drafts, drift, filing, prefill
from issues.drafts import Edit
from issues.models import State, Submission
from issues.views.form.address import Address, reopened_at
from issues.views.form.aside import reopen
from issues.views.form.keeping import keep
from issues.views.form.page import Page, answer
from issues.views.form.refused import explain
from issues.views.form.sheet import Sheet, sheet_at
from issues.views.interrupted import Waiting, take_up
from issues.views.place import account_in_use
from issues.views.request import SignedIn


def show(request: SignedIn, address: Address) -> HttpResponse:
    """The form, with whatever it is to begin with. `?fresh=1` asks Jira again what it asks for."""
    waiting = take_up(request)
    if waiting:
        kept = [_keep_one(request, address, each) for each in waiting]
        reopened = reopen(request, request.user, kept)
        if reopened is not None:
            return reopened
    before = _reopened(request)
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
        return answer(request, _new(sheet, dict(request.GET.lists())))
    return answer(request, _again(sheet, before))


def _keep_one(request: SignedIn, address: Address, waiting: Waiting) -> Waiting:
    """Make a draft of a text that waited in the session, before Jira is asked anything: no reload and no dead link
    loses it. It is one of its own where something else was sent meanwhile, or the number is not theirs.
    """
    edit = waiting.edit
    if edit is None:
        return waiting
    row = Submission.objects.filter(pk=edit.submission_id).first()
    if row is not None and row.owner_id == request.user.pk and row.state not in drafts.OPEN:
        if row.digest == filing.digest(*address.place, edit.values):
            return replace(waiting, report=str(row.pk))
        edit = edit.forked()
    elif row is not None and row.owner_id != request.user.pk:
        edit = edit.forked()
    columns = address.columns(request.user.pk, edit.submission_id)
    kept = keep(request.user, edit, columns, bug_form=address.bug_form)
    if waiting.files:
        said = _("Files could not be kept while you were signed out. Choose them again: %(names)s")
        messages.warning(request, said % {"names": ", ".join(waiting.files)})
    return replace(waiting, report=str(kept.draft.pk), refused={**waiting.refused, **kept.refused})


def _reopened(request: SignedIn) -> Submission | None:
    """The report named by `?report=`, whose text the form begins with. Raises Http404 for another's."""
    text = request.GET.get("report")
    if not text:
        return None
    try:
        known = (
            Submission.objects.filter(pk=UUID(text), owner=request.user).select_related("bug_form").first()
        )
    except ValueError:
        known = None
    if known is None:
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

"""Filing: the report stored with all that belongs to it, one try inside the POST, and where its writer goes then."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from integrations import jira
from issues import attachments, drift, filing, forms
from issues.drafts import Edit
from issues.models import IssueLink, State, Submission
from issues.outbox import engine, pace
from issues.outbox.create_issue import CreateIssue
from issues.views.account import link_is_dead
from issues.views.form import keeping
from issues.views.form.page import Page, answer
from issues.views.form.posted import Posted
from issues.views.form.refused import explain
from issues.views.form.sheet import Sheet, sheet_of
from issues.views.request import SignedIn


def send(
    request: SignedIn, posted: Posted, sheet: Sheet, form: forms.IssueForm, content: str
) -> HttpResponse:
    """Store what is to be filed and try once. *form* is valid. Raises AlreadySentError, NotYoursError."""
    try:
        return _send(request, posted, sheet, form, content)
    except filing.FilesGoneError as error:
        return _ask_for_files(request, posted.edit, sheet, form, error)


def _send(
    request: SignedIn, posted: Posted, sheet: Sheet, form: forms.IssueForm, content: str
) -> HttpResponse:
    """As `send`; raises FilesGoneError, too."""
    edit = posted.edit
    surplus = form.surplus()
    elsewhere = attachments.elsewhere(request.user.pk, edit.submission_id, edit.files)
    if posted.uploads or posted.dropped or surplus or elsewhere:
        # Keeping files makes a draft of its own of what was sent already: the same, or something to ask about.
        done = filing.earlier(request.user, edit.submission_id, content)
        if done is not None:
            return redirect("report-detail", submission_id=done.pk)
        kept = _keep(request, edit, sheet, posted, surplus)
        edit = _on(edit, kept)
        if kept.other is not None:
            _say_both_are_kept(request)
        if kept.refused:
            return _back(request, sheet, form, edit, kept)
    try:
        stored, claimed = _queue(request, edit, sheet, form, content)
    except filing.StaleError:
        kept = _keep(request, edit, sheet)
        edit = _on(edit, kept)
        _say_both_are_kept(request)
        if kept.refused:
            return _back(request, sheet, form, edit, kept)
        stored, claimed = _queue(request, edit, sheet, form, content)
    sender = CreateIssue(sheet.place.account)
    if claimed is not None and engine.carry_out(claimed, sender, seconds=pace.PATIENCE):
        return redirect("report-detail", submission_id=stored.pk)
    return _go_on(request, stored, sheet, form)


def _on(edit: Edit, kept: keeping.Kept) -> Edit:
    """*edit*, going on with the draft that holds it now, and with the files of that."""
    own = tuple(str(each.pk) for each in attachments.of(kept.draft))
    return replace(edit, submission_id=kept.draft.pk, version=kept.draft.version, files=own)


def _back(
    request: SignedIn, sheet: Sheet, form: forms.IssueForm, edit: Edit, kept: keeping.Kept
) -> HttpResponse:
    """The form once more, because of its files."""
    page = Page(sheet, form, edit, draft=kept.draft, other=kept.other, file_errors=kept.refused)
    return answer(request, page, status=422)


def _ask_for_files(
    request: SignedIn, edit: Edit, sheet: Sheet, form: forms.IssueForm, error: filing.FilesGoneError
) -> HttpResponse:
    """Files that the draft shows are no longer here: they are chosen again, or their owner goes on without them."""
    held = error.submission
    kept = _keep(request, replace(edit, submission_id=held.pk, version=held.version), sheet)
    said = _("Lodge no longer has it. Choose it again, or go on without it")
    kept = replace(kept, refused={**kept.refused, **dict.fromkeys(error.names, said)})
    return _back(request, sheet, form, _on(edit, kept), kept)


def _keep(
    request: SignedIn,
    edit: Edit,
    sheet: Sheet,
    posted: Posted | None = None,
    texts: Iterable[tuple[str, str]] = (),
) -> keeping.Kept:
    columns, bug_form = sheet.place.columns(), sheet.address.bug_form
    return keeping.keep(
        request.user, edit, columns, bug_form=bug_form, posted=posted, texts=texts, apart=False
    )


def _say_both_are_kept(request: SignedIn) -> None:
    messages.warning(request, _("In another tab you typed something else. It is kept as a draft of its own."))


def _queue(
    request: SignedIn, edit: Edit, sheet: Sheet, form: forms.IssueForm, content: str
) -> tuple[Submission, Submission | None]:
    """Report and links to other issues in one transaction: none of them is there without the other.

    And the claim to send it at once: one commit less, with somebody waiting. None: another one queued it and its
    links, and sends it, at once or when it is due.
    """
    fields, links, bug_form = form.jira_fields(), form.links(), sheet.address.bug_form
    wish = filing.Wish(request.user, edit, sheet.place, content, fields, bug_form)
    claim = None if links else engine.claimed()
    if claim is not None:
        take = filing.send_draft if edit.version else filing.store
        alone = take(wish, claim)
        if alone is not None:
            alone.has_parts = False
            return alone, alone
    with transaction.atomic():
        stored, queued = filing.queue(wish)
        if not queued:
            return stored, None
        # Those of a try that Jira refused are replaced.
        IssueLink.objects.filter(submission=stored, state=State.DRAFT).delete()
        _store_links(stored, links)
        return stored, engine.claim(stored.pk, CreateIssue())


def _store_links(stored: Submission, links: Iterable[forms.LinkWanted]) -> None:
    """They wait for the report's issue, as its files do."""
    IssueLink.objects.bulk_create(
        IssueLink(
            submission=stored,
            type_id=link.type_id,
            words=link.words,
            outward=link.outward,
            other_key=link.other_key,
        )
        for link in links
    )


def _go_on(request: SignedIn, stored: Submission, sheet: Sheet, form: forms.IssueForm) -> HttpResponse:
    """Where it was not filed just now: what Jira refuses comes back on the form, all else on its own page."""
    stored.refresh_from_db()
    if stored.state == State.BLOCKED and link_is_dead(request.user.pk):
        filing.take_back(stored)
    if stored.state != State.REJECTED:
        return redirect("report-detail", submission_id=stored.pk)
    before = sheet
    with suppress(jira.IntegrationError):  # else the form that we have will do
        sheet = sheet_of(sheet.place, sheet.address, fresh=True)
    form = sheet.build(stored.values)
    names = {**stored.field_names, **drift.names(before.metas)}
    explain(form, jira.Rejected(stored.field_errors, stored.messages), names)
    changed = drift.compare(sheet.metas, before=before.fingerprint, named=names, left_over=form.left_over)
    edit = Edit(stored.pk, stored.values, stored.version, stored.edited_in, before.fingerprint, names)
    page = Page(sheet, form, edit, drift=changed, draft=stored)
    return answer(request, page, status=422)

"""Files a report: stores it with its files and links, and tries once to send it inside the POST."""

from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext as _

from integrations import jira
from issues import attachments
from issues.bugforms import author
from issues.filing import earlier_submission, filing_request, refusals, submit
from issues.filing.store_and_claim import store_and_claim
from issues.forms import drafts, visible_fields
from issues.forms.drafts import Edit
from issues.models import State, Submission
from issues.outbox import backoff, engine
from issues.outbox.create_issue import CreateIssue
from issues.views.form.check_against_jira import ask_first
from issues.views.form.decision import AskFirst, Send
from issues.views.form.definition import definition_of
from issues.views.form.jira_errors import explain
from issues.views.form.keep_draft import Kept, keep
from issues.views.form.locate import ToKeep
from issues.views.form.outcome import ShowForm, ShowReport
from issues.views.form.page_data import Page
from issues.views.linked_account import link_is_dead

Warnings = tuple[str, ...]


def send(decision: Send) -> ShowReport | ShowForm | AskFirst:
    """Store the report and try once to send it. AskFirst if another text was already sent from this form.

    Raises NotYoursError.
    """
    if decision.used is not None:
        owner, place = decision.target.owner, decision.definition.place
        visible_fields.remember(owner.pk, place, decision.used)
    while True:
        try:
            return _send(decision)
        except refusals.FilesGoneError as error:
            return _ask_for_files(decision, error)
        except refusals.AlreadySentError as error:
            # A draft that was discarded in another tab is restored.
            if not drafts.bring_back(error.submission):
                return ask_first(decision.target, error.submission, decision.posted)


def _send(decision: Send) -> ShowReport | ShowForm:
    """Like `send`, but raises FilesGoneError and AlreadySentError."""
    edit, warnings = decision.posted.edit, Warnings()
    if _brings_files(decision):
        # Saving files would make a separate draft if the report was sent already. Check that first.
        done = earlier_submission.earlier(
            decision.target.owner, edit.submission_id, decision.content
        )
        if done is not None:
            return ShowReport(done)
        kept = keep(_with_files(decision))
        edit, warnings = _on(edit, kept), () if kept.other is None else (_both_are_kept(),)
        if kept.refused:
            return _back(decision, edit, kept, warnings)
    try:
        stored, claimed = _store(decision, edit)
    except refusals.StaleError:
        kept = keep(_text_alone(decision, edit))
        edit, warnings = _on(edit, kept), (*warnings, _both_are_kept())
        if kept.refused:
            return _back(decision, edit, kept, warnings)
        stored, claimed = _store(decision, edit)
    sender = CreateIssue(decision.definition.place.account)
    if claimed is not None and engine.carry_out(claimed, sender, seconds=backoff.PATIENCE):
        return ShowReport(stored, warnings)
    return _go_on(decision, stored, warnings)


def _brings_files(decision: Send) -> bool:
    """Whether files are added or deleted: uploads, ends of long texts, or files of another report."""
    posted, edit = decision.posted, decision.posted.edit
    if posted.uploads or posted.dropped or decision.form.surplus():
        return True
    owner = decision.target.owner.pk
    return bool(attachments.elsewhere(owner, edit.submission_id, edit.files))


def _with_files(decision: Send) -> ToKeep:
    surplus = tuple(decision.form.surplus())
    wanted = _text_alone(decision, decision.posted.edit)
    return replace(wanted, posted=decision.posted, texts=surplus)


def _text_alone(decision: Send, edit: Edit) -> ToKeep:
    return replace(decision.definition.to_keep(decision.target.owner, edit), apart=False)


def _on(edit: Edit, kept: Kept) -> Edit:
    """*edit* for the row that holds it now, with the files of that row."""
    own = tuple(str(each.pk) for each in attachments.of(kept.draft))
    return replace(edit, submission_id=kept.draft.pk, version=kept.draft.version, files=own)


def _back(decision: Send, edit: Edit, kept: Kept, warnings: Warnings = ()) -> ShowForm:
    """The form again, with errors about its files."""
    page = Page(
        decision.definition,
        decision.form,
        edit,
        draft=kept.draft,
        other=kept.other,
        file_errors=kept.refused,
    )
    return ShowForm(page, 422, warnings)


def _ask_for_files(decision: Send, error: refusals.FilesGoneError) -> ShowForm:
    """The form again, because files of the draft were deleted. The user chooses them again or goes on without them."""
    held, edit = error.submission, decision.posted.edit
    kept = keep(_text_alone(decision, replace(edit, submission_id=held.pk, version=held.version)))
    said = _("Lodge no longer has it. Choose it again, or go on without it")
    kept = replace(kept, refused={**kept.refused, **dict.fromkeys(error.names, said)})
    return _back(decision, _on(edit, kept), kept)


def _both_are_kept() -> str:
    return _("In another tab you typed something else. It is kept as a draft of its own.")


def _store(decision: Send, edit: Edit) -> tuple[Submission, Submission | None]:
    """Store and claim the report. The second value is None if this call must not send it."""
    definition, form, bug_form = (
        decision.definition,
        decision.form,
        decision.target.address.bug_form,
    )
    owner, place = decision.target.owner, definition.place
    line = author.line_for(owner, bug_form, place.account)
    fields = form.jira_fields()
    if line:
        fields = author.naming(fields, owner, definition.all_metas(), line)
    wish = filing_request.Wish(owner, edit, place, decision.content, fields, bug_form, line)
    return store_and_claim(wish, form.links())


def _go_on(decision: Send, stored: Submission, warnings: Warnings) -> ShowReport | ShowForm:
    """The outcome of a try that did not file it: the form for a rejected report, else the report's page."""
    stored.refresh_from_db()
    if stored.state == State.BLOCKED and link_is_dead(decision.target.owner.pk):
        submit.take_back(stored)
    if stored.state != State.REJECTED:
        return ShowReport(stored, warnings)
    before = definition = decision.definition
    with suppress(jira.IntegrationError):  # then use the definition at hand
        definition = definition_of(definition.place, definition.address, fresh=True)
    form = definition.build(stored.values)
    names = {**stored.field_names, **before.outline.names}
    explain(form, jira.Rejected(stored.field_errors, stored.messages), names)
    changed = definition.changed_since(before.fingerprint, names, form.left_over)
    edit = Edit(
        stored.pk, stored.values, stored.version, stored.edited_in, before.fingerprint, names
    )
    return ShowForm(Page(definition, form, edit, drift=changed, draft=stored), 422, warnings)

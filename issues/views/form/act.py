"""Carries out the decision on a posted form: saves the draft, receives the file, or sends the report."""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from issues import attachments
from issues.forms import drafts, visible_fields
from issues.models import Attachment, State, Submission
from issues.views.form import file_list
from issues.views.form.autosave import autosave
from issues.views.form.decision import (
    AskFirst,
    Decision,
    KeepAndGo,
    Next,
    ReceiveFile,
    SaveTyped,
    Send,
    ShowAgain,
)
from issues.views.form.keep_draft import Kept, keep
from issues.views.form.outcome import (
    AskWhetherNew,
    GoTo,
    Outcome,
    Reopen,
    ShowForm,
    ShowReport,
)
from issues.views.form.receive_file import receive
from issues.views.form.send_report import send


def act(decision: Decision) -> Outcome:
    """Carry out *decision* and return its outcome. Raises NotYoursError and quotas.FullError."""
    match decision:
        case SaveTyped():
            return autosave(decision)
        case ReceiveFile():
            return receive(decision)
        case KeepAndGo():
            return _go_on(decision, keep(decision.wanted))
        case ShowAgain():
            return _show_again(decision)
        case AskFirst():
            return _ask(decision)
        case Send():
            came = send(decision)
            return _ask(came) if isinstance(came, AskFirst) else came
        case _:
            return decision


def _go_on(decision: KeepAndGo, kept: Kept) -> Outcome:
    draft, warnings = kept.draft, (*decision.warnings, *kept.refusals)
    match decision.then:
        case Next.REPORT:
            _say_on_draft(draft, (*(decision.messages or ()), *kept.refusals))
            return ShowReport(draft, () if kept.other is None else (_forked_words(),))
        case Next.FORM:
            if decision.messages is not None:
                _say_on_draft(draft, decision.messages)
            return Reopen(draft, warnings)
        case Next.SEE_SIMILAR if decision.comment_on:
            return GoTo(reverse("comment-new", args=[draft.pk, decision.comment_on]), warnings)
        case Next.SEE_SIMILAR:
            return GoTo(reverse("draft-similar", args=[draft.pk]), warnings)
        case Next.CHOOSE_PLACE:
            # A row that is not open was sent already with the same text, so it stays where it is.
            query = f"?{urlencode({'report': draft.pk})}" if draft.state in drafts.OPEN else ""
            return GoTo(reverse("report") + query, warnings)


def _say_on_draft(draft: Submission, words: tuple[str, ...]) -> None:
    if draft.state == State.DRAFT:
        # rule claim-unread: a report that was sent meanwhile needs no message
        Submission.objects.filter(pk=draft.pk, state=State.DRAFT).update(messages=list(words))


def _forked_words() -> str:
    return _(
        "In another tab you typed something else. Both are kept: this is a draft of its own now."
    )


def _show_again(decision: ShowAgain) -> ShowForm:
    """The page again, with its draft."""
    page, status = decision.page, decision.status
    if decision.pins is not None:
        visible_fields.pin(decision.target.owner.pk, page.definition.place, decision.pins)
    if decision.wanted is not None:
        kept = keep(decision.wanted)
        edit = replace(page.edit, submission_id=kept.draft.pk)
        page = replace(
            page, edit=edit, draft=kept.draft, other=kept.other, file_errors=kept.refused
        )
        if kept.refused and status == 200:
            status = 422
    return ShowForm(page, status, decision.warnings)


def _ask(decision: AskFirst) -> AskWhetherNew:
    kept = keep(decision.wanted)
    return AskWhetherNew(
        decision.sent,
        kept.draft,
        tuple(_files_of_both(kept.draft, decision)),
        replace(decision.wanted.edit, submission_id=kept.draft.pk),
        decision.posted,
        decision.target.address,
        kept.refusals,
    )


def _files_of_both(draft: Submission, decision: AskFirst) -> list[Attachment]:
    """The files that a new report starts with: those of its draft and those of the sent report."""
    own = file_list.shown(draft)
    alike = {(each.name, each.sha256) for each in own}
    let_go = decision.posted.dropped
    before = [each for each in attachments.to_copy(decision.sent) if str(each.pk) not in let_go]
    return own + [each for each in before if (each.name, each.sha256) not in alike]

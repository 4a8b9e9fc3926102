"""A posted form: held against what Jira asks for now, then sent; or back to its writer with all that was typed."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from integrations import jira
from issues import attachments, drafts, drift, filing, forms, habits
from issues.bounds import told
from issues.drift import Drift
from issues.models import State, Submission
from issues.views.account import account_however
from issues.views.form import dead_end, files
from issues.views.form.address import Address, reopened_at
from issues.views.form.asking import ask, sent_before
from issues.views.form.autosave import autosave
from issues.views.form.elsewhere import go_elsewhere
from issues.views.form.keeping import Kept, keep, say_refused
from issues.views.form.layout import used_in
from issues.views.form.page import Page, answer
from issues.views.form.posted import Posted, read
from issues.views.form.send import send
from issues.views.form.sheet import Sheet, sheet_at
from issues.views.form.uploading import upload
from issues.views.place import UnknownPlaceError
from issues.views.request import SignedIn
from issues.views.trouble import trouble_of


def post(request: SignedIn, address: Address) -> HttpResponse:
    """Whatever button was pressed, and whatever stands in the way: all that was typed is kept."""
    posted = read(request)
    try:
        if posted.autosave:
            return autosave(request, address, posted)
        if posted.upload:
            return upload(request, posted)
        if posted.elsewhere:
            return go_elsewhere(request, address, posted)
        content = filing.digest(*address.place, posted.edit.values, posted.files)
        # Whether it was sent before, storing it tells, at no cost; where it is not stored, that is asked first.
        try:
            sheet = sheet_at(account_however(request.user.pk), address, fresh=posted.fresh)
        except (jira.IntegrationError, UnknownPlaceError) as error:
            _refuse_sent(request, posted, content)
            return _keep_for_later(request, address, posted, error)
        return _judge(request, posted, sheet, content)
    except SentError as error:
        return redirect("report-detail", submission_id=error.submission.pk)
    except filing.AlreadySentError as error:
        if drafts.bring_back(error.submission):  # thrown away in another tab, and wanted here
            return post(request, address)
        return ask(request, address, error.submission, posted)
    except drafts.NotYoursError:
        raise Http404 from None


class SentError(Exception):
    """The very same was sent before: what became of that, as *submission*, is this post's result, too."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(str(submission.pk))


def _refuse_sent(request: SignedIn, posted: Posted, content: str) -> None:
    """Look before anything but sending is made of the post. Raises SentError, AlreadySentError, NotYoursError."""
    if posted.asks:
        return
    done = filing.earlier(request.user, posted.edit.submission_id, content)
    if done is not None:
        raise SentError(done)


def _judge(request: SignedIn, posted: Posted, sheet: Sheet, content: str) -> HttpResponse:
    """Send it if nothing is to be asked, corrected or looked at first. Raises SentError and what sending raises."""
    values = posted.edit.values
    unheard = posted.fresh or posted.preview or posted.pins is not None
    form = sheet.build(initial=values) if unheard else sheet.build(values, find=posted.find)
    form.cut |= posted.cut
    if posted.asks:
        for cut in form.cut.values():
            messages.warning(request, told(cut))
    changed = drift.compare(
        sheet.metas, before=posted.edit.fingerprint, named=posted.edit.names, left_over=form.left_over
    )
    posted = replace(posted, edit=replace(posted.edit, names={**posted.edit.names, **form.chosen()}))
    if posted.pins is not None:
        habits.pin(request.user.pk, sheet.place, (name for name in posted.pins if name in form.fields))
    if posted.asks:
        return _again(request, posted, sheet, form, changed, status=200)
    if form.unsupported:
        _refuse_sent(request, posted, content)
        return _go_on_in_jira(request, posted, sheet, form)
    moved = sheet.moved(posted.account, posted.aim)
    if moved or changed or not form.is_valid() or _lacks_files(request, form, posted):
        _refuse_sent(request, posted, content)
        return _again(request, posted, sheet, form, changed, status=422)
    before = sent_before(request, posted)
    if before is not None:
        return ask(request, sheet.address, before, posted)
    _remember(request, posted, sheet, form)
    return send(request, posted, sheet, form, content)


def _remember(request: SignedIn, posted: Posted, sheet: Sheet, form: forms.IssueForm) -> None:
    """Which optional fields are used in what is sent now, where that is not what the page knew."""
    used = used_in(form) if sheet.overlay is None else []
    if sheet.overlay is None and frozenset(used) != posted.usually:
        habits.remember(request.user.pk, sheet.place, used)


def _lacks_files(request: SignedIn, form: forms.IssueForm, posted: Posted) -> bool:
    """Whether Jira wants a file and there is none; says so on the form."""
    if not form.files_required or posted.uploads:
        return False
    edit, row = posted.edit, Submission.objects.filter(pk=posted.edit.submission_id).first()
    known = files.kept(row) + attachments.elsewhere(request.user.pk, edit.submission_id, edit.files)
    if any(each.deleted_at is None and str(each.pk) not in posted.dropped for each in known):
        return False
    form.add_error(None, _("Jira asks for a file here: choose one."))
    return True


def _again(
    request: SignedIn, posted: Posted, sheet: Sheet, form: forms.IssueForm, changed: Drift, *, status: int
) -> HttpResponse:
    """The page once more; what was typed and chosen is a draft by now."""
    kept = _keep(request, posted, sheet)
    edit, refused = posted.edit, {}
    if kept is not None:
        refused = kept.refused
        edit = replace(edit, submission_id=kept.draft.pk)
    if refused and status == 200:
        status = 422
    page = Page(
        sheet,
        form,
        edit,
        drift=changed,
        moved=sheet.moved(posted.account, posted.aim),
        draft=kept.draft if kept else None,
        other=kept.other if kept else None,
        file_errors=refused,
        preview=posted.preview,
        after=posted.after,
        pinned=posted.pins is not None,
    )
    return answer(request, page, status=status)


def _keep(request: SignedIn, posted: Posted, sheet: Sheet) -> Kept | None:
    """Keep it as a draft, unless nobody did anything yet."""
    if not posted.touched:
        return None
    columns, bug_form = sheet.place.columns(), sheet.address.bug_form
    return keep(request.user, posted.edit, columns, bug_form=bug_form, posted=posted)


def _go_on_in_jira(request: SignedIn, posted: Posted, sheet: Sheet, form: forms.IssueForm) -> HttpResponse:
    """Jira demands what Lodge cannot ask for: the text is kept, and the page leads into Jira's own form."""
    kept = _keep(request, posted, sheet)
    if kept is None:
        return answer(request, Page(sheet, sheet.build(initial=posted.edit.values), posted.edit))
    told = [*dead_end.reasons(form, sheet.place), dead_end.way_on(form, kept=True)]
    # rule claim-unread: words for a draft; what was sent meanwhile needs none
    Submission.objects.filter(pk=kept.draft.pk, state=State.DRAFT).update(messages=told)
    say_refused(request, kept)
    return redirect(reopened_at(kept.draft, request.user))


def _keep_for_later(request: SignedIn, address: Address, posted: Posted, error: Exception) -> HttpResponse:
    """The form itself cannot be had now: what was typed becomes a draft, and its page says why."""
    columns = address.columns(request.user.pk, posted.edit.submission_id)
    kept = keep(request.user, posted.edit, columns, bug_form=address.bug_form, posted=posted)
    if kept.draft.state == State.DRAFT:
        # A dead link is told by the draft's page itself, for as long as it is dead.
        dead = isinstance(error, jira.NotConnected | jira.ReconnectRequired)
        mendable = dead and not isinstance(error, jira.SiteLost)
        trouble = trouble_of(error, request.path)
        told = [] if mendable else [trouble.headline, trouble.text]
        told += [f"{name}: {why}" for name, why in kept.refused.items()]
        # rule claim-unread: words for a draft; what was sent meanwhile needs none
        Submission.objects.filter(pk=kept.draft.pk, state=State.DRAFT).update(messages=told)
    if kept.other is not None:
        messages.warning(request, forked_words())
    return redirect("report-detail", submission_id=kept.draft.pk)


def forked_words() -> str:
    """What is said when another tab had saved something else."""
    return _("In another tab you typed something else. Both are kept: this is a draft of its own now.")

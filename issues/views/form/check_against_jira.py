"""Checks a form against the fields that Jira asks for now, and decides whether it is sent or shown again."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from integrations import jira
from issues import attachments
from issues.filing import earlier_submission, refusals
from issues.forms import drafts
from issues.forms.build_form import IssueForm
from issues.forms.drift import Drift
from issues.limits.posted_text_cap import told
from issues.models import Submission
from issues.views.form import file_list, unfillable
from issues.views.form.decision import AskFirst, Decision, KeepAndGo, Next, Send, ShowAgain
from issues.views.form.definition import FormDefinition, definition_at
from issues.views.form.detect_changes import was_touched
from issues.views.form.layout import used_in
from issues.views.form.locate import Target, ToKeep
from issues.views.form.outcome import ShowForm, ShowReport
from issues.views.form.page_data import Moved, Page
from issues.views.form.parse import Posted
from issues.views.linked_account import account_in_any_state
from issues.views.place_from_address import UnknownPlaceError
from issues.views.unavailable_wording import trouble_of


@dataclass(frozen=True)
class Filled:
    """The form with the posted values in it, and what changed in Jira or Lodge since its page was rendered."""

    target: Target
    posted: Posted
    definition: FormDefinition
    form: IssueForm
    drift: Drift
    moved: Moved | None

    def page(self) -> Page:
        """The page that shows the form again. Its draft is added once it is saved."""
        return Page(
            self.definition,
            self.form,
            self.posted.edit,
            drift=self.drift,
            moved=self.moved,
            preview=self.posted.preview,
            after=self.posted.after,
            pinned=self.posted.pins is not None,
        )

    def to_keep(self) -> ToKeep | None:
        """The draft to save. None for an untouched form."""
        if not was_touched(self.posted):
            return None
        return self.definition.to_keep(self.target.owner, self.posted.edit, self.posted)


def check(target: Target, posted: Posted) -> Decision:
    """Decide to send the form if there is nothing to ask, correct or review first. Raises NotYoursError."""
    content = earlier_submission.digest(*target.address.place, posted.edit.values, posted.files)
    # Storing a report shows whether it was sent before. Where it is not stored, a query asks that first.
    try:
        account = account_in_any_state(target.owner.pk, target.address.bug_form)
        definition = definition_at(account, target.address, fresh=posted.fresh)
    except (jira.IntegrationError, UnknownPlaceError) as error:
        return _sent_before(target, posted, content) or _keep_for_later(target, posted, error)
    filled = _fill_in(target, posted, definition)
    if _asks(posted):
        return _show_again(filled)
    if filled.form.unsupported:
        return _sent_before(target, posted, content) or _go_on_in_jira(filled)
    if filled.moved or filled.drift or not filled.form.is_valid() or _lacks_files(filled):
        again = ShowAgain(target, filled.page(), 422, filled.to_keep())
        return _sent_before(target, posted, content) or again
    after = _sent_from_the_same_form(target, posted)
    if after is not None:
        return ask_first(target, after, filled.posted)
    return Send(target, filled.posted, definition, filled.form, content, _newly_used(filled))


def ask_first(target: Target, sent: Submission, posted: Posted) -> AskFirst:
    """Decide to ask whether a text that differs from *sent* becomes a new report. It is saved as a separate draft."""
    own = posted.edit.submission_id != sent.pk
    edit = posted.edit if own else posted.edit.forked(posted.files)
    return AskFirst(target, sent, posted, target.to_keep(edit, posted))


def _asks(posted: Posted) -> bool:
    """Whether the button asks for the page again. Then nothing is sent."""
    return posted.find is not None or posted.fresh or posted.preview or posted.pins is not None


def _sent_before(target: Target, posted: Posted, content: str) -> Decision | None:
    """What to do if a report was already sent from this form. None where none was.

    Storing a new report finds this out by itself, so only posts that are not sent ask. A discarded draft does not
    count: saving it restores it. Raises NotYoursError.
    """
    if _asks(posted):
        return None
    try:
        done = earlier_submission.earlier(target.owner, posted.edit.submission_id, content)
    except refusals.AlreadySentError as error:
        sent = error.submission
        return None if drafts.is_thrown_away(sent) else ask_first(target, sent, posted)
    return None if done is None else ShowReport(done)


def _sent_from_the_same_form(target: Target, posted: Posted) -> Submission | None:
    """The report that was sent before this text became a separate draft."""
    try:
        row = Submission.objects.filter(pk=UUID(posted.after), owner=target.owner).first()
    except ValueError:
        return None
    if row is None or row.state in drafts.OPEN or drafts.is_thrown_away(row):
        return None
    return row


def _fill_in(target: Target, posted: Posted, definition: FormDefinition) -> Filled:
    """Fill in the form. It is bound, and so validated, only where it is sent or a field is searched.

    To be sent, it needs no field that is empty and optional. It gets those where it is drawn (`IssueForm.whole`).
    """
    edit = posted.edit
    unheard = posted.fresh or posted.preview or posted.pins is not None
    form = (
        definition.build(initial=edit.values)
        if unheard
        else definition.build(edit.values, find=posted.find, to_send=posted.find is None)
    )
    form.cut |= posted.cut
    changed = definition.changed_since(edit.fingerprint, edit.names, form.left_over)
    posted = replace(posted, edit=replace(edit, names={**edit.names, **form.chosen()}))
    return Filled(target, posted, definition, form, changed, _moved(definition, posted))


def _show_again(filled: Filled) -> ShowAgain:
    """Show the page again because a button asked for it."""
    form, pins = filled.form, filled.posted.pins
    return ShowAgain(
        filled.target,
        filled.page(),
        200,
        filled.to_keep(),
        pins=None if pins is None else tuple(name for name in pins if name in form.fields),
        warnings=tuple(told(cut) for cut in form.cut.values()),
    )


def _go_on_in_jira(filled: Filled) -> Decision:
    """Save the text and lead to Jira's own form, because Jira requires a field that Lodge does not support."""
    definition, edit, wanted = filled.definition, filled.posted.edit, filled.to_keep()
    if wanted is None:
        return ShowForm(Page(definition, definition.build(initial=edit.values), edit), 200)
    reasons = unfillable.reasons(filled.form, definition.place)
    way_on = unfillable.way_on(filled.form, kept=True)
    return KeepAndGo(wanted, Next.FORM, messages=(*reasons, way_on))


def _keep_for_later(target: Target, posted: Posted, error: Exception) -> KeepAndGo:
    """Save the text as a draft, with the reason why the form cannot be loaded now."""
    # The draft's page itself reports a dead link, as long as it is dead.
    dead = isinstance(error, jira.NotConnected | jira.ReconnectRequired)
    mendable = dead and not isinstance(error, jira.SiteLost | jira.SharedUnavailable)
    trouble = trouble_of(error, target.address.url)
    why = () if mendable else (trouble.headline, trouble.text)
    return KeepAndGo(target.to_keep(posted.edit, posted), Next.REPORT, messages=why)


def _moved(definition: FormDefinition, posted: Posted) -> Moved | None:
    """Whether the account was linked anew, or an admin moved the BugForm, since the page was rendered.

    A value that the page did not post counts as unchanged.
    """
    account = bool(posted.account) and posted.account != definition.place.account.account_id
    place = bool(posted.destination) and posted.destination != definition.destination
    return Moved(account, place) if account or place else None


def _lacks_files(filled: Filled) -> bool:
    """Whether Jira requires a file and there is none. Adds the error to the form."""
    posted = filled.posted
    if not filled.form.files_required or posted.uploads:
        return False
    edit = posted.edit
    row = Submission.objects.filter(pk=edit.submission_id).first()
    brought = attachments.elsewhere(filled.target.owner.pk, edit.submission_id, edit.files)
    known = file_list.shown(row) + brought
    if any(each.deleted_at is None and str(each.pk) not in posted.dropped for each in known):
        return False
    filled.form.add_error(None, _("Jira asks for a file here: choose one."))
    return True


def _newly_used(filled: Filled) -> tuple[str, ...] | None:
    """Ids of the optional fields in use. None where they are the same as the page knew."""
    if filled.definition.overlay is not None:
        return None
    used = used_in(filled.form)
    return tuple(used) if frozenset(used) != filled.posted.usually else None

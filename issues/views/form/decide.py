"""Decides what to do with a posted form: save, ask, show or send. Reads the database and Jira, and saves nothing."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from issues.filing.mark_filed import KEY
from issues.forms import drafts
from issues.models import Submission
from issues.views.form.check_against_jira import check
from issues.views.form.decision import Decision, KeepAndGo, Next, ReceiveFile, SaveTyped
from issues.views.form.detect_changes import is_touched, was_touched
from issues.views.form.locate import Target
from issues.views.form.outcome import Autosaved, GoTo, NothingToSave
from issues.views.form.parse import Posted

# An autosave of the same tab that arrives this soon after the form was sent has nothing new.
LATE = timedelta(seconds=30)


def decide(target: Target, posted: Posted) -> Decision:
    """Decide by the button that was pressed. Every button keeps the text. Raises NotYoursError."""
    if posted.similar:
        return _see_similar(target, posted)
    if posted.autosave:
        return _autosave(target, posted)
    if posted.upload:
        return ReceiveFile(target, posted)
    if target.gone:
        return _keep_of_gone_form(target, posted)
    if posted.elsewhere:
        return _choose_place(target, posted)
    return check(target, posted)


def _autosave(target: Target, posted: Posted) -> Decision:
    """Autosave: no validation and no call to Jira. A sent report stays unchanged; the text becomes a separate draft."""
    edit = posted.edit
    row = Submission.objects.filter(pk=edit.submission_id, owner=target.owner).first()
    if row is None:
        new = posted.wanted or is_touched(edit.values, posted.untouched)
        return SaveTyped(target.to_keep(edit)) if new else NothingToSave()
    if row.state not in drafts.OPEN and _is_late(row, posted):
        return Autosaved(sent=row)
    if drafts.is_thrown_away(row) and row.values == edit.values:
        return NothingToSave()
    return SaveTyped(target.to_keep(edit))


def _is_late(row: Submission, posted: Posted) -> bool:
    if posted.returned:
        return False
    own = bool(posted.edit.tab) and posted.edit.tab == row.edited_in
    return own and row.sent_at is not None and timezone.now() - row.sent_at < LATE


def _keep_of_gone_form(target: Target, posted: Posted) -> Decision:
    """Save the text of a BugForm that was deleted, or that the user may no longer use."""
    if target.address.cloud_id:
        said = _("This form is no longer there. All that you typed is kept, and can be filed here.")
    else:
        said = _(
            "This form is no longer there. All that you typed is kept: choose where it belongs."
        )
    return KeepAndGo(target.to_keep(posted.edit, posted), Next.FORM, warnings=(said,))


def _choose_place(target: Target, posted: Posted) -> Decision:
    """Take the text to another place as a draft. An untouched form is not saved."""
    if not was_touched(posted):
        return GoTo(reverse("report"))
    return KeepAndGo(target.to_keep(posted.edit, posted), Next.CHOOSE_PLACE)


def _see_similar(target: Target, posted: Posted) -> Decision:
    """Save the text, then show similar reports or the comment form for one of them."""
    key = posted.comment_on if KEY.fullmatch(posted.comment_on) else ""
    return KeepAndGo(target.to_keep(posted.edit, posted), Next.SEE_SIMILAR, comment_on=key)

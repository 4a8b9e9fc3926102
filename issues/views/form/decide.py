"""Decides what to do with a posted form: save, ask, show or send. Reads the database and Jira, and saves nothing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from issues.filing.mark_filed import KEY
from issues.views.form.check_against_jira import check
from issues.views.form.decision import Decision, KeepAndGo, Next, ReceiveFile, SaveTyped
from issues.views.form.detect_changes import was_touched
from issues.views.form.locate import Target
from issues.views.form.outcome import GoTo
from issues.views.form.parse import Posted


def decide(target: Target, posted: Posted) -> Decision:
    """Decide by the button that was pressed. Every button keeps the text. Raises NotYoursError."""
    if posted.similar:
        return _see_similar(target, posted)
    if posted.autosave:
        return SaveTyped(target, posted)
    if posted.upload:
        return ReceiveFile(target, posted)
    if target.gone:
        return _keep_of_gone_form(target, posted)
    if posted.elsewhere:
        return _choose_place(target, posted)
    return check(target, posted)


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

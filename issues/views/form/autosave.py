"""Saves a form while its user types: no validation and no call to Jira.

Nearly every save is the next one of the tab that saved the draft last, or a draft's first one. Those take one
statement for the text. Whatever else it is, a look at the row tells.
"""

from datetime import timedelta

from django.utils import timezone

from issues.forms import drafts
from issues.models import Submission
from issues.views.form.decision import SaveTyped
from issues.views.form.detect_changes import is_touched
from issues.views.form.keep_draft import keep
from issues.views.form.locate import Target
from issues.views.form.outcome import Autosaved, NothingToSave
from issues.views.form.parse import Posted

# An autosave of the same tab that arrives this soon after the form was sent has nothing new.
LATE = timedelta(seconds=30)


def autosave(decision: SaveTyped) -> Autosaved | NothingToSave:
    """Save the text. A sent report stays unchanged; the text becomes a separate draft.

    Raises NotYoursError and quotas.FullError.
    """
    target, posted = decision.target, decision.posted
    draft = _at_once(target, posted)
    return _after_a_look(target, posted) if draft is None else Autosaved(draft)


def _at_once(target: Target, posted: Posted) -> Submission | None:
    edit, address = posted.edit, target.address
    if target.gone or edit.files:
        return None
    if edit.version:
        place = address.place_columns
        return drafts.save_next(target.owner, edit, place, posted.account, address.bug_form)
    if not (posted.wanted or is_touched(edit.values, posted.untouched)):
        return None
    columns = address.columns(target.owner.pk, None)
    return drafts.begin(target.owner, edit, columns, bug_form=address.bug_form)


def _after_a_look(target: Target, posted: Posted) -> Autosaved | NothingToSave:
    edit = posted.edit
    row = Submission.objects.filter(pk=edit.submission_id, owner=target.owner).first()
    if row is None:
        new = posted.wanted or is_touched(edit.values, posted.untouched)
        return _kept(target, posted) if new else NothingToSave()
    if row.state not in drafts.OPEN and _is_late(row, posted):
        return Autosaved(sent=row)
    if drafts.is_thrown_away(row) and row.values == edit.values:
        return NothingToSave()
    return _kept(target, posted)


def _is_late(row: Submission, posted: Posted) -> bool:
    if posted.returned:
        return False
    own = bool(posted.edit.tab) and posted.edit.tab == row.edited_in
    return own and row.sent_at is not None and timezone.now() - row.sent_at < LATE


def _kept(target: Target, posted: Posted) -> Autosaved:
    kept = keep(target.to_keep(posted.edit))
    if kept.draft.state not in drafts.OPEN:
        return Autosaved(sent=kept.draft)
    return Autosaved(kept.draft, kept.other)

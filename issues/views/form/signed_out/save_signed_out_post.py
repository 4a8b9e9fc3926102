"""Saves a signed-out post as a draft of its writer, or keeps its text in the session.

A signed-out post overwrites only the version that its own tab saved last, and deletes no file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote
from uuid import uuid4

from accounts.models import User
from issues import attachments
from issues.filing import earlier_submission
from issues.forms import drafts
from issues.forms.drafts import Edit
from issues.limits.posted_text_cap import told
from issues.models import Submission
from issues.views.form.keep_draft import Kept, keep
from issues.views.form.locate import Target
from issues.views.form.parse import Posted
from issues.views.form.signed_out.waiting_posts import Waiting
from issues.views.form_address import form_of


@dataclass(frozen=True)
class Settled:
    """The *edit* that may be saved. `apart`: "sent" where it becomes a separate draft because the row was sent.

    `sent`: the report with the same content, if that was sent before. Then there is nothing to save.
    """

    edit: Edit
    apart: str = ""
    sent: Submission | None = None


def keep_in_session(posted: Posted, path: str) -> Waiting:
    """The text without its files, to wait at *path* in the session. The form does not prove its writer."""
    names = [upload.name or "" for upload in posted.uploads]
    waiting = Waiting(path, edit=posted.edit, files=names, dropped=list(posted.dropped))
    return _with_cuts(waiting, posted)


def keep_as_draft(target: Target, posted: Posted) -> Waiting:
    """Save the post as its writer's draft: in its own row, or in a new row where that holds another text."""
    content = earlier_submission.digest(*target.address.place, posted.edit.values, posted.files)
    settled = _settle(target.owner, posted.edit, lambda row: row.digest == content, posted.files)
    if settled.sent is not None:
        return _with_cuts(_of_sent(settled.sent, target.owner), posted)
    # Files are deleted only once the writer is signed in.
    kept = keep(target.to_keep(settled.edit, replace(posted, edit=settled.edit, dropped=())))
    waiting = Waiting(
        unquote(form_of(kept.draft, target.owner)),
        report=str(kept.draft.pk),
        refused=kept.refused,
        dropped=[*posted.dropped, *attachments.copy_ids(kept.draft, posted.dropped)],
        apart=settled.apart or _apart(kept),
        version=kept.draft.version,
    )
    return _with_cuts(waiting, posted)


def keep_session_text(target: Target, edit: Edit, waiting: Waiting) -> Waiting:
    """Save *edit*, a text from the session, as a draft. Its files must be chosen again."""
    files = set(waiting.files)

    def same(row: Submission) -> bool:
        return row.values == edit.values and files <= {each.name for each in row.attachments.all()}

    settled = _settle(target.owner, edit, same)
    if settled.sent is not None:
        return replace(waiting, report=str(settled.sent.pk))
    kept = keep(target.to_keep(settled.edit))
    return replace(
        waiting,
        report=str(kept.draft.pk),
        refused={**waiting.refused, **kept.refused},
        apart=settled.apart or _apart(kept),
        version=kept.draft.version,
    )


def _settle(
    owner: User,
    edit: Edit,
    same: Callable[[Submission], bool],
    files: Sequence[tuple[str, str]] = (),
) -> Settled:
    row = Submission.objects.filter(pk=edit.submission_id).first()
    if row is None:
        return Settled(edit)
    if row.owner_id != owner.pk:
        return Settled(_forked(owner, edit, files))
    if row.state not in drafts.OPEN and not drafts.is_thrown_away(row):
        if same(row):
            return Settled(edit, sent=row)
        return Settled(_forked(owner, edit, files), apart="sent")
    if edit.version > row.version or edit.tab != row.edited_in:
        # Only the tab that saved last may go on with the draft. Its name is secret; a version can be guessed.
        edit = replace(edit, version=0, tab="")
    return Settled(edit)


def _forked(owner: User, edit: Edit, files: Sequence[tuple[str, str]]) -> Edit:
    fork = edit.forked(files)
    theirs = Submission.objects.filter(pk=fork.submission_id).exclude(owner=owner)
    return replace(edit, submission_id=uuid4(), version=0) if theirs.exists() else fork


def _of_sent(sent: Submission, owner: User) -> Waiting:
    return Waiting(unquote(form_of(sent, owner)), report=str(sent.pk))


def _with_cuts(waiting: Waiting, posted: Posted) -> Waiting:
    """*waiting* with a message for each text that was cut, by the label of its field."""
    cuts = {posted.edit.names.get(name, name): told(cut) for name, cut in posted.cut.items()}
    return replace(waiting, refused={**waiting.refused, **cuts})


def _apart(kept: Kept) -> str:
    if kept.other is None:
        return ""
    return "changed" if kept.other.state in drafts.OPEN else "sent"

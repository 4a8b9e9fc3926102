"""Stores a file with its draft as soon as the user chooses it, or deletes files.

A script of the form posts it; without scripts, files are posted with the form. A file that is refused stays in the
browser's input and is posted with the form.
"""

from django.utils.translation import gettext as _

from issues import attachments
from issues.forms import drafts
from issues.models import Attachment, Submission
from issues.views.form.decision import ReceiveFile
from issues.views.form.outcome import FileReceived, FileRefused
from issues.views.form.parse import Posted


def receive(decision: ReceiveFile) -> FileReceived | FileRefused:
    """Store the uploaded file and delete the files that the post names.

    Refused with 404 and 409 where there is no open draft, and with 422 where Jira or a quota does not allow the file.
    """
    posted, owner = decision.posted, decision.target.owner
    draft = Submission.objects.filter(pk=posted.edit.submission_id, owner=owner).first()
    if draft is None:
        return FileRefused(_("It goes along when you send the report."), 404)
    if drafts.bring_back(draft):  # discarded in another tab
        draft.refresh_from_db()
    try:
        return FileReceived(_exchange(draft, posted))
    except attachments.FilesRefused as error:
        return FileRefused(" ".join(map(str, error.problems.values())), 422)
    except attachments.ClosedError:
        told = _("This report was sent already. The file goes along if you file it as a new one.")
        return FileRefused(told, 409)


def _exchange(draft: Submission, posted: Posted) -> Attachment | None:
    """The stored file, or None if the post has none. Raises FilesRefused and ClosedError."""
    dropped = {*posted.dropped, *attachments.copy_ids(draft, posted.dropped)}
    gone = [each for each in attachments.of(draft) if str(each.pk) in dropped]
    if posted.uploads:
        own_id = attachments.copy_id(draft, posted.file_id)
        return attachments.keep_one(draft, posted.uploads[0], own_id, [each.pk for each in gone])
    for each in gone:
        attachments.discard(each)
    return None

"""A file goes to the server as soon as it is chosen, and belongs to the draft from then on; or it is let go again.

A script of the form asks for that; without one, files come with the form. It is answered with the line of the file as
the page shows it, or with words for people: the file is still in the browser then, and goes along with the form.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from issues import attachments, drafts
from issues.models import Attachment, Submission
from issues.views.form.posted import Posted
from issues.views.request import SignedIn


def upload(request: SignedIn, posted: Posted) -> HttpResponse:
    """Keep the one file of this post with its draft, in place of those that are let go; or only let those go.

    200: done; 404 and 409: there is no draft that it could belong to; 422: it cannot go to Jira.
    """
    draft = Submission.objects.filter(pk=posted.edit.submission_id, owner=request.user).first()
    if draft is None:
        return said(_("It goes along when you send the report."), status=404)
    if drafts.bring_back(draft):  # thrown away in another tab, and wanted here
        draft.refresh_from_db()
    try:
        kept = _exchange(draft, posted)
    except attachments.FilesRefused as error:
        return said(*error.problems.values(), status=422)
    except attachments.ClosedError:
        told = _("This report was sent already. The file goes along if you file it as a new one.")
        return said(told, status=409)
    if kept is None:
        return HttpResponse()
    return render(request, "parts/kept_file.html", {"file": kept})


def said(*words: object, status: int) -> HttpResponse:
    """Words for people, which the page shows beside the file."""
    return HttpResponse(" ".join(map(str, words)), content_type="text/plain; charset=utf-8", status=status)


def _exchange(draft: Submission, posted: Posted) -> Attachment | None:
    """The file that was kept, if one came. Raises FilesRefused and ClosedError."""
    dropped = {*posted.dropped, *attachments.copy_ids(draft, posted.dropped)}
    gone = [each for each in attachments.of(draft) if str(each.pk) in dropped]
    if posted.uploads:
        own_id = attachments.copy_id(draft, posted.file_id)
        return attachments.keep_one(draft, posted.uploads[0], own_id, [each.pk for each in gone])
    for each in gone:
        attachments.discard(each)
    return None

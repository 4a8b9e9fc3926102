"""Whether something else is filed as a new report, where a first one was sent from the same form."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from issues import attachments, drafts, typed
from issues.models import Attachment, Submission
from issues.views.form import files
from issues.views.form.address import Address, reopened_at
from issues.views.form.keeping import keep, say_refused
from issues.views.form.posted import Posted
from issues.views.interrupted import writer_field
from issues.views.request import SignedIn


def sent_before(request: SignedIn, posted: Posted) -> Submission | None:
    """What was sent from the same form before this text became a draft of its own; None where nothing was."""
    try:
        row = Submission.objects.filter(pk=UUID(posted.after), owner=request.user).first()
    except ValueError:
        return None
    return (
        row if row is not None and row.state not in drafts.OPEN and not drafts.is_thrown_away(row) else None
    )


def ask(request: SignedIn, address: Address, sent: Submission, posted: Posted) -> HttpResponse:
    """Another text than *sent*: keep it as a draft of its own, and ask."""
    own = posted.edit.submission_id != sent.pk
    edit = posted.edit if own else posted.edit.forked(posted.files)
    columns = address.columns(request.user.pk, edit.submission_id)
    kept = keep(request.user, edit, columns, bug_form=address.bug_form, posted=posted)
    say_refused(request, kept)
    edit = replace(edit, submission_id=kept.draft.pk)
    pairs = [(name, value) for name, texts in edit.values.items() for value in texts]
    context = {
        "sent": sent,
        "files": _files_of_both(kept.draft, sent, posted),
        "pairs": pairs,
        "edit": edit,
        "posted": posted,
        "version": kept.draft.version,
        "back": reopened_at(kept.draft, request.user),
        "shown": list(typed.in_words(edit.values, {**sent.field_names, **edit.names}, guess=True)),
        "url": address.post_url(edit.submission_id),
        "writer": writer_field(request.user),
    }
    return render(request, "issues/again.html", context, status=409)


def _files_of_both(draft: Submission, sent: Submission, posted: Posted) -> list[Attachment]:
    """What a new report after *sent* begins with: what it has already, and what that one had."""
    own = files.kept(draft)
    alike = {(each.name, each.sha256) for each in own}
    before = [each for each in attachments.to_copy(sent) if str(each.pk) not in posted.dropped]
    return own + [each for each in before if (each.name, each.sha256) not in alike]

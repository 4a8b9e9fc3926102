"""Saving while somebody writes: no judgement, no call to Jira, a few words in answer."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from issues import drafts
from issues.models import Submission
from issues.views.form.address import Address, reopened_at
from issues.views.form.keeping import keep
from issues.views.form.posted import Posted
from issues.views.form.untouched import is_touched
from issues.views.request import SignedIn

# A save that was still under way when the same tab sent the form says nothing new.
LATE = timedelta(seconds=30)


def autosave(request: SignedIn, address: Address, posted: Posted) -> HttpResponse:
    """Store the DRAFT, and tell the tab which draft and version it writes on. Raises NotYoursError.

    What was sent, and what another tab saved, stays as it is: then the text is a draft of its own.
    """
    edit, user = posted.edit, request.user
    row = Submission.objects.filter(pk=edit.submission_id, owner=user).first()
    if row is not None and row.state not in drafts.OPEN and _is_late(row, posted):
        return render(request, "issues/autosaved.html", {"sent": row})
    if row is not None and drafts.is_thrown_away(row) and row.values == edit.values:
        return HttpResponse(status=204)
    if row is None and not posted.wanted and not is_touched(edit.values, posted.untouched):
        return HttpResponse(status=204)
    columns = address.columns(user.pk, edit.submission_id)
    saved = keep(user, edit, columns, bug_form=address.bug_form)
    if saved.draft.state not in drafts.OPEN:
        return render(request, "issues/autosaved.html", {"sent": saved.draft})
    context = {
        "draft": saved.draft,
        "other": saved.other,
        "other_open": saved.other is not None and saved.other.state in drafts.OPEN,
        "other_url": reopened_at(saved.other, user) if saved.other else "",
    }
    return render(request, "issues/autosaved.html", context)


def _is_late(row: Submission, posted: Posted) -> bool:
    if posted.returned:
        return False
    own = bool(posted.edit.tab) and posted.edit.tab == row.edited_in
    return own and row.sent_at is not None and timezone.now() - row.sent_at < LATE

"""Leaving a form for another place: what was typed goes along as a draft, which takes over what fits there."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from issues import drafts
from issues.views.form.address import Address
from issues.views.form.keeping import keep, say_refused
from issues.views.form.posted import Posted
from issues.views.request import SignedIn


def go_elsewhere(request: SignedIn, address: Address, posted: Posted) -> HttpResponse:
    """Keep it, and lead to where site and project are chosen. Asks Jira nothing. Raises NotYoursError.

    A form that nobody touched leaves nothing behind.
    """
    start = reverse("report")
    if not posted.touched:
        return redirect(start)
    columns = address.columns(request.user.pk, posted.edit.submission_id)
    kept = keep(request.user, posted.edit, columns, bug_form=address.bug_form, posted=posted)
    say_refused(request, kept)
    if kept.draft.state not in drafts.OPEN:  # the very same was sent already
        return redirect(start)
    return redirect(f"{start}?{urlencode({'report': kept.draft.pk})}")

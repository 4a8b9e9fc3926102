"""The two addresses of a form, and who comes in: the signed in; others' words are put aside until they are."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from issues import drafts
from issues.views.form.address import Address, before, reopened_at
from issues.views.form.aside import SIGNED_OUT, Find, put_aside, resume
from issues.views.form.autosave import autosave
from issues.views.form.get import show
from issues.views.form.keeping import keep, say_refused
from issues.views.form.post import post
from issues.views.form.posted import read
from issues.views.form.uploading import said, upload
from issues.views.request import SignedIn
from issues.views.trouble import guarded

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def report(request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str) -> HttpResponse:
    """Shows the form of a type of issue; files what is posted."""
    return _enter(request, lambda _user: Address(cloud_id, project_key, issue_type_id))


@require_http_methods(METHODS)
def bug_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a form that an admin prepared; files what is posted. 404 for those who may not use it."""
    return _enter(request, lambda user: Address.prepared(user, slug))


def _enter(request: HttpRequest, find: Find) -> HttpResponse:
    if request.method == "POST" and not request.user.is_authenticated:
        posted = read(request)
        if posted.autosave:
            return render(request, "issues/autosaved.html", {"trouble": SIGNED_OUT})
        if posted.upload:
            return said(SIGNED_OUT, status=401)
        return put_aside(request, posted, find)
    return _go(cast("SignedIn", request), find)


@guarded
def _go(request: SignedIn, find: Find) -> HttpResponse:
    address = find(request.user)
    if address is None:
        return _shut(request)
    return post(request, address) if request.method == "POST" else show(request, address)


def _shut(request: SignedIn) -> HttpResponse:
    """A BugForm that is not there for this person, or no longer: what they typed into it is theirs all the same."""
    if request.method != "POST":
        resumed = resume(request, request.user, None)
        if resumed is None:
            raise Http404
        return resumed
    posted = read(request)
    address, edit = before(request.user, posted.edit.submission_id), posted.edit
    try:
        if posted.autosave:
            return autosave(request, address, posted)
        if posted.upload:
            return upload(request, posted)
        columns = address.columns(request.user.pk, edit.submission_id)
        kept = keep(request.user, edit, columns, bug_form=address.bug_form, posted=posted)
    except drafts.NotYoursError:
        raise Http404 from None
    if address.cloud_id:
        said = _("This form is no longer there. All that you typed is kept, and can be filed here.")
    else:
        said = _("This form is no longer there. All that you typed is kept: choose where it belongs.")
    messages.warning(request, said)
    say_refused(request, kept)
    return redirect(reopened_at(kept.draft, request.user))

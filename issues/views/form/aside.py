"""What is posted while nobody is signed in, or by a page from before its writer signed in again: kept, never sent.

Text and files become a draft of the writer's at once, whom the form names in a signed field. Where that proves too
little (an old form, another password since), the text alone waits in the session for them.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from accounts.models import User
from issues import attachments, drafts, filing
from issues.models import Submission
from issues.views import interrupted
from issues.views.form.address import Address, before, form_of, reopened_at
from issues.views.form.files import kept as files_kept
from issues.views.form.keeping import keep
from issues.views.form.posted import Posted, read
from issues.views.interrupted import Waiting

Find = Callable[[User | None], Address | None]


def found_by(request: HttpRequest, match: ResolverMatch) -> Find:
    """Where the form is that was posted, for whom it is there."""
    if "slug" in match.kwargs:
        return lambda user: Address.prepared(user, match.kwargs["slug"])
    place = Address(**match.kwargs)
    slug = request.GET.get("form", "") if match.url_name == "report-similar" else ""
    return lambda user: place.with_form(user, slug)


def put_aside(request: HttpRequest, posted: Posted, find: Find) -> HttpResponse:
    """Keep all of it, and lead to the sign-in page and from there back to the form. Too much: a page says so."""
    writer = interrupted.writer_of(request)
    if writer is None:
        place = find(None)
        path = place.url if place else request.path
        names = [upload.name or "" for upload in posted.uploads]
        waiting = Waiting(unquote(path), edit=posted.edit, files=names, dropped=list(posted.dropped))
    else:
        waiting = _kept(writer, posted, find)
    if not interrupted.wait(request, waiting):
        return render(request, "403_csrf.html", {"reason": ""}, status=403)
    return redirect_to_login(waiting.path)


def take_back(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """The answer to a form that proves no longer that Lodge made it; None where it does not say whose it is."""
    posted, find = read(request), found_by(request, match)
    if posted.autosave:
        said = _("You signed in again elsewhere. Press the button: what you typed is kept.")
        return render(request, "issues/autosaved.html", {"trouble": said})
    if not request.user.is_authenticated:
        return put_aside(request, posted, find)
    if interrupted.writer_id(request) != request.user.pk:
        return None
    why = _(
        "Nothing was sent: you signed in again after this page was opened. All that you typed is still here."
    )
    return reopen(request, request.user, [_kept(request.user, posted, find)], why)


def reopen(request: HttpRequest, owner: User, waiting: list[Waiting], why: str = "") -> HttpResponse | None:
    """The form with what was kept last, and words on what became of all of it, and *why* nothing was sent.

    None where nothing of it is there any more.
    """
    found = Submission.objects.filter(pk__in=[each.report for each in waiting], owner=owner)
    rows = {str(row.pk): row for row in found}
    there = [(each, rows[each.report]) for each in waiting if each.report in rows]
    if not there:
        return None
    _tell(
        request,
        there,
        why or _("Nothing was sent: you had been signed out. All that you typed is still here."),
    )
    last = there[-1][1]
    if last.state not in drafts.OPEN:
        return redirect("report-detail", submission_id=last.pk)
    return redirect(reopened_at(last, owner))


def _tell(request: HttpRequest, there: list[tuple[Waiting, Submission]], why: str) -> None:
    drafted = [each for each, row in there if row.state in drafts.OPEN]
    if len(drafted) < len(there):
        messages.info(request, _("This report was sent already, and is not sent again."))
    if drafted:
        messages.warning(
            request, _("Nothing was sent: you had been signed out. All that you typed is still here.")
        )
    if len(drafted) > 1:
        messages.warning(request, _("What you typed in another tab is among your drafts."))
    told = {
        "sent": _("This report was sent already. What you typed now is kept as a new draft."),
        "changed": _("This draft was changed in another tab. Yours is kept as a draft of its own."),
    }
    for each in drafted:
        if each.apart:
            messages.warning(request, told[each.apart])
        for name, said in each.refused.items():
            messages.warning(request, f"{name}: {said}")
    for each, row in there:
        for stored in files_kept(row) if each.dropped and row.state in drafts.OPEN else ():
            if str(stored.pk) in each.dropped:
                attachments.discard(stored)


def _kept(writer: User, posted: Posted, find: Find) -> Waiting:
    """Keep it with a draft of *writer*'s: the one that it is, where nothing else stands there; else one of its own.

    Nothing is let go here: nobody is signed in.
    """
    edit, apart = posted.edit, ""
    address = find(writer) or before(writer, edit.submission_id)
    row = Submission.objects.filter(pk=edit.submission_id).first()
    if row is not None and row.owner_id != writer.pk:
        edit = edit.forked(posted.files)
    elif row is not None and row.state not in drafts.OPEN and not drafts.is_thrown_away(row):
        if row.digest == filing.digest(*address.place, edit.values, posted.files):
            return Waiting(unquote(form_of(row, writer)), report=str(row.pk))
        edit, apart = edit.forked(posted.files), "sent"
    elif row is not None and edit.version > row.version:  # no page of ours says that
        edit = replace(edit, version=0, tab="")
    columns = address.columns(writer.pk, edit.submission_id)
    own = replace(posted, edit=edit, dropped=())
    kept = keep(writer, edit, columns, bug_form=address.bug_form, posted=own)
    if not apart and kept.other is not None:
        apart = "changed" if kept.other.state in drafts.OPEN else "sent"
    dropped = [*posted.dropped, *attachments.copy_ids(kept.draft, posted.dropped)]
    return Waiting(
        unquote(form_of(kept.draft, writer)),
        report=str(kept.draft.pk),
        refused=kept.refused,
        dropped=dropped,
        apart=apart,
    )

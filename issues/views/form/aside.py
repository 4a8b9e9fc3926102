"""What is posted while nobody is signed in, or by a page from before its writer signed in again: kept, never sent.

Text and files become a draft of the writer's at once, whom the form names in a signed field. Where that proves too
little (an old form, another password since), the text alone waits in the session for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import quote, unquote
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from issues import attachments, drafts, filing
from issues.bounds import told
from issues.drafts import Edit
from issues.models import Submission
from issues.views import interrupted
from issues.views.form.address import Address, before, form_of, reopened_at
from issues.views.form.files import kept as files_kept
from issues.views.form.keeping import Kept, keep
from issues.views.form.posted import Posted, read
from issues.views.form.uploading import said
from issues.views.interrupted import Waiting

SIGNED_OUT = gettext_lazy("You are signed out. Press the button: what you typed is kept.")

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
        path = unquote(place.url) if place else request.path
        names = [upload.name or "" for upload in posted.uploads]
        waiting = Waiting(path, edit=posted.edit, files=names, dropped=list(posted.dropped))
    else:
        waiting = _kept(writer, posted, find)
    if not interrupted.wait(request, _with_cuts(waiting, posted)):
        return render(request, "403_csrf.html", {"reason": ""}, status=403)
    return redirect_to_login(quote(waiting.path))


def resume(request: HttpRequest, owner: User, address: Address | None) -> HttpResponse | None:
    """Lead *owner* back to what waited here for them, if anything did; *address*: None where the form is gone.

    What waited as a text becomes a draft before Jira is asked anything: no reload and no dead link loses it.
    """
    here = request.method == "GET" and request.GET.keys() <= {"post"}  # else they want something else
    waiting = interrupted.take_up(request) if here else []
    return reopen(request, owner, [_taken_in(owner, address, each) for each in waiting]) if waiting else None


def take_back(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """The answer to a form that proves no longer that Lodge made it; None where it does not say whose it is."""
    posted, find = read(request), found_by(request, match)
    if posted.autosave or posted.upload:
        elsewhere = _("You signed in again elsewhere. Press the button: what you typed is kept.")
        told = elsewhere if request.user.is_authenticated else SIGNED_OUT
        if posted.upload:
            return said(told, status=403)
        return render(request, "issues/autosaved.html", {"trouble": told})
    if not request.user.is_authenticated:
        return put_aside(request, posted, find)
    if interrupted.writer_id(request) != request.user.pk:
        return None
    why = _(
        "Nothing was sent: you signed in again after this page was opened. All that you typed is still here."
    )
    return reopen(request, request.user, [_with_cuts(_kept(request.user, posted, find), posted)], why)


def _with_cuts(waiting: Waiting, posted: Posted) -> Waiting:
    """*waiting*, which says what was too long to be kept whole, by the name of its field."""
    cuts = {posted.edit.names.get(name, name): told(cut) for name, cut in posted.cut.items()}
    return replace(waiting, refused={**waiting.refused, **cuts})


def reopen(request: HttpRequest, owner: User, waiting: list[Waiting], why: str = "") -> HttpResponse | None:
    """The form with what was kept last, and words on what became of all of it, and *why* nothing was sent.

    None where nothing of it is there any more.
    """
    found = Submission.objects.filter(pk__in=[each.report for each in waiting], owner=owner)
    rows = {str(row.pk): row for row in found}
    there = [(each, rows[each.report]) for each in waiting if each.report in rows]
    if not there:
        return None
    _let_go(there)
    _tell(
        request,
        there,
        why or _("Nothing was sent: you had been signed out. All that you typed is still here."),
    )
    last = there[-1][1]
    if last.state not in drafts.OPEN:
        return redirect("report-detail", submission_id=last.pk)
    return redirect(reopened_at(last, owner))


def _let_go(there: list[tuple[Waiting, Submission]]) -> None:
    """What was ticked, where nobody went on with the draft since: its owner is here now."""
    for each, row in there:
        if each.dropped and row.state in drafts.OPEN and row.version == each.version:
            for stored in files_kept(row):
                if str(stored.pk) in each.dropped:
                    attachments.discard(stored)


def _tell(request: HttpRequest, there: list[tuple[Waiting, Submission]], nothing_sent: str) -> None:
    drafted = [each for each, row in there if row.state in drafts.OPEN]
    if len(drafted) < len(there):
        messages.info(request, _("This report was sent already, and is not sent again."))
    if drafted:
        messages.warning(request, nothing_sent)
    if len(drafted) > 1:
        messages.warning(request, _("What you typed in another tab is among your drafts."))
    told = {
        "sent": _("This report was sent already. What you typed now is kept as a new draft."),
        "changed": _("This draft may have been changed in another tab. Yours is kept as a draft of its own."),
    }
    for each in drafted:
        if each.apart:
            messages.warning(request, told[each.apart])
        if each.files:
            said = _("Files could not be kept while you were signed out. Choose them again: %(names)s")
            messages.warning(request, said % {"names": ", ".join(each.files)})
        for name, why in each.refused.items():
            messages.warning(request, f"{name}: {why}")


def _kept(writer: User, posted: Posted, find: Find) -> Waiting:
    """Keep it with a draft of *writer*'s: the one that it is, where nothing else stands there; else one of its own.

    Nothing is let go here: nobody is signed in.
    """
    address = find(writer) or before(writer, posted.edit.submission_id)
    content = filing.digest(*address.place, posted.edit.values, posted.files)
    edit, apart, sent = _settled(writer, posted.edit, lambda row: row.digest == content, posted.files)
    if sent is not None:
        return Waiting(unquote(form_of(sent, writer)), report=str(sent.pk))
    kept = _keep(writer, edit, address, replace(posted, edit=edit, dropped=()))
    return Waiting(
        unquote(form_of(kept.draft, writer)),
        report=str(kept.draft.pk),
        refused=kept.refused,
        dropped=[*posted.dropped, *attachments.copy_ids(kept.draft, posted.dropped)],
        apart=apart or _apart(kept),
        version=kept.draft.version,
    )


def _taken_in(owner: User, address: Address | None, waiting: Waiting) -> Waiting:
    """Make a draft of a text that waited in the session, whose files are to be chosen again."""
    if waiting.edit is None:
        return waiting
    values, files = waiting.edit.values, set(waiting.files)

    def same(row: Submission) -> bool:
        return row.values == values and files <= {each.name for each in row.attachments.all()}

    edit, apart, sent = _settled(owner, waiting.edit, same)
    if sent is not None:
        return replace(waiting, report=str(sent.pk))
    kept = _keep(owner, edit, address or before(owner, edit.submission_id))
    return replace(
        waiting,
        report=str(kept.draft.pk),
        refused={**waiting.refused, **kept.refused},
        apart=apart or _apart(kept),
        version=kept.draft.version,
    )


def _settled(
    owner: User, edit: Edit, same: Callable[[Submission], bool], files: Sequence[tuple[str, str]] = ()
) -> tuple[Edit, str, Submission | None]:
    """The edit as it may be kept, why it is apart from what it was, and what was sent before if that is the *same*."""
    row = Submission.objects.filter(pk=edit.submission_id).first()
    if row is None:
        return edit, "", None
    if row.owner_id != owner.pk:
        return _forked(owner, edit, files), "", None
    if row.state not in drafts.OPEN and not drafts.is_thrown_away(row):
        return (edit, "", row) if same(row) else (_forked(owner, edit, files), "sent", None)
    if edit.version > row.version or edit.tab != row.edited_in:
        # Who is not signed in goes on from the page that saved it last, and no other: versions can be guessed.
        edit = replace(edit, version=0, tab="")
    return edit, "", None


def _forked(owner: User, edit: Edit, files: Sequence[tuple[str, str]]) -> Edit:
    fork = edit.forked(files)
    theirs = Submission.objects.filter(pk=fork.submission_id).exclude(owner=owner)
    return replace(edit, submission_id=uuid4(), version=0) if theirs.exists() else fork


def _keep(owner: User, edit: Edit, address: Address, posted: Posted | None = None) -> Kept:
    columns = address.columns(owner.pk, edit.submission_id)
    return keep(owner, edit, columns, bug_form=address.bug_form, posted=posted)


def _apart(kept: Kept) -> str:
    if kept.other is None:
        return ""
    return "changed" if kept.other.state in drafts.OPEN else "sent"

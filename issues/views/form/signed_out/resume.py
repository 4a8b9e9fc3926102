"""Leads a user who has signed in again back to the posts that waited, and says what happened to each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from issues import attachments
from issues.forms import drafts
from issues.models import Submission
from issues.views.form.locate import target_at
from issues.views.form.outcome import Outcome, Reopen, ShowReport
from issues.views.form.signed_out import waiting_posts
from issues.views.form.signed_out.save_signed_out_post import keep_session_text
from issues.views.form.signed_out.waiting_posts import Waiting
from issues.views.form_address import Address


@dataclass(frozen=True)
class StoredPost:
    """A waiting post and the *row* that holds it now."""

    waiting: Waiting
    row: Submission

    @property
    def is_draft(self) -> bool:
        """Whether it can be edited. If not, it was sent before."""
        return self.row.state in drafts.OPEN


def resume(request: HttpRequest, owner: User, address: Address | None) -> Outcome | None:
    """Lead *owner* back to the posts that waited at this address. None if there are none.

    *address*: None where *owner* may not use the form. Texts from the session are saved as drafts before any call to
    Jira, so that neither a reload nor a dead link loses them.
    """
    # Any other query parameter asks for something else.
    if request.method != "GET" or not request.GET.keys() <= {"post"}:
        return None
    waiting = waiting_posts.take_up(request.session, request.path, owner.pk)
    if not waiting:
        return None
    why = _("Nothing was sent: you had been signed out. All that you typed is still here.")
    return reopen(owner, [_taken_in(owner, address, each) for each in waiting], why)


def _taken_in(owner: User, address: Address | None, waiting: Waiting) -> Waiting:
    edit = waiting.edit
    if edit is None:
        return waiting
    return keep_session_text(target_at(owner, address, edit.submission_id), edit, waiting)


def reopen(owner: User, waiting: list[Waiting], why: str) -> Outcome | None:
    """Open the last of the posts, with a message for each and *why* nothing was sent.

    None where all their rows are gone.
    """
    found = Submission.objects.filter(pk__in=[each.report for each in waiting], owner=owner)
    rows = {str(row.pk): row for row in found}
    there = [StoredPost(each, rows[each.report]) for each in waiting if each.report in rows]
    if not there:
        return None
    for each in there:
        _let_go(each)
    sent = "" if all(each.is_draft for each in there) else _sent_already()
    warnings = tuple(_warnings(there, why))
    last = there[-1]
    if last.is_draft:
        return Reopen(last.row, warnings, sent)
    return ShowReport(last.row, warnings, sent)


def _let_go(there: StoredPost) -> None:
    """Delete the files that were ticked, unless the draft has changed since."""
    waiting, row = there.waiting, there.row
    if waiting.dropped and there.is_draft and row.version == waiting.version:
        for stored in attachments.of(row):
            if str(stored.pk) in waiting.dropped:
                attachments.discard(stored)


def _sent_already() -> str:
    return _("This report was sent already, and is not sent again.")


def _warnings(there: list[StoredPost], nothing_sent: str) -> Iterator[str]:
    drafted = [each.waiting for each in there if each.is_draft]
    if drafted:
        yield nothing_sent
    if len(drafted) > 1:
        yield _("What you typed in another tab is among your drafts.")
    for each in drafted:
        yield from _about(each)


def _about(waiting: Waiting) -> Iterator[str]:
    if waiting.apart == "sent":
        yield _("This report was sent already. What you typed now is kept as a new draft.")
    if waiting.apart == "changed":
        yield _(
            "This draft may have been changed in another tab. Yours is kept as a draft of its own."
        )
    if waiting.files:
        said = _("Files could not be kept while you were signed out. Choose them again: %(names)s")
        yield said % {"names": ", ".join(waiting.files)}
    for name, why in waiting.refused.items():
        yield f"{name}: {why}"

"""Turns a posted form into a stored Submission, and recognizes a repeated post.

Everything here is committed before the first call to Jira.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, IntegerField, UUIDField

from accounts.prepared_queries import Given, PreparedUpdate
from issues.filing.earlier_submission import earlier
from issues.filing.filing_request import Wish
from issues.filing.refusals import FilesGoneError, StaleError
from issues.forms import drafts
from issues.forms.drafts import OPEN, Edit
from issues.models import State, Submission
from issues.outbox.states import Reason, move


def store(wish: Wish, claim: Mapping[str, Any] | None = None) -> Submission | None:
    """Insert a new report: QUEUED, or SENDING by the caller with *claim* (`engine.claimed`). None: the row exists.

    One transaction, and one statement where the database supports it.
    """
    columns = {**wish.columns(), "state": State.QUEUED, **(claim or {})}
    return drafts.insert(wish.owner, wish.edit.submission_id, columns, what="sent")


def send_draft(wish: Wish, claim: Mapping[str, Any]) -> Submission | None:
    """Turn a draft, as its tab last saved it, into a report that the caller sends at once. One step, like `store`.

    None where that takes more statements: it is not a draft, another tab has saved it since, it was sent before, or
    it has files or links.
    """
    edit = wish.edit
    columns = {**wish.columns(), **claim, "version": edit.version + 1}
    key, line = edit.submission_id, Submission.line(edit.submission_id, "sent")
    if not _of_draft(tuple(columns))(
        along=line, key=key, owner=wish.owner.pk, seen=edit.version, **columns
    ):
        return None
    stored = Submission(pk=key, owner=wish.owner, **columns)
    stored._state.adding = False
    return stored


@cache
def _of_draft(names: tuple[str, ...]) -> PreparedUpdate:
    """A prepared UPDATE of the columns *names* for a draft without files and links that was never sent."""

    def build(key: Given, owner: Given, seen: Given, **columns: Given) -> Any:
        # Conditions on this row only: PostgreSQL checks no other row again after waiting for a lock. Links are added
        # when the report is QUEUED.
        rows = Submission.objects.filter(
            pk=key, owner=owner, state=State.DRAFT, version=seen, files_put=0, first_sent_at=None
        )
        return rows, columns

    fields: dict[str, Any] = {name: Submission._meta.get_field(name) for name in names}
    return PreparedUpdate(
        build, key=UUIDField(), owner=BigIntegerField(), seen=IntegerField(), **fields
    )


def queue(wish: Wish) -> tuple[Submission, bool]:
    """Queue a report, with or without a draft. Repeated or concurrent calls store one.

    The second value says whether this call queued it; only that call stores the report's files and links. Raises as
    `earlier` does, StaleError when another tab has saved another text, and FilesGoneError.
    """
    stored = store(wish)
    if stored is not None:
        return stored, True
    queued, submission_id = False, wish.edit.submission_id
    if earlier(wish.owner, submission_id, wish.content) is None:
        queued = _open_again(wish.edit, wish.columns())
        # another text may have been sent in between
        earlier(wish.owner, submission_id, wish.content)
    return Submission.objects.get(pk=submission_id), queued


def _open_again(edit: Edit, columns: dict[str, Any]) -> bool:
    """Queue a draft or a rejected report with the present text. Returns whether it did. Of two calls at once one
    does.
    """
    row = Submission.objects.get(pk=edit.submission_id)
    if row.state in OPEN and drafts.is_stale(row, edit):
        raise StaleError(row)
    fresh = {**columns, "tries": 0, "first_sent_at": None}
    with transaction.atomic():
        if drafts.claim(row.pk, row.version, edit.tab):
            gone = row.attachments.filter(state=State.DRAFT).exclude(deleted_at=None)
            if names := list(gone.values_list("name", flat=True)):
                raise FilesGoneError(row, names)
            return move(row.pk, State.DRAFT, State.QUEUED, what="sent", **fresh)
    row.refresh_from_db()
    if row.state in OPEN:
        raise StaleError(row)
    return False


def take_back(submission: Submission) -> bool:
    """Return a report to its writer as a DRAFT, when its first try finds a link that only the writer can mend.

    After later tries it stays BLOCKED and is sent automatically, because its writer is no longer at the page.
    """
    first = submission.tries == 1 and submission.blocked_reason == Reason.LINK
    return first and move(
        submission.pk, State.BLOCKED, State.DRAFT, what="kept", next_attempt_at=None
    )

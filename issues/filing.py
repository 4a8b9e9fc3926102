"""From a posted form to a Submission that is stored: what makes two posts the same, and what a new one does.

Everything here is committed before the first call to Jira is made.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, IntegerField, UUIDField
from django.utils import timezone

from accounts.models import User
from accounts.queries import Given, Prepared, PreparedUpdate
from integrations import jira
from issues import bounds, drafts
from issues.drafts import OPEN, Edit, NotYoursError, Typed
from issues.models import BugForm, State, Submission
from issues.outbox import pace
from issues.outbox.states import Reason, move


class AlreadySentError(Exception):
    """Something else was sent under this UUID already: *submission* says what became of it."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(str(submission.pk))


class StaleError(Exception):
    """Another tab saved something else as *submission* meanwhile: this one must not go in its place."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(str(submission.pk))


class FilesGoneError(Exception):
    """Copies of files that *submission*, a draft, shows were let go meanwhile: it must not go without a word of them.

    *names*: theirs.
    """

    def __init__(self, submission: Submission, names: Sequence[str]) -> None:
        self.submission, self.names = submission, names
        super().__init__(str(submission.pk))


@dataclass(frozen=True)
class Place:
    """Where a report goes, and as whom."""

    account: jira.Account
    site: jira.Site
    project: jira.Project
    issue_type: jira.IssueType

    def columns(self) -> dict[str, str]:
        """As a Submission keeps it."""
        return {
            "account_id": self.account.account_id,
            "account_name": self.account.name,
            "cloud_id": self.site.cloud_id,
            "site_name": self.site.name,
            "site_url": self.site.url,
            "project_id": self.project.id,
            "project_key": self.project.key,
            "issue_type_id": self.issue_type.id,
            "issue_type_name": self.issue_type.name,
        }


def digest(
    cloud_id: str, project_key: str, issue_type_id: str, values: Typed, files: Iterable[tuple[str, str]] = ()
) -> str:
    """Two posts with the same digest say the same about the same place, with the same new *files* (name, SHA-256).

    SHA-256, hexadecimal.
    """
    said = sorted((name, texts) for name, texts in values.items() if any(texts))
    content = [cloud_id, project_key, issue_type_id, said, *sorted(files)]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def earlier(owner: User, submission_id: UUID, content: str) -> Submission | None:
    """What was sent under this UUID before, if the same was: its result is this post's result.

    None: nothing was, or it may start anew. Raises AlreadySentError when something else was sent, NotYoursError
    when the UUID is another person's.
    """
    # Nearly always there is none: the whole row is asked for only where there is.
    found = _standing(submission_id=submission_id)
    if not found:
        return None
    owner_id, state = found[0]
    if owner_id != owner.pk:
        raise NotYoursError
    if state in OPEN:
        return None
    known = Submission.objects.get(pk=submission_id)
    if known.digest != content:
        raise AlreadySentError(known)
    return known


_standing = Prepared(
    lambda submission_id: (
        Submission.objects.filter(pk=submission_id).order_by().values_list("owner_id", "state")
    ),
    submission_id=UUIDField(),
)


@dataclass(frozen=True)
class Wish:
    """What *owner* wants filed: *fields* are for Jira, *content* is the digest of the post, *edit* its text."""

    owner: User
    edit: Edit
    place: Place
    content: str
    fields: dict[str, Any]
    bug_form: BugForm | None = None

    def columns(self) -> dict[str, Any]:
        """As a Submission keeps it, from now on."""
        summary = self.fields.get("summary")
        now = timezone.now()
        return {
            **self.place.columns(),
            "bug_form_id": None if self.bug_form is None else self.bug_form.pk,
            "values": self.edit.values,
            "typed_bytes": bounds.size_of(self.edit.values),
            "fields": self.fields,
            "digest": self.content,
            "summary": summary[:255] if isinstance(summary, str) else "",
            "fingerprint": self.edit.fingerprint,
            "field_names": dict(self.edit.names),
            "edited_in": self.edit.tab,
            "field_errors": {},
            "messages": [],
            "sent_at": now,
            "next_attempt_at": now + timedelta(seconds=pace.HEAD_START),
        }


def store(wish: Wish, claim: Mapping[str, Any] | None = None) -> Submission | None:
    """Store what there is no draft of: QUEUED, or with *claim* (`engine.claimed`) SENDING by the caller. None: one is.

    One act, and one statement where the database can.
    """
    columns = {**wish.columns(), "state": State.QUEUED, **(claim or {})}
    return drafts.insert(wish.owner, wish.edit.submission_id, columns, what="sent")


def send_draft(wish: Wish, claim: Mapping[str, Any]) -> Submission | None:
    """Make of a draft, as its tab saved it last, what the caller sends at once, in one act as `store`.

    None: it is none, another tab saved it since, it was sent once before, or files or links belong to it. All of that
    takes more than one statement.
    """
    edit = wish.edit
    columns = {**wish.columns(), **claim, "version": edit.version + 1}
    key, line = edit.submission_id, Submission.line(edit.submission_id, "sent")
    if not _of_draft(tuple(columns))(along=line, key=key, owner=wish.owner.pk, seen=edit.version, **columns):
        return None
    stored = Submission(pk=key, owner=wish.owner, **columns)
    stored._state.adding = False
    return stored


@cache
def _of_draft(names: tuple[str, ...]) -> PreparedUpdate:
    """Sets the columns called *names* of a draft that nothing belongs to and that was never sent."""

    def build(key: Given, owner: Given, seen: Given, **columns: Given) -> Any:
        # Columns of the row alone: after waiting for it, PostgreSQL reads nothing else again. Links come with QUEUED.
        rows = Submission.objects.filter(
            pk=key, owner=owner, state=State.DRAFT, version=seen, files_put=0, first_sent_at=None
        )
        return rows, columns

    fields: dict[str, Any] = {name: Submission._meta.get_field(name) for name in names}
    return PreparedUpdate(build, key=UUIDField(), owner=BigIntegerField(), seen=IntegerField(), **fields)


def queue(wish: Wish) -> tuple[Submission, bool]:
    """Store what is to be filed, be there a draft of it or not. Called again, or at once from two tabs, it stores one.

    Says whether this call queued it: what belongs to the report is stored by that one alone. Raises as `earlier` does,
    StaleError when another tab's text stands there, and FilesGoneError.
    """
    stored = store(wish)
    if stored is not None:
        return stored, True
    queued, submission_id = False, wish.edit.submission_id
    if earlier(wish.owner, submission_id, wish.content) is None:
        queued = _open_again(wish.edit, wish.columns())
        earlier(wish.owner, submission_id, wish.content)  # another one may have been sent in between
    return Submission.objects.get(pk=submission_id), queued


def _open_again(edit: Edit, columns: dict[str, Any]) -> bool:
    """Queue a draft, or what Jira had refused, with what is typed now; whether it did. Of two at once one does it."""
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
    """Give what its writer just sent back to them as a DRAFT: the first try met a link that only they can mend.

    Later tries stay BLOCKED and go by themselves: their writer is elsewhere by then.
    """
    first = submission.tries == 1 and submission.blocked_reason == Reason.LINK
    return first and move(submission.pk, State.BLOCKED, State.DRAFT, what="kept", next_attempt_at=None)

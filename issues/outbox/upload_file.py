"""The outbox's senders for files: upload a file to an issue, and find it again. Call integrations.jira only.

Jira accepts two files of one name, so a lost answer must not lead to a second upload. The sender reads the issue's
files and compares author, time, name and size, and the bytes where that leaves two.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Any, BinaryIO, Generic, TypeVar, cast

from django.db.models import Q, QuerySet

from integrations import jira
from issues.models import AddedFile, Attachment, Audience, State
from issues.outbox import blockers
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    NotNow,
    Reason,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.upload_progress import ProgressFile

# Clocks differ: Jira may date our file a little before it was sent.
_SKEW = timedelta(minutes=10)
# Files above this many bytes are not read back, because they would have to fit into memory.
_COMPARED = 64 * 1024 * 1024
# After this many lookups (about a quarter of an hour) a difference between the bytes and Jira's list is not
# accidental.
_LOOKS = 20

AnyFile = Attachment | AddedFile
F = TypeVar("F", Attachment, AddedFile)


class _Uploads(Generic[F]):
    """What both kinds of files have in common: `row.target` says where they go."""

    def seconds(self, row: F) -> float:
        """The time limit by the size of the file."""
        return jira.upload_seconds(row.size)

    def send(self, row: F, *, seconds: float) -> SendOutcome:
        """Upload it once, to the issue by its id. Automation may have moved the issue and changed its key."""
        began = monotonic()
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        if _has_alike(row, state__in=(State.SENDING, State.UNCONFIRMED)):
            return NotNow("")  # two files that look alike are never sent at once: see `find`
        try:
            file = row.file.open("rb")
        except OSError as error:
            return Stuck(Reason.MISCONFIGURED, f"the stored file cannot be read: {error.strerror}")
        with file:
            if monotonic() - began > seconds:
                # the storage was slow: sending now could outlast the lease
                return NotNow("")
            shown = cast("BinaryIO", ProgressFile(file, row.pk, row.size))
            return _upload(row, shown, began + seconds)

    def find(self, row: F) -> FindOutcome:
        """Look on the issue. For a filed row: look for a second file like it that belongs to no other row."""
        to = row.target
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        try:
            of_request = isinstance(row, Attachment) and _desk(row)
            read = jira.files_of_request if of_request else jira.attachments_of
            return _pick(row, read(to.account_id, to.cloud_id, to.issue))
        except jira.Denied as error:  # the issue is deleted, or this user no longer sees it
            return blockers.not_seen(error)
        except jira.IntegrationError as error:
            return blockers.not_done(error, looking=True)

    def hindrance(self, row: F) -> Stuck | None:
        """No link, another account's link, or a lost site."""
        return _hindrance(row)

    def mended(self, row: F) -> bool:
        """Whether the owner's link is again as when they added the file."""
        to = row.target
        return blockers.is_mended(row.blocked_reason, to.owner_id, to.account_id, to.cloud_id)


class UploadFile(_Uploads[Attachment]):
    """The outbox's sender for files of reports."""

    model = Attachment


class UploadAddedFile(_Uploads[AddedFile]):
    """The outbox's sender for files that are added to issues."""

    model = AddedFile


def _upload(row: AnyFile, file: BinaryIO, until: float) -> SendOutcome:
    to, what, desk = row.target, (row.name, row.content_type, file, row.size), _desk(row)
    try:
        if desk:
            held = jira.upload_for_request(to.account_id, to.cloud_id, desk, *what)
            if monotonic() > until:
                # attaching now could outlast the lease; Jira drops what it holds
                return NotNow("")
            made = jira.attach_to_request(
                to.account_id, to.cloud_id, to.issue, held, public=_is_public(row)
            )
        else:
            made = jira.upload_attachment(to.account_id, to.cloud_id, to.issue, *what)
    except jira.Rejected as error:
        return blockers.not_taken(error)
    except jira.Denied as error:
        return _denied(row, error)
    except jira.OutcomeUnknown:
        return Unknown()
    except jira.IntegrationError as error:
        return blockers.not_done(error)
    return Done(made.id)


def _desk(row: AnyFile) -> str:
    """The key of the service project whose desk takes the file. Empty where Jira's own API does."""
    if isinstance(row, AddedFile):
        return row.issue_key.rpartition("-")[0] if row.readers else ""
    report = row.submission
    return report.project_key if jira.is_request_type(report.issue_type_id) else ""


def _is_public(row: AnyFile) -> bool:
    """Whether customers of the service project see it."""
    return isinstance(row, Attachment) or row.readers == Audience.CUSTOMERS


def _hindrance(row: AnyFile) -> Stuck | None:
    to = row.target
    return blockers.hindrance(to.owner_id, to.account_id, to.cloud_id)


def _denied(row: AnyFile, error: jira.Denied) -> NotNow | Stuck:
    """Where attachments are off at the site, Jira answers with the status for a missing issue."""
    to = row.target
    if blockers.takes_files(to.account_id, to.cloud_id):
        return blockers.not_done(error)
    return Stuck(Reason.NO_FILES, " ".join(error.messages), error.messages)


def _on_the_issue(row: AnyFile) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """All files of the same person on the same issue: those of the report it came of, and those added to it."""
    if isinstance(row, Attachment):
        report = row.submission
        issue_id, key = report.issue_id, report.issue_key
        of_report = Attachment.objects.filter(submission_id=row.submission_id)
    else:
        issue_id, key = row.issue_id, row.issue_key
        place = {"submission__owner": row.owner_id, "submission__cloud_id": row.cloud_id}
        of_report = Attachment.objects.filter(
            Q(submission__issue_key=key) | Q(submission__issue_id=issue_id or None), **place
        )
    to = row.target
    added = AddedFile.objects.filter(
        Q(issue_key=key) | Q(issue_id=issue_id or None),
        owner_id=to.owner_id,
        cloud_id=to.cloud_id,
    )
    return of_report, added


def _has_alike(row: AnyFile, **which: Any) -> bool:
    """Whether one of the other files on the issue that look like this one is *which*."""
    return any(
        rows.filter(size=row.size, **which).exclude(pk=row.pk).exists()
        for rows in _on_the_issue(row)
    )


def _pick(row: AnyFile, there: Sequence[jira.RemoteFile]) -> FindOutcome:
    """The issue's file that this row is. Files form a multiset, so those of other rows are excluded first."""
    taken = {
        remote_id
        for rows in _on_the_issue(row)
        for remote_id in rows.order_by().values_list("remote_id", flat=True)
    }
    since = (row.first_sent_at or row.created_at) - _SKEW
    alike = [
        each
        for each in there
        if each.size == row.size
        and each.author_id in {"", row.target.account_id}
        and each.created >= since
        and each.id not in taken
    ]
    if not alike:
        return NotDone()
    unknown_twin = _has_alike(row, remote_id="", tries__gt=0)
    if len(alike) == 1 and not unknown_twin and _same_name(row.name, alike[0].filename):
        return Done(alike[0].id)
    return _by_bytes(row, alike)


def _same_name(ours: str, theirs: str) -> bool:
    return unicodedata.normalize("NFC", ours) == unicodedata.normalize("NFC", theirs)


def _by_bytes(row: AnyFile, alike: Sequence[jira.RemoteFile]) -> FindOutcome:
    """Two files of one name and size, or one with another name: compare the bytes."""
    if row.size > _COMPARED:
        return CantTell("too_large")
    to = row.target
    for each in sorted(alike, key=lambda file: not _same_name(row.name, file.filename)):
        held = jira.attachment_bytes(to.account_id, to.cloud_id, each.id, max(row.size, 1))
        if len(held) != each.size:
            # An incomplete answer would look like another file, and ours would be sent again.
            gives_up = row.looks > _LOOKS
            return CantTell("unreadable", again_in=600.0) if gives_up else NotNow("look_failed")
        if hashlib.sha256(held).hexdigest() == row.sha256:
            return Done(each.id)
    return NotDone()

"""Putting a file on an issue in Jira: how it is done, and how it is found again. Speaks to the door only.

Jira takes two files of one name without a word, so a lost answer must not lead to a second upload: what is on the
issue is read back, and compared by author, time, name and size, and where that leaves two, by its bytes.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import BinaryIO, cast

from django.db.models import QuerySet

from integrations import jira
from issues.models import Attachment, State
from issues.outbox import standing
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
from issues.outbox.progress import Watched

# Clocks differ: a file that Jira dates a little before it was sent may be ours.
_SKEW = timedelta(minutes=10)
# Above so many bytes nothing is read back to be compared: it would have to fit into memory.
_COMPARED = 64 * 1024 * 1024
# After so many looks (about a quarter of an hour) it is no accident that what is read back is not what Jira lists.
_LOOKS = 20


class UploadFile:
    """The outbox's sender for files."""

    model = Attachment

    def seconds(self, row: Attachment) -> float:
        """By its size."""
        return jira.upload_seconds(row.size)

    def send(self, row: Attachment, *, seconds: float) -> SendOutcome:
        """Upload it once, to the issue by its id: automation may have moved it and given it another key."""
        report = row.submission
        began = monotonic()
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        if _like(row).filter(state__in=(State.SENDING, State.UNCONFIRMED)).exists():
            return NotNow("")  # two that look alike never travel at once: see `find`
        try:
            file = row.file.open("rb")
        except OSError as error:
            return Stuck(Reason.MISCONFIGURED, f"the stored file cannot be read: {error.strerror}")
        with file:
            if monotonic() - began > seconds:
                return NotNow("")  # the store of files hung: what is sent now could outlive the lease
            try:
                made = jira.upload_attachment(
                    report.account_id,
                    report.cloud_id,
                    report.issue_id or report.issue_key,
                    row.name,
                    row.content_type,
                    cast("BinaryIO", Watched(file, row.pk, row.size)),
                    row.size,
                )
            except jira.Rejected as error:
                return standing.not_taken(error)
            except jira.Denied as error:
                return _denied(row, error)
            except jira.OutcomeUnknown:
                return Unknown()
            except jira.IntegrationError as error:
                return standing.not_done(error)
        return Done(made.id)

    def find(self, row: Attachment) -> FindOutcome:
        """Look on the issue. For one that is filed: for a second one like it that no other row stands for."""
        report = row.submission
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        try:
            there = jira.attachments_of(
                report.account_id, report.cloud_id, report.issue_id or report.issue_key
            )
            return _pick(row, there)
        except jira.Denied as error:  # the issue is gone, or out of this user's sight
            return standing.not_seen(error)
        except jira.IntegrationError as error:
            return standing.not_done(error, looking=True)

    def hindrance(self, row: Attachment) -> Stuck | None:
        """No link, another account's, a lost site."""
        return _hindrance(row)

    def mended(self, row: Attachment) -> bool:
        """Whether the owner's link is as it was when they wrote the report."""
        report = row.submission
        return standing.is_mended(row.blocked_reason, report.owner_id, report.account_id, report.cloud_id)


def _hindrance(row: Attachment) -> Stuck | None:
    report = row.submission
    return standing.hindrance(report.owner_id, report.account_id, report.cloud_id)


def _denied(row: Attachment, error: jira.Denied) -> NotNow | Stuck:
    """Where files are switched off at the site, Jira says so with the status of an issue that is not there."""
    report = row.submission
    if standing.takes_files(report.account_id, report.cloud_id):
        return standing.not_done(error)
    return Stuck(Reason.NO_FILES, " ".join(error.messages), error.messages)


def _like(row: Attachment) -> QuerySet[Attachment]:
    """The other files of the report that could be taken for this one."""
    return Attachment.objects.filter(submission_id=row.submission_id, size=row.size).exclude(pk=row.pk)


def _pick(row: Attachment, there: Sequence[jira.RemoteFile]) -> FindOutcome:
    """Which of the files on the issue this row is: a multiset, so what other rows stand for is taken out first."""
    taken = set(
        Attachment.objects.filter(submission_id=row.submission_id).values_list("remote_id", flat=True)
    )
    since = (row.first_sent_at or row.created_at) - _SKEW
    alike = [
        each
        for each in there
        if each.size == row.size
        and each.author_id in {"", row.submission.account_id}
        and each.created >= since
        and each.id not in taken
    ]
    if not alike:
        return NotDone()
    unknown_twin = _like(row).filter(remote_id="", tries__gt=0).exists()
    if len(alike) == 1 and not unknown_twin and _same_name(row.name, alike[0].filename):
        return Done(alike[0].id)
    return _by_bytes(row, alike)


def _same_name(ours: str, theirs: str) -> bool:
    return unicodedata.normalize("NFC", ours) == unicodedata.normalize("NFC", theirs)


def _by_bytes(row: Attachment, alike: Sequence[jira.RemoteFile]) -> FindOutcome:
    """Two of one name and size, or one under another name: only the bytes tell."""
    if row.size > _COMPARED:
        return CantTell("too_large")
    for each in sorted(alike, key=lambda file: not _same_name(row.name, file.filename)):
        held = jira.attachment_bytes(
            row.submission.account_id, row.submission.cloud_id, each.id, max(row.size, 1)
        )
        if len(held) != each.size:
            # Half an answer: it would be taken for another file, and ours be sent again.
            return CantTell("unreadable", again_in=600.0) if row.looks > _LOOKS else NotNow("look_failed")
        if hashlib.sha256(held).hexdigest() == row.sha256:
            return Done(each.id)
    return NotDone()

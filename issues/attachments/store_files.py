"""Stores the files of a report before the first call to Jira: durably on disk, then in the database."""

import hashlib
import io
import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from issues.attachments.delete_files import discard, discard_all, drop_bytes
from issues.attachments.file_names import OWN_TEXT, clean_name
from issues.attachments.file_refusals import (
    FilesRefused,
    fitting,
    no_room,
)
from issues.attachments.prepare_uploads import HashingFile, Prepared, fit
from issues.forms.drafts import OPEN
from issues.limits.quotas import hold, room_for
from issues.models import AddedFile, Attachment, Submission

logger = logging.getLogger(__name__)


class ClosedError(Exception):
    """The report was sent or thrown away, so nothing can be added to it."""


def keep(
    submission: Submission, uploads: Iterable[UploadedFile[bytes]]
) -> tuple[list[Attachment], dict[str, str]]:
    """Store files with *submission* that it does not have yet, in their order.

    Returns what was stored, and why others were not, by name. A bad file does not stop the others. The same bytes
    under the same name, sent again (a second click, a form that came back), are one file. Two alike that were chosen
    together are two. A file whose copy was deleted is replaced by one of the same name. Raises ClosedError, and then
    stores nothing.
    """
    ready, refused = fit(submission, list(uploads))
    kept, gone = _here_and_gone(submission)
    fresh = [each for each in ready if not _alike(kept, each)]
    fits, surplus = fitting(kept, fresh)
    fits, homeless = room_for(submission.owner_id, fits)
    refused |= surplus | homeless
    try:
        stored = store(submission, fits)
    except FilesRefused as error:
        return [], refused | error.problems
    _replaced(gone, {each.name for each in ready} - refused.keys())
    return stored, refused


def keep_one(
    submission: Submission,
    upload: UploadedFile[bytes],
    own_id: UUID,
    instead_of: Collection[UUID] = (),
) -> Attachment:
    """Store one file with *submission*, and delete the files that it comes *instead_of*, in one step.

    Returns its row. A new row has the id *own_id*. Raises FilesRefused and ClosedError, and then changes nothing.
    """
    ready, refused = fit(submission, [upload])
    kept, gone = _here_and_gone(submission)
    left = [each for each in kept if each.pk not in instead_of]
    if ready and not _alike(left, ready[0]):
        refused |= fitting(left, ready)[1] or room_for(submission.owner_id, ready)[1]
    if refused:
        raise FilesRefused(refused)
    store(submission, [replace(ready[0], pk=own_id)], instead_of)
    _replaced(gone, {ready[0].name})
    here, _gone = _here_and_gone(submission)
    return next(each for each in here if each.pk == own_id or _alike([each], ready[0]))


def _alike(rows: Iterable[Attachment], prepared: Prepared) -> bool:
    return any((each.name, each.sha256) == (prepared.name, prepared.sha256) for each in rows)


def _replaced(gone: Iterable[Attachment], names: Collection[str]) -> None:
    """Files with deleted copies need no answer from the user once they were chosen again."""
    for each in gone:
        if each.name in names:
            discard(each)


def _here_and_gone(submission: Submission) -> tuple[list[Attachment], list[Attachment]]:
    """(all its files, those whose copies were deleted)."""
    rows = of(submission)
    return [each for each in rows if each.deleted_at is None], [
        each for each in rows if each.deleted_at
    ]


def keep_text(submission: Submission, name: str, text: str) -> None:
    """Store *text* as a file: the end of a description that is too long for Jira.

    It replaces an earlier text of Lodge's own with that name, never a user's file. Raises FilesRefused, ClosedError.
    """
    body, name = text.encode("utf-8", "replace"), clean_name(name)
    summed = hashlib.sha256(body).hexdigest()
    earlier = [
        each for each in of(submission) if (each.name, each.content_type) == (name, OWN_TEXT)
    ]
    if any(each.sha256 == summed and each.deleted_at is None for each in earlier):
        return
    store(submission, [Prepared(name, OWN_TEXT, io.BytesIO(body), summed, len(body))])
    for each in earlier:
        discard(each)


def of(submission: Submission) -> list[Attachment]:
    """The files of a report, in the order in which they were added."""
    return list(submission.attachments.all())


def store(
    submission: Submission, files: list[Prepared], instead_of: Collection[UUID] = ()
) -> list[Attachment]:
    """Store the bytes first, then the rows. On any failure store neither. Returns what is new.

    The files that they come *instead_of* are deleted afterwards. Raises FilesRefused, ClosedError.
    """
    if not files:
        return []
    stored: list[Attachment] = []
    taken = Attachment.objects.filter(submission=submission).count()
    try:
        for number, each in enumerate(files):
            stored.append(_written(submission, each, taken + number))
        fresh = _insert(submission, stored, instead_of)
    except OSError as error:
        _undo(stored)
        logger.error("files could not be stored: %s", error)
        raise FilesRefused({each.name: no_room() for each in files}) from error
    except BaseException:
        _undo(stored)
        raise
    _undo([each for each in stored if each not in fresh])
    return fresh


def _insert(
    submission: Submission, rows: list[Attachment], instead_of: Collection[UUID] = ()
) -> list[Attachment]:
    """Insert the new rows. Raises FilesRefused, and ClosedError because a sent report gets nothing more.

    Holds a lock on the report's row. So of two posts with the same file the second sees the first one's, two posts
    cannot exceed the limit together, and the report is not sent in between.
    """
    with transaction.atomic():
        held = Submission.objects.filter(pk=submission.pk, state__in=OPEN)
        if not held.update(files_put=F("files_put") + 1):
            raise ClosedError(str(submission.pk))
        discard_all(Attachment.objects.filter(submission=submission, pk__in=instead_of))
        here = list(Attachment.objects.filter(submission=submission, deleted_at=None))
        known = {(each.name, each.sha256) for each in here}
        ids = {each.pk for each in here}
        fresh = [
            each for each in rows if (each.name, each.sha256) not in known and each.pk not in ids
        ]
        hold(submission.owner_id)
        surplus = fitting(here, fresh)[1] or room_for(submission.owner_id, fresh)[1]
        if surplus:
            raise FilesRefused(surplus)
        Attachment.objects.bulk_create(fresh)
    return fresh


def _written(submission: Submission, prepared: Prepared, position: int) -> Attachment:
    """The row of a file whose bytes are stored. Not in the database yet."""
    row = Attachment(
        submission=submission,
        position=position,
        name=prepared.name,
        content_type=prepared.content_type[:127],
        size=prepared.size,
        sha256=prepared.sha256,
        created_at=timezone.now(),
    )
    write_bytes(row, prepared)
    row.pk = prepared.pk or row.pk  # not earlier: two concurrent posts must not write to one path
    return row


def write_bytes(row: Attachment | AddedFile, prepared: Prepared) -> None:
    """Store the bytes of *row*, which is not in the database yet. Raises OSError, and then leaves nothing behind."""
    summed = HashingFile(prepared.file, prepared.name)
    row.file.save(prepared.name, summed, save=False)
    # Other storages may not read in chunks; they verify their own digests.
    if summed.written and summed.sha256.hexdigest() != prepared.sha256:
        drop_bytes(row)
        raise OSError("what was stored is not what was read")


def _undo(stored: list[Attachment]) -> None:
    for each in stored:
        drop_bytes(each)

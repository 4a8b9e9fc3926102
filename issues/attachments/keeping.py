"""Stores what came with a report, before the first call to Jira: on the disk for good, then in the database."""

import hashlib
import io
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from issues.attachments.images import CannotCleanError, Cleaning, cleaned
from issues.attachments.names import OWN_TEXT, clean_name, content_type
from issues.attachments.refusing import FilesRefused, fitting, limit_of, no_room, problems, too_large
from issues.drafts import OPEN
from issues.models import Attachment, State, Submission
from issues.quotas import hold, room_for

logger = logging.getLogger(__name__)


class ClosedError(Exception):
    """The report was sent, or thrown away: nothing can be added to it any more."""


@dataclass(frozen=True)
class Prepared:
    """A file as it is stored and sent: its name, type and bytes after cleaning."""

    name: str
    content_type: str
    file: BinaryIO
    sha256: str
    size: int
    pk: UUID | None = None


class Summed(File):  # type: ignore[type-arg]  # generic for the type checker alone
    """A file that adds its bytes up while they are read: what is stored is what was summed."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__(cast("File[bytes]", file), name)
        self.sha256 = hashlib.sha256()
        self.written = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """From the beginning."""
        self.sha256, self.written = hashlib.sha256(), 0
        for chunk in super().chunks(chunk_size):
            self.sha256.update(chunk)
            self.written += len(chunk)
            yield chunk


def keep(
    submission: Submission, uploads: Iterable[UploadedFile[bytes]]
) -> tuple[list[Attachment], dict[str, str]]:
    """Store files with *submission*: those that it did not have yet, in their order.

    What was stored, and why others were not, by name: one that cannot go takes no other with it. The same bytes
    under the same name, sent again (a second click, a form that came back), are one file; two alike that were chosen
    at once are two. One whose copy was gone is replaced by what has its name. Raises ClosedError, with nothing stored.
    """
    ready, refused = _fit(submission, list(uploads))
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
    submission: Submission, upload: UploadedFile[bytes], own_id: UUID, instead_of: Collection[UUID] = ()
) -> Attachment:
    """Store one file with *submission*, in one act with the end of those that it comes *instead_of*.

    The row that holds it, called *own_id* if it is a new one. Raises FilesRefused and ClosedError, and changes nothing
    then.
    """
    ready, refused = _fit(submission, [upload])
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
    """Files whose copies were let go need nobody's word any more, where they were chosen again."""
    for each in gone:
        if each.name in names:
            discard(each)


def _here_and_gone(submission: Submission) -> tuple[list[Attachment], list[Attachment]]:
    """Its files; and those of them apart whose copies were let go."""
    rows = of(submission)
    return [each for each in rows if each.deleted_at is None], [each for each in rows if each.deleted_at]


def keep_text(submission: Submission, name: str, text: str) -> None:
    """Store *text* as a file: the end of a description that Jira would not take whole.

    It replaces an earlier one of Lodge's own of that name, never what somebody chose. Raises FilesRefused, ClosedError.
    """
    body, name = text.encode("utf-8", "replace"), clean_name(name)
    summed = hashlib.sha256(body).hexdigest()
    earlier = [each for each in of(submission) if (each.name, each.content_type) == (name, OWN_TEXT)]
    if any(each.sha256 == summed and each.deleted_at is None for each in earlier):
        return
    store(submission, [Prepared(name, OWN_TEXT, io.BytesIO(body), summed, len(body))])
    for each in earlier:
        discard(each)


def discard(attachment: Attachment) -> bool:
    """Let go a file that nothing was sent of. False: it is too late for that, and it stays."""
    return _discard(Attachment.objects.filter(pk=attachment.pk)) > 0


def _discard(files: QuerySet[Attachment]) -> int:
    """Let go those of *files* that nothing was sent of; how many."""
    rows = files.filter(tries=0, state__in=(State.DRAFT, State.QUEUED), submission__state__in=OPEN)
    gone = 0
    for each in list(rows):
        deleted, _models = rows.filter(pk=each.pk).delete()
        if deleted and each.deleted_at is None:
            transaction.on_commit(partial(drop_bytes, each))
        gone += deleted
    return gone


def of(submission: Submission) -> list[Attachment]:
    """The files of a report, in the order in which they were added."""
    return list(submission.attachments.all())


def drop_bytes(attachment: Attachment) -> None:
    """Delete the local copy. What cannot be deleted now is found by the nightly clean-up."""
    try:
        attachment.file.storage.delete(str(attachment.file.name))
    except OSError as error:
        logger.warning("the copy of %s was not deleted: %s", attachment.pk, error)


def _fit(submission: Submission, uploads: list[UploadedFile[bytes]]) -> tuple[list[Prepared], dict[str, str]]:
    """Those that can go to the report's site once they are clean, and why others cannot, by name."""
    if not uploads:
        return [], {}
    limit = limit_of(submission.cloud_id, submission.account_id)
    taken, refused = problems(uploads, limit)
    ready, uncleaned = _prepare(taken, Cleaning(submission.owner_id))
    measured = [(each, too_large(each.size, limit)) for each in ready]
    large = {each.name: problem for each, problem in measured if problem}
    return [each for each, problem in measured if not problem], refused | uncleaned | large


def _prepare(
    uploads: Iterable[UploadedFile[bytes]], cleaning: Cleaning
) -> tuple[list[Prepared], dict[str, str]]:
    """Clean each. The clean ones, and why others cannot go, by name."""
    refused: dict[str, str] = {}
    ready: list[Prepared] = []
    for upload in uploads:
        name = clean_name(upload.name)
        try:
            picture = cleaned(cast("BinaryIO", upload), cleaning)
        except CannotCleanError as error:
            logger.info("a picture was refused: %s", error)
            refused[name] = error.words
            continue
        file, kind = picture or (cast("BinaryIO", upload), content_type(name))
        ready.append(Prepared(name, kind, file, *_measure(file)))
    return ready, refused


def _measure(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    found, size = hashlib.sha256(), 0
    while chunk := file.read(1024 * 1024):
        found.update(chunk)
        size += len(chunk)
    file.seek(0)
    return found.hexdigest(), size


def store(
    submission: Submission, files: list[Prepared], instead_of: Collection[UUID] = ()
) -> list[Attachment]:
    """Bytes first, rows after; on any trouble neither. What was new. Raises FilesRefused, ClosedError.

    Those that they come *instead_of* are gone as soon as they are there, and not before.
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
    """Those that are new, in the database now. Raises ClosedError: what was sent gets nothing more; and FilesRefused.

    The report's row stays in hand meanwhile: of two posts with the same file the second sees what the first stored,
    two posts fill a report no further than one, and nobody sends the report in between.
    """
    with transaction.atomic():
        held = Submission.objects.filter(pk=submission.pk, state__in=OPEN)
        if not held.update(files_put=F("files_put") + 1):
            raise ClosedError(str(submission.pk))
        _discard(Attachment.objects.filter(submission=submission, pk__in=instead_of))
        here = list(Attachment.objects.filter(submission=submission, deleted_at=None))
        known = {(each.name, each.sha256) for each in here}
        ids = {each.pk for each in here}
        fresh = [each for each in rows if (each.name, each.sha256) not in known and each.pk not in ids]
        hold(submission.owner_id)
        surplus = fitting(here, fresh)[1] or room_for(submission.owner_id, fresh)[1]
        if surplus:
            raise FilesRefused(surplus)
        Attachment.objects.bulk_create(fresh)
    return fresh


def _written(submission: Submission, prepared: Prepared, position: int) -> Attachment:
    """The row of a file whose bytes are on the disk; not in the database yet."""
    row = Attachment(
        submission=submission,
        position=position,
        name=prepared.name,
        content_type=prepared.content_type[:127],
        size=prepared.size,
        sha256=prepared.sha256,
        created_at=timezone.now(),
    )
    summed = Summed(prepared.file, prepared.name)
    row.file.save(prepared.name, summed, save=False)
    # Storages of other kinds may not read in chunks; they keep sums of their own.
    if summed.written and summed.sha256.hexdigest() != prepared.sha256:
        drop_bytes(row)
        raise OSError("what was stored is not what was read")
    row.pk = prepared.pk or row.pk  # not sooner: two posts at once must not write to one place
    return row


def _undo(stored: list[Attachment]) -> None:
    for each in stored:
        drop_bytes(each)

"""Files of one report for another of the same person: each gets bytes of its own, so that neither's end is the other's.

A file whose copy was let go meanwhile comes along as a row without bytes: its owner is told, and nothing is filed
until they choose it again or go on without it.
"""

import logging
from collections.abc import Collection, Iterable
from contextlib import ExitStack, suppress
from typing import BinaryIO, cast
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from issues.attachments.keeping import ClosedError, Prepared, of, store
from issues.attachments.names import OWN_TEXT
from issues.attachments.refusing import FilesRefused, fitting
from issues.drafts import OPEN
from issues.models import Attachment, State, Submission

logger = logging.getLogger(__name__)


def to_copy(source: Submission) -> list[Attachment]:
    """The files that a report with the same text begins with. The end of a long text is made anew from the text."""
    return [each for each in of(source) if each.state != State.WITHDRAWN and each.content_type != OWN_TEXT]


def copy_ids(target: Submission, ids: Iterable[str]) -> set[str]:
    """What the copies that *target* has of the files *ids* are called. A text that is no UUID names nothing."""
    return {str(copy_id(target, each)) for each in _uuids(ids)}


def elsewhere(owner_id: int, target_id: UUID, ids: Collection[str]) -> list[Attachment]:
    """Those of the files *ids* that are of another report of this owner's than *target_id*. No stranger's is there."""
    if not ids:
        return []
    rows = Attachment.objects.filter(pk__in=_uuids(ids), submission__owner=owner_id)
    return list(rows.exclude(submission=target_id))


def carry(target: Submission, ids: Collection[str]) -> dict[str, str]:
    """Give *target* copies of the files *ids*, but for its own, and those that it has already.

    Why not, by name. Raises ClosedError.
    """
    found = elsewhere(target.owner_id, target.pk, ids)
    if not found:
        return {}
    own = of(target)
    has = {each.pk for each in own}
    alike = {(each.name, each.sha256) for each in own if each.deleted_at is None}
    wanted = [
        each
        for each in found
        if copy_id(target, each.pk) not in has and (each.name, each.sha256) not in alike
    ]
    fits, refused = fitting(own, wanted)
    try:
        _copy(target, fits)
    except FilesRefused as error:
        refused |= error.problems
    return refused


def _copy(target: Submission, rows: Iterable[Attachment]) -> None:
    """Raises FilesRefused, ClosedError."""
    gone = []
    with ExitStack() as opened:
        files = []
        for each in rows:
            file = _opened(each)
            if file is None:
                gone.append(each)
                continue
            opened.enter_context(file)
            own = copy_id(target, each.pk)
            files.append(Prepared(each.name, each.content_type, file, each.sha256, each.size, own))
        store(target, files)
    if gone:
        _tell(target, gone)


def _opened(attachment: Attachment) -> BinaryIO | None:
    """Its bytes; None where they are no longer there."""
    if attachment.deleted_at is not None:
        return None
    try:
        return cast("BinaryIO", attachment.file.open("rb"))
    except OSError as error:
        logger.error("the copy of %s is not there: %s", attachment.pk, error)
        return None


def _tell(target: Submission, gone: Iterable[Attachment]) -> None:
    """Rows of *target* that say what was there. Raises ClosedError: what was sent gets nothing more."""
    now = timezone.now()
    with transaction.atomic():
        held = Submission.objects.filter(pk=target.pk, state__in=OPEN)
        if not held.update(files_put=F("files_put") + 1):
            raise ClosedError(str(target.pk))
        Attachment.objects.bulk_create(
            [
                Attachment(
                    pk=copy_id(target, each.pk),
                    submission=target,
                    position=each.position,
                    name=each.name,
                    content_type=each.content_type,
                    size=each.size,
                    sha256=each.sha256,
                    deleted_at=each.deleted_at or now,
                )
                for each in gone
            ],
            ignore_conflicts=True,
        )


def copy_id(target: Submission, attachment_id: UUID) -> UUID:
    """What *target*'s own of a file is called that is *attachment_id* elsewhere: in another report, or in a browser.

    The same every time, so that whoever knows the first can let go its copy, and has it once.
    """
    return uuid5(target.pk, str(attachment_id))


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found

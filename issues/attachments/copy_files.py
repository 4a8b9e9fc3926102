"""Copies files from one report to another of the same person. Each report gets its own bytes and deletes its own.

A file whose copy was deleted comes along as a row without bytes. Its owner is told, and nothing is filed until they
choose it again or continue without it.
"""

import logging
from collections.abc import Collection, Iterable
from contextlib import ExitStack, suppress
from typing import BinaryIO, cast
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from issues.attachments.file_names import OWN_TEXT
from issues.attachments.file_refusals import FilesRefused, fitting
from issues.attachments.prepare_uploads import Prepared
from issues.attachments.store_files import ClosedError, of, store
from issues.forms.drafts import OPEN
from issues.models import Attachment, State, Submission

logger = logging.getLogger(__name__)


def to_copy(source: Submission) -> list[Attachment]:
    """The files that a report with the same text begins with. A file cut off a long text is made again instead."""
    return [
        each
        for each in of(source)
        if each.state != State.WITHDRAWN and each.content_type != OWN_TEXT
    ]


def copy_ids(target: Submission, ids: Iterable[str]) -> set[str]:
    """The ids of *target*'s copies of the files *ids*. A text that is not a UUID has none."""
    return {str(copy_id(target, each)) for each in _uuids(ids)}


def elsewhere(owner_id: int, target_id: UUID, ids: Collection[str]) -> list[Attachment]:
    """The files among *ids* that belong to other reports of this owner than *target_id*. Never another person's."""
    if not ids:
        return []
    rows = Attachment.objects.filter(pk__in=_uuids(ids), submission__owner=owner_id)
    return list(rows.exclude(submission=target_id))


def carry(target: Submission, ids: Collection[str]) -> dict[str, str]:
    """Give *target* copies of the files *ids*, except for its own and those that it already has.

    Returns the reasons for those not copied, by name. Raises ClosedError.
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
    """The bytes of the file. None where they no longer exist."""
    if attachment.deleted_at is not None:
        return None
    try:
        return cast("BinaryIO", attachment.file.open("rb"))
    except OSError as error:
        logger.error("the copy of %s cannot be opened: %s", attachment.pk, error)
        return None


def _tell(target: Submission, gone: Iterable[Attachment]) -> None:
    """Add rows to *target* that name the deleted files. Raises ClosedError: a sent report cannot change."""
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
    """The id of *target*'s own copy of the file *attachment_id*, which is in another report or a browser.

    It is always the same. So a client that knows the first id can remove its copy, and a repeated request makes one
    copy.
    """
    return uuid5(target.pk, str(attachment_id))


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found

"""Cleans and measures files before they are stored."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast
from uuid import UUID

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from issues.attachments.file_names import clean_name, content_type
from issues.attachments.file_refusals import (
    limit_of,
    problems,
    too_large,
)
from issues.attachments.remove_picture_metadata import CannotCleanError, Cleaning, cleaned

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prepared:
    """A file as stored and sent: name, type and bytes after cleaning."""

    name: str
    content_type: str
    file: BinaryIO
    sha256: str
    size: int
    pk: UUID | None = None


class Owned(Protocol):
    """A report, or a comment or an issue that files are added to: whose files, and which site gets them."""

    @property
    def owner_id(self) -> int: ...
    @property
    def account_id(self) -> str: ...
    @property
    def cloud_id(self) -> str: ...


class HashingFile(File):  # type: ignore[type-arg]  # generic only for the type checker
    """A file that computes its digest while it is read, so the digest is of the stored bytes."""

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


def fit(owned: Owned, uploads: list[UploadedFile[bytes]]) -> tuple[list[Prepared], dict[str, str]]:
    """Returns the files that the site takes after cleaning, and the reasons for the others, by name."""
    if not uploads:
        return [], {}
    limit = limit_of(owned.cloud_id, owned.account_id)
    taken, refused = problems(uploads, limit)
    ready, uncleaned = _prepare(taken, Cleaning(owned.owner_id))
    measured = [(each, too_large(each.size, limit)) for each in ready]
    large = {each.name: problem for each, problem in measured if problem}
    return [each for each, problem in measured if not problem], refused | uncleaned | large


def _prepare(
    uploads: Iterable[UploadedFile[bytes]], cleaning: Cleaning
) -> tuple[list[Prepared], dict[str, str]]:
    """Clean each file. Returns the clean ones, and the reasons for the others, by name."""
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

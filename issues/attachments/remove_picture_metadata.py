"""Removes metadata from pictures: where, when, with what and by whom they were taken.

The bytes that show the picture stay unchanged; everything else in the file goes. A picture that cannot be parsed is
refused: asking again is better than sending a person's address. docs/decisions/0028 says why.
"""

import mmap
from collections.abc import Hashable
from contextlib import AbstractContextManager
from functools import partial
from time import monotonic, sleep
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from issues.attachments.picture_cleaning_turns import FairQueue
from issues.pictures import TYPES, Buffer, Plan, StrippedFile, UnstrippableError, kind_of, stripped

# Large pictures are parsed one at a time in a process, each person in turn, with pauses for other threads. So pages
# opened meanwhile are not slowed down.
_LARGE = 256 * 1024  # bytes: a smaller one takes no noticeable time
_PATIENCE = 10.0  # seconds
_breathe = partial(sleep, 0.002)
_turns = FairQueue()
# The most seconds of parsing for one post. Few pictures need a tenth of a second.
_A_POST = 15.0


class CannotCleanError(Exception):
    """The picture may hold metadata that cannot be removed. *words*: for its owner."""

    def __init__(self, why: str, words: str = "") -> None:
        self.words = words or _(
            "This picture may tell where and when it was taken, and Lodge cannot take that out of it. "
            "Save it as PNG or JPEG, or make a screenshot of it"
        )
        super().__init__(why)


class Cleaning:
    """The pictures of one post by *owner*, which share a limited time."""

    def __init__(self, owner: Hashable) -> None:
        self._owner = owner
        self._until = monotonic() + _A_POST

    def turn(self) -> AbstractContextManager[None]:
        """Hold the turn to parse a picture during the block. Raises TimeoutError."""
        return _turns.taken(self._owner, min(self._until - monotonic(), _PATIENCE))


def cleaned(file: BinaryIO, cleaning: Cleaning | None = None) -> tuple[BinaryIO, str] | None:
    """(*file* or a new one in its place, content type) of a picture. None for any other file.

    *cleaning*: shared by the files of one post. The new file reads from *file* while it is read. Raises
    CannotCleanError.
    """
    data = _bytes_of(file)
    kind = kind_of(data)
    if kind is None:
        return None
    try:
        plan = _stripped(kind, data, cleaning or Cleaning(None))
    except UnstrippableError as error:
        raise CannotCleanError(f"{kind}: {error}") from error
    if plan.changes_nothing():
        file.seek(0)
        return file, TYPES[kind]
    return cast("BinaryIO", StrippedFile(plan)), TYPES[kind]


def _stripped(kind: str, data: Buffer, cleaning: Cleaning) -> Plan:
    """Parse it in turn. Raises UnstrippableError, and CannotCleanError where others take too long."""
    if len(data) < _LARGE:
        return stripped(kind, data)
    try:
        with cleaning.turn():
            return stripped(kind, data, _breathe)
    except TimeoutError:
        words = _("Lodge is cleaning other pictures, one at a time. Add this one again in a moment")
        raise CannotCleanError(f"{kind}: no turn", words) from None


def _bytes_of(file: BinaryIO) -> Buffer:
    """All bytes of the file. A file on disk is mapped, not copied."""
    file.seek(0)
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        return file.read()

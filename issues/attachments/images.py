"""Takes out of a picture what it tells beside what it shows: where it was taken, when, with what, by whom.

What shows a picture stays byte by byte, whatever else its file holds goes. One that cannot be taken apart is refused:
better asked for again than sent with somebody's address in it. docs/decisions/0028 says why.
"""

import mmap
from collections.abc import Hashable
from contextlib import AbstractContextManager
from functools import partial
from time import monotonic, sleep
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from issues.attachments.turns import Turns
from issues.pictures import TYPES, Buffer, Plan, StrippedFile, UnstrippableError, kind_of, stripped

# Pictures with very many parts are taken apart one at a time in a process, each person's in turn, and others have the
# interpreter in between: whoever opens a page meanwhile does not feel it.
_LARGE = 256 * 1024  # bytes: a smaller one is done before anybody could wait
_PATIENCE = 10.0  # seconds
_breathe = partial(sleep, 0.002)
_turns = Turns()
# What one post may take of that, in seconds: hardly any picture takes a tenth of one.
_A_POST = 15.0


class CannotCleanError(Exception):
    """The picture has traces, or may have, and they cannot be taken out. *words*: for its owner."""

    def __init__(self, why: str, words: str = "") -> None:
        self.words = words or _(
            "This picture may tell where and when it was taken, and Lodge cannot take that out of it. "
            "Save it as PNG or JPEG, or make a screenshot of it"
        )
        super().__init__(why)


class Cleaning:
    """The pictures of one post, which are *owner*'s: together they take a bounded time."""

    def __init__(self, owner: Hashable) -> None:
        self._owner = owner
        self._until = monotonic() + _A_POST

    def turn(self) -> AbstractContextManager[None]:
        """Until the end of the block one may be taken apart. Raises TimeoutError."""
        return _turns.taken(self._owner, min(self._until - monotonic(), _PATIENCE))


def cleaned(file: BinaryIO, cleaning: Cleaning | None = None) -> tuple[BinaryIO, str] | None:
    """(*file* or a new one in its place, content type) of a picture; None for what is no picture.

    *cleaning*: that of the post that it came with, where others came along.
    The new one reads from *file* while it is read. Raises CannotCleanError.
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
    """In its turn. Raises UnstrippableError, and CannotCleanError where others take too long."""
    if len(data) < _LARGE:
        return stripped(kind, data)
    try:
        with cleaning.turn():
            return stripped(kind, data, _breathe)
    except TimeoutError:
        words = _("Lodge is cleaning other pictures, one at a time. Add this one again in a moment")
        raise CannotCleanError(f"{kind}: no turn", words) from None


def _bytes_of(file: BinaryIO) -> Buffer:
    """All of it; what lies on the disk is looked at there."""
    file.seek(0)
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        return file.read()

"""Takes out of a picture what it tells beside what it shows: where it was taken, when, with what, by whom.

What shows a picture stays byte by byte, whatever else its file holds goes. One that cannot be taken apart is refused:
better asked for again than sent with somebody's address in it. docs/decisions/0028 says why.
"""

import mmap
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from issues.pictures import TYPES, Buffer, StrippedFile, UnstrippableError, kind_of, stripped


class CannotCleanError(Exception):
    """The picture has traces, or may have, and they cannot be taken out. *words*: for its owner."""

    def __init__(self, why: str) -> None:
        self.words = _(
            "This picture may tell where and when it was taken, and Lodge cannot take that out of it. "
            "Save it as PNG or JPEG, or make a screenshot of it"
        )
        super().__init__(why)


def cleaned(file: BinaryIO) -> tuple[BinaryIO, str] | None:
    """(*file* or a new one in its place, content type) of a picture; None for what is no picture.

    The new one reads from *file* while it is read. Raises CannotCleanError.
    """
    data = _bytes_of(file)
    kind = kind_of(data)
    if kind is None:
        return None
    try:
        plan = stripped(kind, data)
    except UnstrippableError as error:
        raise CannotCleanError(f"{kind}: {error}") from error
    if plan.changes_nothing():
        file.seek(0)
        return file, TYPES[kind]
    return cast("BinaryIO", StrippedFile(plan)), TYPES[kind]


def _bytes_of(file: BinaryIO) -> Buffer:
    """All of it; what lies on the disk is looked at there."""
    file.seek(0)
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        return file.read()

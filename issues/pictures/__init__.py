"""Removes from a picture's file all that does not show the picture: where, when, with what and by whom it was taken.

No picture is decompressed, so decompression bombs do no harm and no picture looks different afterwards. Each format
has a parser for its container that knows the parts which show the picture, and leaves out all others. Pure: from the
bytes of one file to the pieces of another. docs/decisions/0028 gives the reasons.
"""

import struct
from collections.abc import Callable

from issues.pictures import bmp, gif, jpeg, jpeg2000, jxl, png, tiff, webp
from issues.pictures.file_signatures import kind_of
from issues.pictures.isobmff import strip as heif
from issues.pictures.strip_plan import Buffer, Plan, UnstrippableError
from issues.pictures.stripped_file import StrippedFile

__all__ = ["TYPES", "Buffer", "Plan", "StrippedFile", "UnstrippableError", "kind_of", "stripped"]

TYPES = {
    "JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "BMP": "image/bmp",
    "TIFF": "image/tiff", "AVIF": "image/avif", "HEIF": "image/heif", "JXL": "image/jxl", "JPEG2000": "image/jp2",
}  # fmt: skip
_STRIPS: dict[str, Callable[[Plan], None]] = {
    "JPEG": jpeg.strip, "PNG": png.strip, "WEBP": webp.strip, "GIF": gif.strip, "BMP": bmp.strip,
    "TIFF": tiff.strip, "AVIF": heif, "HEIF": heif, "JXL": jxl.strip, "JPEG2000": jpeg2000.strip,
}  # fmt: skip


def stripped(kind: str, data: Buffer, pause: Callable[[], None] | None = None) -> Plan:
    """The plan of the new file for the picture *data*, whose *kind* `kind_of` found. Raises UnstrippableError.

    *pause* is called after about each millisecond of work.
    """
    plan = Plan(data, pause)
    try:
        _STRIPS[kind](plan)
    except (struct.error, IndexError, OverflowError) as error:
        raise UnstrippableError(f"{kind}: cut off") from error
    return plan

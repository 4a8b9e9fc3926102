"""Whether a picture carries anything but the picture: where, when and with what it was taken. Pure.

Each format has a walk over its container that knows the parts which are needed to show the picture, their order and
their lengths. Whatever else a walk meets counts as a trace, so does a byte after the end. The walks never unpack
anything: what they cost is bounded by the length of the file.
"""

import struct
from collections.abc import Callable

from issues.attachments.traces import bmp, jpeg, png, webp
from issues.attachments.traces.kinds import Buffer

_WALKS: dict[str, Callable[[Buffer], bool]] = {
    "JPEG": jpeg.is_bare,
    "PNG": png.is_bare,
    "WEBP": webp.is_bare,
    "BMP": bmp.is_bare,
}


def has_traces(kind: str, data: Buffer) -> bool:
    """Whether *data*, a picture of the *kind* that `kinds.kind_of` found, holds more than a picture.

    Unknown kinds and broken files: yes.
    """
    walk = _WALKS.get(kind)
    if walk is None:
        return True
    try:
        return not walk(data)
    except (struct.error, IndexError):
        return True

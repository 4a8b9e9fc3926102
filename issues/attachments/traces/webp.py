"""The parts of a WebP. Source: Google's WebP Container Specification (RFC 9649, chapter 2)."""

import struct
from collections.abc import Iterator

from issues.attachments.traces.kinds import Buffer

_PIXELS = frozenset([b"VP8 ", b"VP8L"])
_FRAME_HEADER = 16
_LENGTHS = {b"VP8X": 10, b"ANIM": 6}
_ONCE = frozenset([b"VP8X", b"ANIM", b"ICCP", b"ALPH", *_PIXELS])


def is_bare(data: Buffer) -> bool:
    """Whether the file is as long as it says, and holds one picture or frames, and nothing that is never shown."""
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 != len(data):
        return False
    names: list[bytes] = []
    for name, start, size in _chunks(data, 12, len(data)):
        if size != _LENGTHS.get(name, size) or (name == b"ANMF" and not _is_frame(data, start, size)):
            return False
        names.append(name)
    pixels = [name for name in names if name in _PIXELS]
    known = set(names) <= {*_ONCE, b"ANMF"} and all(names.count(each) <= 1 for each in _ONCE)
    if not known or len(pixels) + (b"ANMF" in names) != 1:
        return False
    return names[0] == b"VP8X" or len(names) == 1


def _is_frame(data: Buffer, start: int, size: int) -> bool:
    """A frame has a header and pixels, and maybe what of them is seen through."""
    names = [name for name, _start, _size in _chunks(data, start + _FRAME_HEADER, start + size)]
    return (
        names[-1:] != [b"ALPH"]
        and [name for name in names if name != b"ALPH"] in ([b"VP8 "], [b"VP8L"])
        and (len(names) <= 2)
    )


def _chunks(data: Buffer, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, where its bytes start, how many) of each. Raises struct.error when one does not end where it should."""
    while at < end:
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, at + 8, size
        at += 8 + size
        if size % 2:
            if data[at] != 0:
                raise struct.error("a byte that only fills is not empty")
            at += 1
    if at != end:
        raise struct.error("a part ends after the whole")

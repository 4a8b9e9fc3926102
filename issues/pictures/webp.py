"""The parts of a WebP that show it, animated or not. Source: WebP Container Specification (RFC 9649, 2)."""

import struct
from collections.abc import Iterator

from issues.pictures import exif, strip_icc_text
from issues.pictures.strip_plan import Plan, UnstrippableError

_PIXELS = frozenset([b"VP8 ", b"VP8L"])
_LENGTHS = {b"VP8X": 10, b"ANIM": 6}
_FRAME_HEADER, _CHUNK_HEADER = 16, 8
_HAS_PROFILE, _HAS_EXIF, _HAS_XMP = 0x20, 0x08, 0x04
_MOST_PROFILE, _MOST_EXIF = 8 * 1024 * 1024, 4 * 1024 * 1024

_Part = bytes | tuple[int, int]


def strip(plan: Plan) -> None:
    """Keeps one picture or its frames, transparency, colours and orientation."""
    (length,) = struct.unpack_from("<I", plan.data, 4)
    chunks = list(_chunks(plan, 12, min(length + 8, len(plan.data) + 1)))
    parts: list[_Part] = []
    seen: set[bytes] = set()
    for name, start, size in chunks:
        if name not in seen or name == b"ANMF":
            parts += _shown(plan, name, start, size, seen)
    if not seen & {*_PIXELS, b"ANMF"}:
        raise UnstrippableError("a WebP without a picture")
    _write(plan, parts)


def _shown(plan: Plan, name: bytes, start: int, size: int, seen: set[bytes]) -> list[_Part]:
    """The needed parts of the chunk. Adds its name to *seen*."""
    if name in _LENGTHS and size != _LENGTHS[name]:
        raise UnstrippableError(f"part {name!r} of a WebP")
    match name:
        case b"VP8X" | b"ANIM" | b"ALPH":
            made: list[_Part] = [_whole(start, size)]
        case b"VP8 " | b"VP8L":
            made = [_whole(start, size)] if not seen & {*_PIXELS, b"ANMF"} else []
        case b"ANMF":
            made = _frame(plan, start, size) if not seen & _PIXELS else []
        case b"ICCP":
            fresh = strip_icc_text.without_words(
                plan.data[start : start + min(size, _MOST_PROFILE)]
            )
            made = [_chunk(name, fresh)] if fresh else []
        case b"EXIF":
            fresh = exif.only_orientation(plan.data[start : start + min(size, _MOST_EXIF)])
            made = [_chunk(name, fresh)] if fresh else []
        case _:
            made = []
    if made:
        seen.add(name)
    return made


def _frame(plan: Plan, start: int, size: int) -> list[_Part]:
    """A frame has a header, pixels, and perhaps transparency."""
    inside = [
        (name, at, length)
        for name, at, length in _chunks(plan, start + _FRAME_HEADER, start + size)
        if name in _PIXELS or name == b"ALPH"
    ]
    names = [name for name, _at, _length in inside]
    if names not in ([b"VP8 "], [b"VP8L"], [b"ALPH", b"VP8 "]):
        raise UnstrippableError("a frame of a WebP")
    spans = [_whole(at, length) for _name, at, length in inside]
    total = _FRAME_HEADER + sum(end - begin for begin, end in spans)
    return [b"ANMF" + struct.pack("<I", total), (start, start + _FRAME_HEADER), *spans]


def _write(plan: Plan, parts: list[_Part]) -> None:
    total = 4 + sum(len(each) if isinstance(each, bytes) else each[1] - each[0] for each in parts)
    plan.put(0, 12, b"RIFF" + struct.pack("<I", total) + b"WEBP")
    written = {each[:4] for each in parts if isinstance(each, bytes)}
    for each in parts:
        if isinstance(each, bytes):
            plan.add(each)
        elif plan.data[each[0] : each[0] + 4] == b"VP8X":
            plan.put(each[0], each[1], _extended(plan.data[each[0] : each[1]], written))
        else:
            plan.keep(each[0], min(each[1], len(plan.data)))
            # the last byte is padding, which some writers omit
            plan.add(bytes(max(0, each[1] - len(plan.data))))


def _extended(chunk: bytes, written: set[bytes]) -> bytes:
    """The header that lists the other chunks."""
    flags = chunk[_CHUNK_HEADER] & ~(_HAS_PROFILE | _HAS_EXIF | _HAS_XMP)
    flags |= _HAS_PROFILE if b"ICCP" in written else 0
    flags |= _HAS_EXIF if b"EXIF" in written else 0
    return chunk[:_CHUNK_HEADER] + bytes([flags]) + bytes(3) + chunk[_CHUNK_HEADER + 4 :]


def _whole(start: int, size: int) -> tuple[int, int]:
    """The chunk with its header and padding."""
    return start - _CHUNK_HEADER, start + size + size % 2


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _chunks(plan: Plan, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, offset, length) of each chunk."""
    while at + _CHUNK_HEADER <= end:
        plan.step()
        name, size = struct.unpack_from("<4sI", plan.data, at)
        at += _CHUNK_HEADER
        if at + size > end:
            raise UnstrippableError("a part ends after the whole")
        yield name, at, size
        at += size + size % 2

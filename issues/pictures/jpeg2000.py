"""The parts of a JPEG 2000 that show it. Source: ITU-T T.800, annexes A (codestream) and I (JP2)."""

import struct

from issues.pictures import strip_icc_text
from issues.pictures.boxes import Box, box, boxes, boxes_of_file
from issues.pictures.strip_plan import Plan, UnstrippableError

_COMMENT, _TILE, _DATA, _END = 0xFF64, 0xFF90, 0xFF93, 0xFFD9
_EOC, _TILE_HEADER = b"\xff\xd9", 12
_HEADER = frozenset([b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "])
_COLOUR_HEADER, _PROFILES = 3, frozenset([2, 3])
_MOST_FILETYPE, _MOST_RESOLUTION, _MOST_HEADER = 256, 44, 16 * 1024 * 1024


def strip(plan: Plan) -> None:
    """Keeps the codestream, without comments, and the description of its colours."""
    if plan.data[:2] == b"\xff\x4f":
        _codestream(plan, 0, len(plan.data))
        return
    seen: set[bytes] = set()
    for each in boxes_of_file(plan, {b"jp2c"}):
        if each.name in seen:
            continue
        seen.add(each.name)
        match each.name:
            case b"jP  ":
                plan.keep(each.start, each.end)
            case b"ftyp" if each.end - each.body <= _MOST_FILETYPE:
                plan.keep(each.start, each.end)
            case b"jp2h":
                _header(plan, each)
            case b"jp2c":
                _packed(plan, each)
            case b"ftbl" | b"comp" | b"moov":
                raise UnstrippableError("a JPEG 2000 of several pictures")
            case _:
                pass
    if not {b"jp2h", b"jp2c"} <= seen:
        raise UnstrippableError("a JPEG 2000 without a picture")


def _header(plan: Plan, whole: Box) -> None:
    if whole.end - whole.body > _MOST_HEADER:
        raise UnstrippableError("the header of a JPEG 2000")
    inside = [each for each in boxes(plan, whole.body, whole.end) if each.name in _HEADER]
    plan.put(whole.start, whole.end, box(b"jp2h", b"".join(_kept(plan, each) for each in inside)))


def _kept(plan: Plan, each: Box) -> bytes:
    data = plan.data
    if each.name == b"colr" and data[each.body] in _PROFILES:
        profile = strip_icc_text.without_words(data[each.body + _COLOUR_HEADER : each.end])
        return (
            box(b"colr", data[each.body : each.body + _COLOUR_HEADER] + profile) if profile else b""
        )
    if each.name == b"res " and each.end - each.start > _MOST_RESOLUTION:
        return b""
    return data[each.start : each.end]


def _packed(plan: Plan, whole: Box) -> None:
    """Writes the box with the length of its kept content."""
    inner = Plan(plan.data, plan.pause)
    _codestream(inner, whole.body, whole.end)
    plan.put(whole.start, whole.body, box(b"jp2c", bytes(inner.size))[:8])
    plan.extend(inner)


def _codestream(plan: Plan, at: int, end: int) -> None:
    """From *at* to the end of the picture. Comments before the first tile are dropped; in a tile they are blanked."""
    plan.keep(at, at + 2)
    at += 2
    while (found := _segment(plan, at, end))[0] != _TILE:
        if found[0] != _COMMENT:
            plan.keep(at, found[1])
        at = found[1]
    while at + _TILE_HEADER <= end and (found := _segment(plan, at, end))[0] == _TILE:
        (length,) = struct.unpack_from(">I", plan.data, at + 6)
        at = _tile(plan, at, min(at + length, end) if length else _end_of_last(plan, at, end))
    if at + 2 <= end and plan.data[at : at + 2] == _EOC:
        plan.keep(at, at + 2)
    elif at < end:
        raise UnstrippableError("a JPEG 2000 whose tiles are longer than they say")


def _end_of_last(plan: Plan, at: int, end: int) -> int:
    """The end of a tile without a length. Compressed pixels never look like a marker."""
    found: int = plan.data.find(_EOC, at, end)
    return found if found >= 0 else end


def _tile(plan: Plan, at: int, end: int) -> int:
    """Keep the tile. Returns its end."""
    while (found := _segment(plan, at, end))[0] != _DATA:
        if found[0] == _COMMENT:
            plan.put(at, found[1], plan.data[at : at + 4] + bytes(found[1] - at - 4))
        else:
            plan.keep(at, found[1])
        at = found[1]
    plan.keep(at, end)
    return end


def _segment(plan: Plan, at: int, end: int) -> tuple[int, int]:
    """(code, end)."""
    plan.step()
    (marker,) = struct.unpack_from(">H", plan.data, at)
    if marker in {_DATA, _END}:
        return marker, at + 2
    (length,) = struct.unpack_from(">H", plan.data, at + 2)
    if marker < 0xFF00 or length < 2 or at + 2 + length > end:
        raise UnstrippableError("a JPEG 2000 that was cut off")
    return marker, at + 2 + length

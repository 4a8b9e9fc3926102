"""Boxes: length, name, content. Source: ISO/IEC 14496-12, 4.2. JPEG 2000 and JPEG XL use the same."""

import struct
from collections.abc import Collection, Iterator
from typing import NamedTuple

from issues.pictures.strip_plan import Plan, UnstrippableError

_HEADER, _LONG_HEADER = 8, 16
_LONG, _TO_THE_END = 1, 0


class Box(NamedTuple):
    """The offsets of its beginning, its content and its end."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(plan: Plan, at: int, end: int) -> Iterator[Box]:
    """The boxes from *at* to *end*. Raises UnstrippableError when one is longer than that."""
    while at < end:
        found = _box_at(plan, at, end)
        if found is None:
            raise UnstrippableError("a box ends after the whole")
        yield found
        at = found.end


def boxes_of_file(plan: Plan, pixels: Collection[bytes]) -> Iterator[Box]:
    """The boxes of the file, up to bytes that are not a box, which were appended to the file.

    Raises UnstrippableError where a box in *pixels* is cut off.
    """
    at = 0
    while at < len(plan.data) and (found := _box_at(plan, at, len(plan.data))) is not None:
        yield found
        at = found.end
    if plan.data[at + 4 : at + _HEADER] in pixels:
        raise UnstrippableError("a file that was cut off")


def _box_at(plan: Plan, at: int, end: int) -> Box | None:
    """The box at *at*. None where it does not end before *end*."""
    plan.step()
    if at + _HEADER > end:
        return None
    size, name = struct.unpack_from(">I4s", plan.data, at)
    body = at + _HEADER
    if size == _LONG and at + _LONG_HEADER <= end:
        (size,) = struct.unpack_from(">Q", plan.data, body)
        body = at + _LONG_HEADER
    elif size == _TO_THE_END:
        size = end - at
    return Box(name, at, body, at + size) if body <= at + size <= end else None


def box(name: bytes, body: bytes) -> bytes:
    """A box with *body* in it."""
    return struct.pack(">I4s", _HEADER + len(body), name) + body

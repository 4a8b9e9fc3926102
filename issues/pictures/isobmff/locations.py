"""Where the bytes of items lie: `iloc`. ISO/IEC 14496-12, 8.11.3."""

import struct
from collections.abc import Mapping
from typing import NamedTuple

from issues.pictures.boxes import Box, box
from issues.pictures.isobmff.offset_map import Places
from issues.pictures.strip_plan import Plan, UnstrippableError

IN_FILE, IN_BOX = 0, 1


class Extents(NamedTuple):
    """The ranges of an item's bytes, from the beginning of the file. *method*: the construction method."""

    method: int
    spans: list[tuple[int, int]]


class _Reader:
    """Reads integers of a width that the file gives."""

    def __init__(self, plan: Plan, at: int, end: int) -> None:
        self.plan, self.at, self.end = plan, at, end

    def number(self, width: int) -> int:
        """The next integer. Raises UnstrippableError at the end."""
        self.at += width
        if self.at > self.end:
            raise UnstrippableError("places end after their box")
        return int.from_bytes(self.plan.data[self.at - width : self.at], "big")


def read(plan: Plan, iloc: Box, idat: Box | None) -> dict[int, Extents]:
    """By item number. Items in other files, or in other items, are left out."""
    reader = _Reader(plan, iloc.body, iloc.end)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    widths = tuple(sizes >> shift & 15 for shift in (12, 8, 4, 0))
    found = {}
    for _each in range(reader.number(4 if version == 2 else 2)):
        plan.step()
        number, extents = _item(plan, reader, version, widths, idat)
        if extents is not None:
            found[number] = extents
    return found


def _item(
    plan: Plan, reader: _Reader, version: int, widths: tuple[int, ...], idat: Box | None
) -> tuple[int, Extents | None]:
    offset_width, length_width, base_width, index_width = widths
    number = reader.number(4 if version == 2 else 2)
    method = reader.number(2) & 15 if version else IN_FILE
    elsewhere = reader.number(2)
    base = reader.number(base_width)
    if method == IN_BOX and idat is not None:
        base += idat.body
    limit = idat.end if method == IN_BOX and idat is not None else len(plan.data)
    spans, whole = [], True
    for _each in range(reader.number(2)):
        plan.step()
        reader.number(index_width if version else 0)
        start = base + reader.number(offset_width)
        end = start + reader.number(length_width)
        spans.append((start, end))
        whole = whole and start < end <= limit
    known = method == IN_FILE or (method == IN_BOX and idat is not None)
    return number, Extents(method, spans) if known and whole and spans and not elsewhere else None


def write(items: Mapping[int, Extents], places: Places, inner: Places, wide: bool) -> bytes:
    """The box, with items in the file at *places* and items in the `idat` box at *inner*."""
    version = 2 if wide else int(any(each.method for each in items.values()))
    size = "I" if wide else "H"
    parts = [struct.pack(f">I2s{size}", version << 24, b"\x44\0", len(items))]
    for number, each in items.items():
        parts.append(
            struct.pack(f">{size}", number) + (struct.pack(">H", each.method) if version else b"")
        )
        parts.append(struct.pack(">HH", 0, len(each.spans)))
        where = inner if each.method == IN_BOX else places
        parts += [struct.pack(">II", where.of(start), end - start) for start, end in each.spans]
    return box(b"iloc", b"".join(parts))

"""The items of a file: those that form the picture, and their description. ISO/IEC 14496-12, 8.11; 23008-12, 6."""

import struct

from issues.pictures.boxes import Box, box, boxes
from issues.pictures.isobmff import locations, properties
from issues.pictures.isobmff.locations import IN_BOX
from issues.pictures.isobmff.offset_map import Places
from issues.pictures.strip_plan import Plan, UnstrippableError

_PIXELS = frozenset(b"hvc1 av01 avc1 vvc1 evc1 lhv1 j2k1 unci grid iovl".split())
# The same as another item, rotated.
_WITHOUT_BYTES = b"iden"
# References to what a picture is made from, to a picture from its transparency, and for premultiplied colours.
_MADE_FROM = frozenset([b"dimg", b"base", b"exbl"])
_OVER, _PREMULTIPLIED = b"auxl", b"prem"
_HIDDEN = 1
_MOST_SMALL = 2**16


class Items:
    """The primary picture, the items that it is made from, and its transparency."""

    def __init__(self, plan: Plan, meta: Box) -> None:
        self._plan = plan
        inside: dict[bytes, Box] = {}
        for each in boxes(plan, meta.body + 4, meta.end):
            inside.setdefault(each.name, each)
        try:
            self.primary = _number(plan, inside[b"pitm"].body)
            kinds = _kinds(plan, inside[b"iinf"])
            extents = locations.read(plan, inside[b"iloc"], inside.get(b"idat"))
            self.properties = properties.Properties(plan, inside[b"iprp"])
        except KeyError as error:
            raise UnstrippableError("a description without a picture") from error
        links = _links(plan, inside.get(b"iref"))
        shown = _shown(self.primary, links, self.properties)
        self.kinds = kinds
        self.kept = [each for each in kinds if each in shown]
        self.links = [_among(link, shown) for link in links]
        self.extents = {each: extents[each] for each in self.kept if each in extents}
        missing = shown - {each for each in self.extents if kinds[each][0] in _PIXELS}
        if any(kinds.get(each, (b"",))[0] != _WITHOUT_BYTES for each in missing):
            raise UnstrippableError("a picture of an unknown kind, or without its pixels")
        self.spans = [
            span for each in self.extents.values() if each.method != IN_BOX for span in each.spans
        ]

    def written(self, places: Places) -> bytes:
        """The box that describes the items, with their pixels at *places*."""
        wide = max(self.kept) >= _MOST_SMALL
        size = "I" if wide else "H"
        inner = Places(
            [s for each in self.extents.values() if each.method == IN_BOX for s in each.spans], 0
        )
        entries = [_entry(each, *self.kinds[each], size) for each in self.kept]
        count = struct.pack(f">I{size}", wide << 24, len(entries))
        links = [_link(link, size) for link in self.links if link[2]]
        packed = b"".join(self._plan.data[start:end] for start, end in inner.spans)
        parts = [
            box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
            box(b"pitm", struct.pack(f">I{size}", wide << 24, self.primary)),
            locations.write(self.extents, places, inner, wide),
            box(b"iinf", count + b"".join(entries)),
            box(b"iref", struct.pack(">I", wide << 24) + b"".join(links)) if links else b"",
            self.properties.written(self.kept, wide),
            box(b"idat", packed) if packed else b"",
        ]
        return box(b"meta", bytes(4) + b"".join(parts))


_Link = tuple[bytes, int, tuple[int, ...]]  # type, from, to


def _number(plan: Plan, at: int) -> int:
    """An item's number after a version: two bytes in version 0, otherwise four."""
    return int(struct.unpack_from(">I" if plan.data[at] else ">H", plan.data, at + 4)[0])


def _kinds(plan: Plan, iinf: Box) -> dict[int, tuple[bytes, bool]]:
    """By item number: its type, and whether it is hidden. Names and protected items are left out."""
    found: dict[int, tuple[bytes, bool]] = {}
    start = iinf.body + (8 if plan.data[iinf.body] else 6)
    for each in boxes(plan, start, iinf.end):
        version, flags = plan.data[each.body], plan.data[each.body + 3]
        if each.name == b"infe" and version in {2, 3}:
            number, protected, kind = struct.unpack_from(
                ">HH4s" if version == 2 else ">IH4s", plan.data, each.body + 4
            )
            if not protected:
                found.setdefault(number, (kind, bool(flags & _HIDDEN)))
    return found


def _links(plan: Plan, iref: Box | None) -> list[_Link]:
    if iref is None:
        return []
    size, width = ("I", 4) if plan.data[iref.body] else ("H", 2)
    found = []
    for each in boxes(plan, iref.body + 4, iref.end):
        source, count = struct.unpack_from(f">{size}H", plan.data, each.body)
        plan.step(count)
        found.append(
            (
                each.name,
                source,
                struct.unpack_from(f">{count}{size}", plan.data, each.body + width + 2),
            )
        )
    return found


def _shown(primary: int, links: list[_Link], known: properties.Properties) -> set[int]:
    """The picture, the items that it is made from, and the transparency of each."""
    made_from: dict[int, list[int]] = {}
    for name, source, targets in links:
        if name in _MADE_FROM:
            made_from.setdefault(source, []).extend(targets)
        elif name == _OVER and known.is_transparency(source):
            for target in targets:
                made_from.setdefault(target, []).append(source)
    shown, waiting = {primary}, [primary]
    while waiting:
        fresh = set(made_from.get(waiting.pop(), ())) - shown
        shown |= fresh
        waiting += fresh
    return shown


def _among(link: _Link, kept: set[int]) -> _Link:
    """The reference, reduced to the kept items."""
    name, source, targets = link
    wanted = source in kept and name in {*_MADE_FROM, _OVER, _PREMULTIPLIED}
    return name, source, tuple(each for each in targets if each in kept) if wanted else ()


def _entry(number: int, kind: bytes, hidden: bool, size: str) -> bytes:
    """The entry of an item in the list, without a name."""
    version = 3 if size == "I" else 2
    return box(b"infe", struct.pack(f">I{size}H4sx", version << 24 | hidden, number, 0, kind))


def _link(link: _Link, size: str) -> bytes:
    name, source, targets = link
    return box(name, struct.pack(f">{size}H{len(targets)}{size}", source, len(targets), *targets))

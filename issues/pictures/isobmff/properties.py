"""The properties of items: size, codec, rotation, colours. 23008-12, 6.5."""

import struct

from issues.pictures import strip_icc_text
from issues.pictures.boxes import Box, box, boxes
from issues.pictures.strip_plan import Plan, UnstrippableError

# Names, times and camera data are left out. Properties with a fixed length hold nothing else.
_LENGTHS = {
    b"ispe": 12, b"irot": 1, b"imir": 1, b"pasp": 8, b"clap": 32, b"clli": 4, b"mdcv": 24, b"amve": 8, b"a1op": 1,
    b"lsel": 2,
}  # fmt: skip
_KEPT = frozenset(
    b"pixi hvcC av1C avcC vvcC evcC lhvC j2kH a1lx tols oinf rloc uncC cmpd cmpC icef cloc cclv ccst".split()
)
_COLOURS, _AUXILIARY = b"colr", b"auxC"
TRANSPARENCY = (
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
    b"urn:mpeg:hevc:2015:auxid:1\0",
    b"urn:mpeg:avc:2015:auxid:1\0",
)
_ESSENTIAL, _MOST_SMALL = 0x8000, 0x7F


class Properties:
    """All properties, and the items that have each."""

    def __init__(self, plan: Plan, iprp: Box) -> None:
        self._all: list[tuple[bytes, bytes]] = []
        self._of: dict[int, list[tuple[bool, int]]] = {}  # (whether it is essential, its index)
        for each in boxes(plan, iprp.body, iprp.end):
            if each.name == b"ipco":
                self._all = [
                    (one.name, plan.data[one.body : one.end])
                    for one in boxes(plan, each.body, each.end)
                ]
            elif each.name == b"ipma":
                self._read(plan, each)

    def is_transparency(self, item: int) -> bool:
        """Whether the item is the transparency of another."""
        return any(
            self._all[which][1].startswith(TRANSPARENCY, 4) for which in self._auxiliary(item)
        )

    def written(self, items: list[int], wide: bool) -> bytes:
        """The box for these items with the kept properties. Raises UnstrippableError."""
        fresh = self._fresh(items)
        numbers = {which: number for number, which in enumerate(fresh, 1)}
        large = len(fresh) > _MOST_SMALL
        entries = []
        for item in items:
            wanted = [
                (need, numbers[which]) for need, which in self._of.get(item, []) if which in numbers
            ]
            packed = [
                struct.pack(">H", number | need << 15) if large else bytes([number | need << 7])
                for need, number in wanted
            ]
            entries.append(
                struct.pack(">IB" if wide else ">HB", item, len(wanted)) + b"".join(packed)
            )
        listed = struct.pack(">II", wide << 24 | large, len(entries)) + b"".join(entries)
        return box(b"iprp", box(b"ipco", b"".join(fresh.values())) + box(b"ipma", listed))

    def _fresh(self, items: list[int]) -> dict[int, bytes]:
        """The new properties, by their old index."""
        used: dict[int, bool] = {}
        for need, which in (pair for item in items for pair in self._of.get(item, [])):
            used[which] = used.get(which, False) or need
        fresh = {}
        for which in sorted(used):
            piece = _kept(*self._all[which])
            if piece:
                fresh[which] = piece
            elif used[which]:
                raise UnstrippableError(f"property {self._all[which][0]!r} of a picture")
        return fresh

    def _auxiliary(self, item: int) -> list[int]:
        return [
            which for _need, which in self._of.get(item, []) if self._all[which][0] == _AUXILIARY
        ]

    def _read(self, plan: Plan, ipma: Box) -> None:
        version, flags = plan.data[ipma.body], plan.data[ipma.body + 3]
        large = flags & 1
        (count,) = struct.unpack_from(">I", plan.data, ipma.body + 4)
        at = ipma.body + 8
        for _each in range(count):
            item, many = struct.unpack_from(">IB" if version else ">HB", plan.data, at)
            at += 5 if version else 3
            plan.step(1 + many)
            raw = struct.unpack_from(f">{many}{'H' if large else 'B'}", plan.data, at)
            at += many * (2 if large else 1)
            shift = 15 if large else 7
            pairs = [(bool(one >> shift), (one & (1 << shift) - 1) - 1) for one in raw]
            self._of.setdefault(item, []).extend(
                pair for pair in pairs if 0 <= pair[1] < len(self._all)
            )


def _kept(name: bytes, body: bytes) -> bytes:
    """The box as written. Empty where it is dropped."""
    if name == _COLOURS:
        return _colours(body)
    if name == _AUXILIARY:
        return box(
            name,
            body[:4] + next((each for each in TRANSPARENCY if body.startswith(each, 4)), b"\0"),
        )
    return box(name, body) if name in _KEPT or len(body) == _LENGTHS.get(name) else b""


def _colours(body: bytes) -> bytes:
    if body[:4] == b"nclx":
        return box(_COLOURS, body[:11])
    if body[:4] in {b"prof", b"rICC"}:
        fresh = strip_icc_text.without_words(body[4:])
        return box(_COLOURS, body[:4] + fresh) if fresh else b""
    return b""

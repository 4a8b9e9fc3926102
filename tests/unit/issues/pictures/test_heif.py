"""A HEIC as a telephone writes it: tiles, transparency, and much that is not shown."""

import struct

import pytest

from issues.pictures import UnstrippableError
from tests.campaigns.pictures.metadata_reader import left
from tests.campaigns.pictures.sample_metadata import SECRET, box, exif
from tests.unit.issues.pictures.minimal_pictures import moving, strip

GRID = b"\0\0\0\1\0\x10\0\x10"
ALPHA, DEPTH = b"urn:mpeg:hevc:2015:auxid:1\0", b"urn:mpeg:hevc:2015:auxid:2\0"
SHOWN = {2: b"the left half", 3: b"the right half", 4: b"what is seen through"}
# By number: kind, name, bytes.
ITEMS = {
    1: (b"grid", SECRET, GRID),
    2: (b"hvc1", SECRET, SHOWN[2]),
    3: (b"hvc1", b"", SHOWN[3]),
    4: (b"hvc1", b"", SHOWN[4]),
    5: (b"hvc1", b"depth", b"how far away: " + SECRET),
    6: (b"hvc1", b"small copy", b"before it was cut: " + SECRET),
    7: (b"Exif", b"", bytes(4) + exif()),
    8: (b"mime", b"\0application/rdf+xml\0", SECRET),
    9: (b"tmap", b"", b"how much brighter: " + SECRET),
}
LINKS = (
    (b"dimg", 1, (2, 3)),
    (b"auxl", 4, (1,)),
    (b"auxl", 5, (1,)),
    (b"thmb", 6, (1,)),
    (b"cdsc", 7, (1,)),
    (b"dimg", 9, (1,)),
)
PROPERTIES = (
    box(b"hvcC", b"\1" + bytes(22)),
    box(b"ispe", bytes(12)),
    box(b"irot", b"\1"),
    box(b"auxC", bytes(4) + ALPHA + SECRET),
    box(b"auxC", bytes(4) + DEPTH),
    box(b"udes", bytes(4) + SECRET),
    box(b"colr", b"nclx" + bytes(7) + SECRET),
)
OF_ITEMS = {1: (0x82, 0x83, 6, 7), 2: (0x81, 2), 3: (0x81, 2), 4: (0x81, 4), 5: (0x81, 5)}


def item_entries(kind: bytes, protected: int) -> list[bytes]:
    """One `infe` for each item."""
    return [
        box(
            b"infe",
            struct.pack(
                ">IHH4s",
                2 << 24,
                number,
                int(number == protected),
                kind if kind and what == b"hvc1" else what,
            )
            + name
            + b"\0",
        )
        for number, (what, name, _bytes) in ITEMS.items()
    ]


def heic(
    version: int = 1,
    kind: bytes = b"",
    properties: bytes = b"".join(PROPERTIES),
    protected: int = 0,
    of_first: tuple[int, ...] = (),
) -> bytes:
    """*version*: of `iloc`; *kind*: of the tiles; *protected*: which item is locked."""
    infes = item_entries(kind, protected)
    links = [
        box(name, struct.pack(f">HH{len(to)}H", source, len(to), *to)) for name, source, to in LINKS
    ]
    chosen = OF_ITEMS | ({1: of_first} if of_first else {})
    uses = b"".join(
        struct.pack(">HB", number, len(each)) + bytes(each) for number, each in chosen.items()
    )
    inside = [
        box(b"hdlr", bytes(8) + b"pict" + bytes(12) + SECRET + b"\0"),
        box(b"pitm", struct.pack(">IH", 0, 1)),
        box(b"iinf", struct.pack(">IH", 0, len(infes)) + b"".join(infes)),
        box(b"iref", bytes(4) + b"".join(links)),
        box(
            b"iprp",
            box(b"ipco", properties) + box(b"ipma", struct.pack(">II", 0, len(chosen)) + uses),
        ),
        box(b"idat", SECRET + GRID + SECRET),
        box(b"grpl", box(b"altr", struct.pack(">IIIII", 0, 1, 2, 1, 9))),
        box(b"uuid", bytes(16) + SECRET),
    ]
    length = len(locations(0, version))
    head = box(b"ftyp", b"heic" + bytes(4) + b"mif1heictmap")
    described = 12 + sum(map(len, inside)) + length
    meta = box(b"meta", bytes(4) + b"".join(inside) + locations(len(head) + described + 8, version))
    payload = b"".join(content for number, (_what, _name, content) in ITEMS.items() if number != 1)
    return head + meta + box(b"mdat", payload) + box(b"mpvd", SECRET)


def locations(at: int, version: int) -> bytes:
    size = "I" if version == 2 else "H"
    entries = b""
    for number, (_what, _name, content) in ITEMS.items():
        inside = number == 1 and version
        where = len(SECRET) if inside else at
        method = struct.pack(">H", 1 if inside else 0) if version else b""
        entries += (
            struct.pack(f">{size}", number)
            + method
            + struct.pack(">HIHII", 0, where, 1, 0, len(content))
        )
        at += 0 if number == 1 else len(content)
    return box(
        b"iloc", struct.pack(f">I2s{size}", version << 24, b"\x44\x40", len(ITEMS)) + entries
    )


def extents(data: bytes) -> dict[int, bytes]:
    """By the item's number: its bytes, where the new file says that they are."""
    at, idat = data.find(b"iloc") + 4, data.find(b"idat") + 4
    version = data[at]
    size, width = ("I", 4) if version == 2 else ("H", 2)
    (count,) = struct.unpack_from(f">{size}", data, at + 6)
    at += 6 + width
    found = {}
    for _each in range(count):
        (number,) = struct.unpack_from(f">{size}", data, at)
        method, _elsewhere, many, start, length = struct.unpack_from(">HHHII", data, at + width)
        assert many == 1
        start += idat if method else 0
        found[number] = data[start : start + length]
        at += width + 14
    return found


@pytest.mark.parametrize("version", [1, 2])
def test_what_is_shown_stays_and_all_else_goes(version: int) -> None:
    data = heic(version)
    fresh = strip(data)
    assert left("HEIF", fresh) == []
    assert extents(fresh) == {1: GRID, **SHOWN}
    assert len(fresh) < len(data) - 9 * len(SECRET)
    assert fresh.count(b"irot") == 1
    assert ALPHA in fresh
    assert DEPTH not in fresh
    assert b"tmap" not in fresh
    assert strip(fresh) == fresh


def test_how_items_are_linked_and_described_stays_right() -> None:
    fresh = strip(heic())
    assert (
        box(b"dimg", struct.pack(">HHHH", 1, 2, 2, 3)) + box(b"auxl", struct.pack(">HHH", 4, 1, 1))
        in fresh
    )
    uses = bytes([0, 1, 3, 0x82, 0x83, 5, 0, 2, 2, 0x81, 2, 0, 3, 2, 0x81, 2, 0, 4, 2, 0x81, 4])
    assert box(b"ipma", struct.pack(">II", 0, 4) + uses) in fresh


REFUSED = {
    "pixels in a format nobody knows": heic(kind=b"jpeg"),
    "a locked tile": heic(protected=2),
    "a property that has to be understood": heic(of_first=(0x82, 0x86)),
    "no picture": heic().replace(b"pitm", b"free"),
    "a cut-off film behind descriptions": heic()[:-200],
    "fragments": heic() + box(b"moof", b""),
    "a tile outside the file": heic().replace(
        struct.pack(">I", len(SHOWN[3])), b"\x7f\xff\xff\xff"
    ),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_judged_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)


def test_a_moving_avif_loses_the_names_of_programs_and_times() -> None:
    data = moving("AVIF")
    at = data.find(b"mvhd") + 8
    dated = data[:at] + b"\xe6\0\0\0\xe6\0\0\0" + data[at + 8 :]
    assert strip(dated) == strip(data)
    assert b"AOM Coding" in data
    assert b"AOM Coding" not in strip(data)


def test_an_animation_whose_frames_nobody_knows_is_refused() -> None:
    data = moving("AVIF")
    at = data.rfind(b"pict", 0, data.find(b"auxv"))
    with pytest.raises(UnstrippableError):
        strip(data[:at] + b"gict" + data[at + 4 :])


def test_a_picture_whose_frames_lie_nowhere_is_refused() -> None:
    data = moving("AVIF")
    at = data.find(b"stco") + 12
    with pytest.raises(UnstrippableError):
        strip(data[:at] + b"\x7f\xff\xff\xff" + data[at + 4 :])

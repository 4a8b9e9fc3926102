"""Whatever a file holds, taking it apart ends: soon, with little memory, with a file that is no larger, or in words."""

import struct
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.pictures import TYPES, Plan, StrippedFile, UnstrippableError, kind_of, stripped
from tests.campaigns.pictures.encoding import WAYS, written
from tests.campaigns.pictures.sample_metadata import SECRET, box, chunk, segment
from tests.unit.issues.pictures.minimal_pictures import picture, strip

# One after which nothing new is packed: the rest is compared with it.
ADDED = 1024


@cache
def sample(number: int, told: bool) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return written(WAYS[number], number, (31, 22), told=told)


def tried(data: bytes) -> bytes | None:
    """None: refused. Whatever else goes wrong fails the test."""
    try:
        kind = kind_of(data)
        return strip(data) if kind else None
    except UnstrippableError:
        return None


@settings(deadline=None)
@given(st.integers(0, len(WAYS) - 1), st.booleans(), st.data())
def test_no_broken_file_breaks_the_walk(number: int, told: bool, draw: st.DataObject) -> None:
    data = bytearray(sample(number, told))
    for _each in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(data)))
        fresh = draw.draw(
            st.binary(max_size=12) | st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"])
        )
        data[at : at + draw.draw(st.sampled_from([0, len(fresh), 40]))] = fresh
    found = tried(bytes(data))
    if found is not None:
        assert len(found) <= len(data) + ADDED
        assert tried(found) == found


@settings(deadline=None)
@given(st.integers(0, len(WAYS) - 1), st.booleans(), st.data())
def test_a_file_that_was_cut_off_is_refused_or_shows_what_is_there(
    number: int, told: bool, draw: st.DataObject
) -> None:
    data = sample(number, told)
    found = tried(data[: draw.draw(st.integers(0, len(data) - 1))])
    assert found is None or SECRET not in found


@settings(deadline=None)
@given(st.integers(0, len(WAYS) - 1), st.binary(min_size=1, max_size=60))
def test_nothing_stays_behind_the_end(number: int, tail: bytes) -> None:
    data = sample(number, told=False)
    if WAYS[number].kind == "JXL":
        return  # packed without boxes, it has no end that can be seen
    try:
        assert strip(data + tail) == strip(data)
    except UnstrippableError:  # what looks like a part that was cut off
        assert tail[4:8] in {b"mdat", b"meta", b"moov", b"jp2c"}


@pytest.mark.parametrize("kind", sorted(TYPES))
@settings(deadline=None)
@given(rest=st.binary(max_size=300))
def test_any_bytes_behind_a_signature_are_taken_apart_or_refused(kind: str, rest: bytes) -> None:
    with suppress(UnstrippableError):
        StrippedFile(stripped(kind, rest)).read()


MANY = 400_000
MANY_PIECES: dict[str, Callable[[], bytes]] = {
    "empty parts of a PNG": lambda: (
        picture("PNG")[:33] + chunk(b"tEXt", b"") * MANY + picture("PNG")[33:]
    ),
    "comments of a JPEG": lambda: (
        picture("JPEG")[:20] + segment(0xFE, b"") * MANY + picture("JPEG")[20:]
    ),
    "blocks of a GIF": lambda: b"GIF89a" + bytes(7) + b"\x21\xfe" + b"\1a" * 4 * MANY + b"\0;",
    "boxes": lambda: b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + box(b"free", b"") * MANY,
    "boxes in boxes": lambda: b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + box(b"moov", nested(200_000)),
    "parts of a WebP": lambda: (
        b"RIFF" + struct.pack("<I", 4 + 8 * MANY) + b"WEBP" + b"XXXX\0\0\0\0" * MANY
    ),
    "samples": lambda: b"\0\0\0\x18ftypavis\0\0\0\0avismif1" + box(b"moov", track(2**32 - 1)),
    "pages of a TIFF": lambda: (
        b"II*\0\x08\0\0\0"
        + b"".join(struct.pack("<HI", 0, 8 + 6 * (number + 1)) for number in range(MANY))
    ),
}


def nested(depth: int) -> bytes:
    """A box in a box in a box."""
    sizes = range(8 * depth, 0, -8)
    return b"".join(
        struct.pack(">I4s", size, b"trak" if size == 8 * depth else b"mdia") for size in sizes
    )


def track(count: int) -> bytes:
    """One that says it has so many samples of one byte."""
    table = box(b"stsz", struct.pack(">III", 0, 1, count)) + box(
        b"stco", struct.pack(">III", 0, 1, 8)
    )
    table += box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1)) + box(b"stsd", bytes(8))
    handler = box(b"hdlr", bytes(8) + b"pict" + bytes(13))
    return box(b"trak", box(b"mdia", handler + box(b"minf", box(b"stbl", table))))


@pytest.mark.parametrize("which", MANY_PIECES)
def test_a_file_of_very_many_parts_is_given_up_soon(which: str) -> None:
    data = MANY_PIECES[which]()
    began = time.process_time()
    assert tried(data) is None
    assert time.process_time() - began < 20


@pytest.mark.parametrize("which", ["empty parts of a PNG", "blocks of a GIF", "parts of a WebP"])
def test_others_get_on_while_very_many_parts_are_looked_at(which: str) -> None:
    """It pauses again and again; never for an ordinary picture."""
    pauses: list[str] = []
    with suppress(UnstrippableError):
        data = MANY_PIECES[which]()
        stripped(kind_of(data) or "", data, lambda: pauses.append(which))
    assert len(pauses) > 100
    pauses.clear()
    stripped("PNG", picture("PNG"), lambda: pauses.append("ordinary"))
    assert not pauses


def test_a_large_recording_is_taken_apart_in_little_memory() -> None:
    start = b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0) + b"\x21\xfe\x13" + SECRET + b"\0"
    frame = (
        b"\x2c"
        + struct.pack("<HHHHB", 0, 0, 8, 8, 0)
        + b"\x08"
        + (b"\xff" + bytes(255)) * 400
        + b"\0"
    )
    data = start + frame * 300 + b";"
    tracemalloc.start()
    plan = stripped("GIF", data)
    assert plan.size == len(data) - 3 - len(SECRET) - 1
    assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    tracemalloc.stop()


def test_what_overlaps_does_not_become_more_than_there_was() -> None:
    strips = 2000
    counts = struct.pack(f"<{strips}I", *[100_000] * strips)
    starts = struct.pack(f"<{strips}I", *[8] * strips)
    at = 8 + 100_000
    entries = [
        (256, 3, 1, 10),
        (257, 3, 1, 10),
        (273, 4, strips, at),
        (279, 4, strips, at + len(starts)),
    ]
    table = (
        struct.pack("<H", len(entries))
        + b"".join(struct.pack("<HHII", *each) for each in entries)
        + bytes(4)
    )
    ifd = at + 2 * len(starts)
    data = b"II*\0" + struct.pack("<I", ifd) + bytes(100_000) + starts + counts + table
    with pytest.raises(UnstrippableError, match="overlap"):
        strip(data)


def test_a_profile_that_unpacks_into_gigabytes_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(64 * 1024 * 1024))
    png = picture("PNG")
    tracemalloc.start()
    assert strip(png[:33] + chunk(b"iCCP", b"x\0\0" + bomb) + png[33:]) == png
    assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    tracemalloc.stop()


def test_pieces_and_bytes_that_are_added_are_counted() -> None:
    plan = Plan(bytes(100))
    with pytest.raises(UnstrippableError):
        plan.keep(50, 101)
    with pytest.raises(UnstrippableError):
        plan.add(bytes(2000))
    with pytest.raises(UnstrippableError):
        plan.step(10**9)

"""Only what is needed to show a picture may be in a file that is not touched: whatever else there is, is seen."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from issues.attachments.images import CanNotCleanError, cleaned
from issues.attachments.traces import has_traces
from issues.attachments.traces.kinds import kind_of

SECRET = b"48.2082 N 16.3738 E"
ICC = b"\0" * 128 + b"a profile of colours"


def picture(kind: str, mode: str = "RGB", **more: Any) -> bytes:
    """A small one that is not all of one colour."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert(mode).save(out, kind, **more)
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGBA", (8, 8), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, lossless=True)
    return out.getvalue()


def after(data: bytes) -> bytes:
    found = cleaned(io.BytesIO(data))
    assert found is not None
    return found[0].read()


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def riff(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def piece(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


BARE = {
    "JPEG": picture("JPEG"),
    "JPEG in passes": picture("JPEG", progressive=True),
    "JPEG with restarts": picture("JPEG", restart_marker_blocks=1),
    "JPEG in grey": picture("JPEG", "L"),
    "JPEG for print": picture("JPEG", "CMYK"),
    "JPEG with a profile": picture("JPEG", icc_profile=ICC),
    "PNG": picture("PNG"),
    "PNG with a profile": picture("PNG", icc_profile=ICC),
    "PNG of few colours": picture("PNG", "P", transparency=3),
    "PNG that moves": moving("PNG"),
    "WEBP": picture("WEBP"),
    "WEBP without loss": picture("WEBP", "RGBA", lossless=True),
    "WEBP with a profile": picture("WEBP", icc_profile=ICC),
    "WEBP that moves": moving("WEBP"),
    "BMP": picture("BMP"),
    "BMP of few colours": picture("BMP", "P"),
    "BMP in black and white": picture("BMP", "1"),
    "BMP in grey": picture("BMP", "L"),
}
JPEG, PASSES, PNG, WEBP, BMP = (BARE[each] for each in ("JPEG", "JPEG in passes", "PNG", "WEBP", "BMP"))
LAST_SCAN = PASSES.rfind(b"\xff\xda")
END_OF_PNG = PNG.rfind(b"IEND") - 4
JFIF = b"JFIF\0\1\1\0\0\1\0\1"
LONGER = {
    "a second JPEG behind the first": JPEG + picture("JPEG", comment=SECRET),
    "a JPEG with a comment between passes": PASSES[:LAST_SCAN] + segment(0xFE, SECRET) + PASSES[LAST_SCAN:],
    "a JPEG with Exif between passes": PASSES[:LAST_SCAN] + segment(0xE1, b"Exif\0\0" + SECRET) + PASSES[LAST_SCAN:],
    "a JPEG with more behind JFIF's header": JPEG[:2] + segment(0xE0, JFIF + b"\0\0" + SECRET) + JPEG[20:],
    "a JPEG with a small copy": JPEG[:2] + segment(0xE0, JFIF + b"\1\1" + SECRET[:3]) + JPEG[20:],
    "a JPEG with a JFIF extension": JPEG[:20] + segment(0xE0, b"JFXX\0\x13" + SECRET) + JPEG[20:],
    "a JPEG with Adobe's note and more": JPEG[:20] + segment(0xEE, b"Adobe\0d\0\0\0\0\1" + SECRET) + JPEG[20:],
    "a PNG with more behind the end": PNG + SECRET,
    "a PNG with another behind the end": PNG + picture("PNG"),
    "a PNG with words behind the pixels": PNG[:END_OF_PNG] + chunk(b"tEXt", b"GPS\0" + SECRET) + PNG[END_OF_PNG:],
    "a PNG with a private part": PNG[:33] + chunk(b"prVt", SECRET) + PNG[33:],
    "a PNG with frames and no animation": PNG[:END_OF_PNG] + chunk(b"fdAT", SECRET) + PNG[END_OF_PNG:],
    "a PNG with a palette that has a name": PNG[:33] + chunk(b"sPLT", SECRET + b"\0\x08") + PNG[33:],
    "a PNG with more pixels later": (
        PNG[:END_OF_PNG] + chunk(b"pHYs", bytes(9)) + chunk(b"IDAT", SECRET) + PNG[END_OF_PNG:]
    ),
    "a WebP with more behind the end": WEBP + SECRET,
    "a WebP with a part nobody knows": riff(WEBP[12:] + piece(b"GPS ", SECRET)),
    "a WebP with a second picture": riff(WEBP[12:] + piece(b"VP8 ", SECRET)),
    "a WebP with Exif in it": picture("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0" + SECRET),
    "a bitmap with more behind the end": BMP + SECRET,
    "a bitmap with more before the pixels": (
        BMP[:2] + struct.pack("<III", len(BMP) + len(SECRET), 0, 54 + len(SECRET)) + BMP[14:54] + SECRET + BMP[54:]
    ),
    "a GIF with more behind the end": picture("GIF") + SECRET,
    "a TIFF with more behind the end": picture("TIFF") + SECRET,
    "an AVIF with more behind the end": picture("AVIF") + struct.pack(">I", len(SECRET) + 8) + b"free" + SECRET,
}  # fmt: skip


@pytest.mark.parametrize("data", BARE.values(), ids=BARE.keys())
def test_a_file_of_needed_parts_alone_is_kept_byte_by_byte(data: bytes) -> None:
    assert after(data) == data


@pytest.mark.parametrize("data", LONGER.values(), ids=LONGER.keys())
def test_what_is_not_needed_to_show_a_picture_is_gone_or_the_picture_is_refused(data: bytes) -> None:
    kind = kind_of(data)
    assert kind
    assert has_traces(kind, data)
    try:
        fresh = after(data)
    except CanNotCleanError:
        return
    assert SECRET not in fresh
    assert SECRET[:3] not in fresh or kind != "JPEG"
    with Image.open(io.BytesIO(fresh)) as now:
        assert (now.format, now.size) == (kind, (24, 16))


@given(st.sampled_from(sorted(BARE)), st.binary(min_size=1, max_size=40))
def test_no_byte_can_follow_the_end(which: str, tail: bytes) -> None:
    data = BARE[which] + tail
    assert has_traces(which.split(maxsplit=1)[0], data)


@given(st.sampled_from(sorted(BARE)), st.data())
def test_no_file_that_was_cut_off_counts_as_a_whole(which: str, draw: st.DataObject) -> None:
    data = BARE[which]
    assert has_traces(which.split(maxsplit=1)[0], data[: draw.draw(st.integers(0, len(data) - 1))])


@given(st.sampled_from(sorted(BARE)), st.data(), st.binary(max_size=8))
def test_no_file_however_broken_stops_the_walk(which: str, draw: st.DataObject, bytes_: bytes) -> None:
    data = BARE[which]
    at = draw.draw(st.integers(0, len(data)))
    assert has_traces(which.split(maxsplit=1)[0], data[:at] + bytes_ + data[at + len(bytes_) :]) in (
        True,
        False,
    )


BEGINNINGS = [b"", b"Exif\0\0", b"ICC_PROFILE\0", b"JFIF\0", b"Adobe", b"Photoshop 3.0\0", b"MPF\0"]


@given(st.integers(0, 15), st.sampled_from(BEGINNINGS), st.binary(min_size=15, max_size=60))
def test_no_note_of_a_camera_or_an_editor_stays_in_a_jpeg(number: int, begins: bytes, rest: bytes) -> None:
    told = JPEG[:20] + segment(0xE0 + number, begins + rest) + JPEG[20:]
    assert has_traces("JPEG", told) == ((number, begins) != (2, b"ICC_PROFILE\0"))


@pytest.mark.parametrize(
    "text", [b"BMW has called again, and again, and again.", b"GIF is a format", b"RIFF and more"]
)
def test_a_text_that_begins_like_a_picture_is_none(text: bytes) -> None:
    assert cleaned(io.BytesIO(text)) is None

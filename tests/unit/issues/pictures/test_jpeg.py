"""Parts of a JPEG that tools and cameras put in odd places."""

import struct

import pytest

from issues.pictures import UnstrippableError
from tests.campaigns.pictures.metadata_reader import left
from tests.campaigns.pictures.sample_metadata import (
    SECRET,
    exif,
    film,
    jpeg_of_something_else,
    profile,
    segment,
)
from tests.unit.issues.pictures.minimal_pictures import look, picture, strip

JPEG = picture("JPEG")
PASSES = picture("JPEG", progressive=True)
LAST_SCAN = PASSES.rfind(b"\xff\xda")
JFIF = b"JFIF\0\1\1\0\0\1\0\1"
ADOBE = b"Adobe\0d\0\0\0\0\1"


def icc(number: int, count: int, part: bytes) -> bytes:
    return segment(0xE2, b"ICC_PROFILE\0" + bytes([number, count]) + part)


LONGER = {
    "a second JPEG": JPEG + jpeg_of_something_else(),
    "a film": JPEG + film(),
    "the rest of a larger picture": JPEG + PASSES,
    "a comment between passes": PASSES[:LAST_SCAN] + segment(0xFE, SECRET) + PASSES[LAST_SCAN:],
    "Exif between passes": PASSES[:LAST_SCAN] + segment(0xE1, b"Exif\0\0" + exif()) + PASSES[LAST_SCAN:],
    "more in JFIF's header": JPEG[:2] + segment(0xE0, JFIF + b"\0\0" + SECRET) + JPEG[20:],
    "a small copy in JFIF": JPEG[:2] + segment(0xE0, JFIF + b"\1\1" + SECRET[:3]) + JPEG[20:],
    "a JFIF extension": JPEG[:20] + segment(0xE0, b"JFXX\0\x13" + SECRET) + JPEG[20:],
    "more in Adobe's note": JPEG[:20] + segment(0xEE, ADOBE + SECRET) + JPEG[20:],
    "words before a marker": JPEG[:20] + SECRET + JPEG[20:],
    "repeated FF before a marker": JPEG[:20] + b"\xff\xff\xff" + segment(0xFE, SECRET) + JPEG[20:],
    "two profiles": JPEG[:20] + icc(1, 1, profile()) + icc(1, 1, profile()) + JPEG[20:],
    "parts of a profile out of order": JPEG[:20] + icc(2, 2, profile()[99:]) + icc(1, 2, profile()[:99]) + JPEG[20:],
    "half a profile": JPEG[:20] + icc(1, 2, profile()) + JPEG[20:],
    "a C2PA manifest": JPEG[:20] + segment(0xEB, b"JP\0\1\0\0\0\1" + SECRET) + JPEG[20:],
}  # fmt: skip


@pytest.mark.parametrize("data", LONGER.values(), ids=LONGER.keys())
def test_what_is_not_needed_goes(data: bytes) -> None:
    fresh = strip(data)
    assert left("JPEG", fresh) == []
    assert SECRET[:3] not in fresh
    assert len(fresh) < len(data)
    assert look(fresh) == look(data)


@pytest.mark.parametrize("number", range(16))
@pytest.mark.parametrize(
    "begins", [b"", b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0", b"MPF\0"]
)
def test_no_note_of_a_camera_or_an_editor_stays(number: int, begins: bytes) -> None:
    assert strip(JPEG[:20] + segment(0xE0 + number, begins + SECRET) + JPEG[20:]) == JPEG


def test_a_profile_keeps_its_colours() -> None:
    fresh = strip(JPEG[:20] + icc(1, 1, profile()) + JPEG[20:])
    assert b"ICC_PROFILE\0\1\1" in fresh
    assert b"rXYZ" in fresh


def test_one_without_an_end_gets_it() -> None:
    assert strip(JPEG[:-2]) == JPEG
    assert look(strip(JPEG[:-2])) == look(JPEG)


@pytest.mark.parametrize("at", [3, 20, 30, 180])
def test_one_that_ends_before_its_pixels_is_refused(at: int) -> None:
    with pytest.raises(UnstrippableError):
        strip(JPEG[:at])


def test_a_table_with_more_in_it_than_it_says_is_refused() -> None:
    with pytest.raises(UnstrippableError):
        strip(JPEG[:20] + segment(0xDB, bytes(65) + SECRET) + JPEG[20:])
    with pytest.raises(UnstrippableError):
        strip(JPEG[:20] + struct.pack(">H", 0xFFF7) + JPEG[22:])

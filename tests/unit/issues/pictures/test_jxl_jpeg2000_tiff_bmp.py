"""JPEG XL, JPEG 2000, TIFF and BMP: parts that tools put in odd places."""

import io
import struct
from typing import Any

import pytest
from PIL import Image

from issues.pictures import UnstrippableError
from tests.campaigns.pictures.metadata_reader import left
from tests.campaigns.pictures.sample_metadata import SECRET, box
from tests.unit.issues.pictures.minimal_pictures import look, picture, strip

PACKED = b"\xff\x0a" + bytes(range(40))
JXL = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
PARTS = box(b"jxlp", b"\0\0\0\0" + PACKED[:20]) + box(b"jxlp", b"\x80\0\0\1" + PACKED[20:])


def test_a_jpeg_xl_gives_no_jpeg_back() -> None:
    told = JXL + box(b"jbrd", SECRET) + PARTS + box(b"jhgm", SECRET) + SECRET
    assert strip(told) == JXL + PARTS
    assert strip(JXL + box(b"jxll", b"\x0a") + PARTS) == JXL + box(b"jxll", b"\x0a") + PARTS
    assert strip(PACKED) == PACKED


@pytest.mark.parametrize(
    "data", [JXL, JXL + PARTS[:-4], JXL + PARTS + box(b"jxlc", PACKED), JXL + box(b"Exif", SECRET)]
)
def test_a_broken_jpeg_xl_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)


JP2 = strip(picture("JPEG2000"))
J2K = JP2[JP2.find(b"jp2c") + 4 :]
COMMENT = struct.pack(">HHH", 0xFF64, len(SECRET) + 4, 1) + SECRET


def test_a_comment_in_a_tile_of_a_jpeg_2000_is_empty_afterwards() -> None:
    at = J2K.find(b"\xff\x90")
    (length,) = struct.unpack_from(">I", J2K, at + 6)
    told = (
        J2K[: at + 6]
        + struct.pack(">I", length + len(COMMENT))
        + J2K[at + 10 : at + 12]
        + COMMENT
        + J2K[at + 12 :]
    )
    fresh = strip(told)
    assert SECRET not in fresh
    assert len(fresh) == len(told)
    assert look(fresh) == look(J2K)


def test_a_tile_that_says_no_length_ends_where_the_picture_does() -> None:
    at = J2K.find(b"\xff\x90") + 6
    assert (
        strip(J2K[:at] + bytes(4) + J2K[at + 4 :] + SECRET) == J2K[:at] + bytes(4) + J2K[at + 4 :]
    )


def test_a_tile_that_is_longer_than_it_says_is_refused_rather_than_cut() -> None:
    at = J2K.find(b"\xff\x90") + 6
    (length,) = struct.unpack_from(">I", J2K, at)
    with pytest.raises(UnstrippableError):
        strip(J2K[:at] + struct.pack(">I", length - 9) + J2K[at + 4 :])


def test_a_jpeg_2000_that_is_as_long_as_the_file_loses_what_is_behind_its_end() -> None:
    at = JP2.find(b"jp2c") - 4
    assert strip(JP2[:at] + bytes(4) + JP2[at + 4 :] + SECRET) == JP2


@pytest.mark.parametrize("data", [JP2[:60], JP2[:-9], J2K[:30], JP2 + box(b"moov", b""), JP2[:32]])
def test_a_broken_jpeg_2000_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)


def tiff(pages: list[Image.Image], **more: Any) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], **more)
    return out.getvalue()


def pages(*sizes: tuple[int, int], mode: str = "RGB") -> list[Image.Image]:
    colours = [(250, 0, 0), (0, 250, 0), (0, 0, 250)]
    return [
        Image.new("RGB", size, colours[number % 3]).convert(mode)
        for number, size in enumerate(sizes)
    ]


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "CMYK", "RGBA", "I;16", "F"])
@pytest.mark.parametrize("big", [False, True])
def test_every_page_of_a_tiff_stays_as_it_was(mode: str, big: bool) -> None:
    data = tiff(
        pages((20, 10), (30, 40), (5, 5), mode=mode.replace("I;16", "L")),
        description=SECRET.decode(),
        big_tiff=big,
    )
    fresh = strip(data + SECRET)
    assert left("TIFF", fresh) == []
    assert look(fresh) == look(data)
    assert strip(fresh) == fresh


def test_small_copies_of_a_page_go() -> None:
    page, copy = pages((40, 40), (4, 4))
    copy.encoderinfo = {"tiffinfo": {254: 1}}
    assert [size for size, *_rest in look(strip(tiff([page, copy]))).frames] == [(40, 40)]


@pytest.mark.parametrize("tag", [330, 50706])
def test_a_tiff_with_pictures_below_its_pages_is_refused(tag: int) -> None:
    with pytest.raises(UnstrippableError):
        strip(tiff(pages((4, 4)), tiffinfo={tag: 8}))


def test_pages_of_a_tiff_without_an_end_are_refused() -> None:
    data = tiff(pages((4, 4)))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    with pytest.raises(UnstrippableError):
        strip(data[: at + 2 + 12 * count] + struct.pack("<I", at) + data[at + 6 + 12 * count :])


BMP = picture("BMP")
ROWS = BMP[54:]


def bitmap(header: bytes, rows: bytes = ROWS, between: bytes = b"") -> bytes:
    start = 14 + len(header) + len(between)
    return b"BM" + struct.pack("<III", start + len(rows), 0, start) + header + between + rows


FIFTH = (
    struct.pack("<I", 124)
    + BMP[18:54]
    + bytes(16)
    + b"%s"
    + bytes(48)
    + struct.pack("<III", 54, len(SECRET), 0)
)
OLD = struct.pack("<IHHHH", 12, 24, 16, 1, 24)


def test_the_folder_of_a_profile_goes_out_of_a_bitmap() -> None:
    fresh = strip(bitmap(FIFTH.replace(b"%s", b"KNIL") + bytes(4)) + SECRET)
    assert fresh == bitmap(FIFTH.replace(b"%s", b"BGRs")[:112] + bytes(12))
    assert look(fresh) == look(BMP)


@pytest.mark.parametrize("header", [BMP[14:54], OLD])
def test_bytes_between_and_behind_go_out_of_a_bitmap(header: bytes) -> None:
    assert strip(bitmap(header, between=SECRET) + SECRET) == bitmap(header)


def test_a_packed_bitmap_stays_as_it_is() -> None:
    packed = b"\x03\x01\0\0\0\x01"
    header = struct.pack("<IiiHHIIiiII", 40, 3, 1, 1, 8, 1, len(packed), 0, 0, 2, 2) + bytes(8)
    assert strip(bitmap(header, packed) + SECRET) == bitmap(header, packed)


@pytest.mark.parametrize(
    "data", [BMP[:-1], BMP[:30], BMP[:30] + b"\x05" + BMP[31:], BMP[:14] + b"\x34" + BMP[15:]]
)
def test_a_broken_bitmap_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)

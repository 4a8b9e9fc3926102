"""Puts traces into pictures that have none, where each format keeps them."""

import struct
import zlib
from collections.abc import Callable

from tests.campaigns.pictures.sample_metadata import (
    SECRET,
    XMP,
    box,
    chunk,
    exif,
    film,
    jpeg_of_something_else,
    piece,
    profile,
    segment,
)


def jpeg(data: bytes, turned: int) -> bytes:
    """As a telephone writes it: Exif with a small copy, XMP, IPTC, a comment, a second picture, a film."""
    colours = profile()
    told = [
        segment(0xE1, b"Exif\0\0" + exif(turned)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE2, b"ICC_PROFILE\0\1\2" + colours[:300]),
        segment(0xE2, b"ICC_PROFILE\0\2\2" + colours[300:]),
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + SECRET),
        segment(0xFE, SECRET),
    ]
    start = 20 if data[2:4] == b"\xff\xe0" else 2
    return data[:start] + b"".join(told) + data[start:] + jpeg_of_something_else() + film()


def png(data: bytes, turned: int) -> bytes:
    """As editors write it, with the rest of a larger picture behind the end."""
    packed = zlib.compress(SECRET)
    before = [
        chunk(b"iCCP", SECRET + b"\0\0" + zlib.compress(profile())),
        chunk(b"eXIf", exif(turned)),
        chunk(b"tEXt", b"Author\0" + SECRET),
        chunk(b"zTXt", b"Comment\0\0" + packed),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        chunk(b"tIME", bytes([7, 234, 11, 30, 7, 31, 0])),
        chunk(b"prVt", SECRET),
    ]
    end = data.rfind(b"IEND") - 4
    return (
        data[:33]
        + b"".join(before)
        + data[33:end]
        + chunk(b"tEXt", b"Late\0" + SECRET)
        + data[end:]
        + data
    )


def gif(data: bytes, _turned: int) -> bytes:
    """Comments, applications' blocks, XMP, and more behind the end."""
    start = 13 + (3 * (2 << (data[10] & 7)) if data[10] & 0x80 else 0)
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    application = b"\x21\xff\x0bEDITOR  1.0" + bytes([len(SECRET)]) + SECRET + b"\0"
    magic = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    xmp = b"\x21\xff\x0bXMP DataXMP" + XMP + magic
    return (
        b"GIF89a"
        + data[6:start]
        + comment
        + application
        + xmp
        + data[start:-1]
        + comment
        + b";"
        + SECRET
    )


def webp(data: bytes, turned: int) -> bytes:
    """Exif, XMP, colours and a part that nobody knows."""
    body, flags = data[12:], 0x2C
    if body[:4] == b"VP8X":
        head, body = piece(b"VP8X", bytes([body[8] | flags]) + body[9:18]), body[18:]
    else:
        head = piece(b"VP8X", bytes([flags | _sees_through(body)]) + bytes(3) + _canvas(body))
    told = piece(b"EXIF", exif(turned)) + piece(b"XMP ", XMP) + piece(b"GPS ", SECRET)
    inside = b"WEBP" + head + piece(b"ICCP", profile()) + body + told
    return b"RIFF" + struct.pack("<I", len(inside)) + inside + SECRET


def boxes(data: bytes, _turned: int) -> bytes:
    """Behind the pixels of an AVIF or HEIC, whose own traces are written by its encoder."""
    return (
        data
        + box(b"uuid", bytes(16) + SECRET)
        + box(b"mpvd", film())
        + box(b"free", SECRET)
        + SECRET
    )


def jxl(data: bytes, turned: int) -> bytes:
    """Boxes round the packed picture."""
    told = [
        box(b"Exif", bytes(4) + exif(turned)),
        box(b"xml ", XMP),
        box(b"jumb", SECRET),
        box(b"brob", b"xml " + SECRET),
    ]
    start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    return start + b"".join(told) + box(b"jxlc", data) + box(b"Exif", bytes(4) + exif()) + SECRET


def jp2(data: bytes, turned: int) -> bytes:
    """Exif and XMP in the boxes that editors use, and a comment among what is packed."""
    told = [
        box(b"uuid", b"JpgTiffExif->JP2" + exif(turned)),
        box(b"xml ", XMP),
        box(b"jp2i", SECRET),
    ]
    at = data.find(b"jp2c") - 4
    return (
        data[:at]
        + b"".join(told)
        + box(b"jp2c", _comment(data[at + 8 :]))
        + box(b"xml ", XMP)
        + SECRET
    )


def j2k(data: bytes, _turned: int) -> bytes:
    """A comment among what is packed, and more behind the end."""
    return _comment(data) + SECRET


def bmp(data: bytes, _turned: int) -> bytes:
    """Bytes between the headers and the pixels, and behind them."""
    (start,) = struct.unpack_from("<I", data, 10)
    head = data[:10] + struct.pack("<I", start + len(SECRET)) + data[14:start]
    return head + SECRET + data[start:] + SECRET


def tiff(data: bytes, _turned: int) -> bytes:
    """Behind its end; its own traces are written by its encoder."""
    return data + SECRET


def _comment(packed: bytes) -> bytes:
    after: int = 4 + int.from_bytes(packed[4:6], "big")
    return (
        packed[:after] + struct.pack(">HHH", 0xFF64, len(SECRET) + 4, 1) + SECRET + packed[after:]
    )


def _canvas(body: bytes) -> bytes:
    """Width and height, each less one, of a picture without the header that says it."""
    if body[:4] == b"VP8 ":
        width, height = (int(each) & 0x3FFF for each in struct.unpack_from("<HH", body, 14))
    else:
        bits = int.from_bytes(body[9:13], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def _sees_through(body: bytes) -> int:
    return 0x10 if body[:4] == b"VP8L" and body[12] & 0x10 else 0


PLANTED: dict[str, Callable[[bytes, int], bytes]] = {
    "JPEG": jpeg, "PNG": png, "GIF": gif, "WEBP": webp, "AVIF": boxes, "HEIF": boxes, "JXL": jxl, "JP2": jp2,
    "J2K": j2k, "BMP": bmp, "TIFF": tiff,
}  # fmt: skip

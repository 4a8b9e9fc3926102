"""What is in a picture's file beside the picture: a reader of its own, which shares nothing with what cleans it."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

from tests.campaigns.pictures.sample_metadata import SECRET

_EXIF, _TURNED = 26, b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"
_PNG = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs acTL fcTL fdAT cICP iCCP eXIf".split()
)
_WEBP = frozenset([b"VP8X", b"ANIM", b"ICCP", b"ALPH", b"VP8 ", b"VP8L", b"ANMF", b"EXIF"])
_ITEMS = frozenset([b"hvc1", b"av01", b"grid", b"iovl", b"iden"])
_FOLDERS = frozenset(b"meta moov trak mdia minf dinf stbl edts iprp ipco jp2h".split())
_BOXES = frozenset(
    b"ftyp hdlr pitm iloc iinf infe iref idat ipma ispe pixi hvcC av1C colr irot imir auxC pasp clap a1op a1lx "
    b"mvhd tkhd mdhd vmhd dref stsd stts stsc stsz stco stss elst tref mdat jxlc jxlp ihdr bpcc pclr cmap cdef "
    b"jp2c".split()
) | {b"JXL ", b"jP  ", *_FOLDERS}
_TAGS = frozenset(
    {
        254,
        256,
        257,
        258,
        259,
        262,
        266,
        273,
        274,
        277,
        278,
        279,
        282,
        283,
        284,
        292,
        293,
        296,
        317,
        320,
        338,
        339,
    }
    | {347, 529, 530, 532, 34675}
)


def left(kind: str, data: bytes) -> list[str]:
    """By name what should not be there any more; SECRET, wherever it is."""
    secret = ["the secret"] if SECRET in data or SECRET in _unpacked(data) else []
    return [*_READERS[kind](data), *secret]


def _jpeg(data: bytes) -> Iterator[str]:
    at = 2
    while data[at + 1] != 0xDA:
        marker, length = struct.unpack_from(">xBH", data, at)
        body = data[at + 4 : at + 2 + length]
        fits = {
            0xE0: len(body) == 14,
            0xE1: _only_turns(body[6:]),
            0xE2: body[:4] == b"ICC_",
            0xEE: len(body) == 12,
        }
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and not fits.get(marker)):
            yield f"segment {marker:02x}"
        at += 2 + length
    for name in (b"\xff\xd8\xff", b"\xff\xfe", b"\xff\xe1"):
        if data.find(name, at) > 0:
            yield f"{name.hex()} behind the first scan"
    if not data.endswith(b"\xff\xd9"):
        yield "an end"


def _png(data: bytes) -> Iterator[str]:
    at, name = 8, b""
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name not in _PNG or (
            name == b"eXIf" and not _only_turns(data[at + 8 : at + 8 + length])
        ):
            yield f"chunk {name!r}"
        at += 12 + length
    if name != b"IEND":
        yield "an end"


def _gif(data: bytes) -> Iterator[str]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        yield from (
            f"{each} of a GIF"
            for each in ("comment", "xmp", "icc_profile")
            if picture.info.get(each)
        )
    for name in (b"\x21\xfe", b"XMP Data", b"EDITOR"):
        if name in data[:2000]:
            yield f"block {name!r}"
    if not data.endswith(b"\0;"):
        yield "an end"


def _webp(data: bytes) -> Iterator[str]:
    at = 12
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        if name not in _WEBP or (
            name == b"EXIF" and not _only_turns(data[at + 8 : at + 8 + length])
        ):
            yield f"chunk {name!r}"
        at += 8 + length + length % 2
    if at != len(data) or struct.unpack_from("<I", data, 4)[0] + 8 != at:
        yield "an end"


def _boxes(data: bytes) -> Iterator[str]:
    if data[:4] in {b"\xff\x4f\xff\x51"} or data[:2] == b"\xff\x0a":
        return
    at = 0
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        inside = data[at + 8 : at + (length or len(data))]
        if name not in _BOXES:
            yield f"box {name!r}"
        elif name in _FOLDERS:
            yield from _boxes(inside[4 if name == b"meta" else 0 :])
        elif name == b"iinf":
            yield from _boxes(inside[6:])
        elif name == b"infe" and (inside[8:12] not in _ITEMS or len(inside) != 13):
            yield f"item {inside[8:]!r}"
        elif name in {b"mvhd", b"tkhd", b"mdhd"} and any(inside[4:12]):
            yield f"a time in {name!r}"
        at += length or len(data)


def _tiff(data: bytes) -> Iterator[str]:
    with Image.open(io.BytesIO(data)) as picture:
        for page in range(getattr(picture, "n_frames", 1)):
            picture.seek(page)
            yield from (f"tag {tag}" for tag in picture.tag_v2 if tag not in _TAGS)  # type: ignore[attr-defined]


def _bmp(data: bytes) -> Iterator[str]:
    length, start = struct.unpack_from("<I4xI", data, 2)
    header, height, bits = struct.unpack_from("<I4xi2xH", data, 14)
    width, colours = struct.unpack_from("<i", data, 18)[0], struct.unpack_from("<I", data, 46)[0]
    rows = (width * bits + 31) // 32 * 4 * abs(height)
    if (
        start != 14 + header + 4 * (colours or (1 << bits if bits <= 8 else 0))
        or length != len(data) != start + rows
    ):
        yield "bytes between or behind"


def _only_turns(exif: bytes) -> bool:
    return len(exif) == _EXIF and exif.startswith(_TURNED)


def _unpacked(data: bytes) -> bytes:
    """What is packed in the parts of a PNG that may hold words."""
    found, at = b"", 8
    while data.startswith(b"\x89PNG") and at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"iCCP":
            found += zlib.decompress(data[at + 8 : at + 8 + length].partition(b"\0")[2][1:])
        at += 12 + length
    return found


_READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "JPEG": _jpeg, "PNG": _png, "GIF": _gif, "WEBP": _webp, "AVIF": _boxes, "HEIF": _boxes, "JXL": _boxes,
    "JPEG2000": _boxes, "TIFF": _tiff, "BMP": _bmp,
}  # fmt: skip

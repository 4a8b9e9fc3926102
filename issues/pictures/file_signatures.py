"""The kind of picture of a file, by its first bytes. Pure."""

import struct

from issues.pictures.strip_plan import Buffer

# Brands of an ISO file: the major one and the compatible ones. Films have none of these.
_AVIF = frozenset([b"avif", b"avis"])
_HEIF = frozenset(
    [
        b"heic",
        b"heix",
        b"hevc",
        b"hevx",
        b"heim",
        b"heis",
        b"hevm",
        b"hevs",
        b"mif1",
        b"msf1",
        b"mif2",
        b"mif3",
    ]
)
_MOST_BRANDS = 32
_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"\xff\x0a", "JXL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JXL"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
)  # fmt: skip
# The possible lengths of a bitmap's second header, since a text may begin with "BM" too.
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def kind_of(data: Buffer) -> str | None:
    """A key of `TYPES`. None where the file is not a known picture."""
    start = data[:32]
    for signature, kind in _STARTS:
        if start.startswith(signature):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    if start[4:8] == b"ftyp":
        return _of_brands(data)
    return "BMP" if _is_bmp(start) else None


def _is_bmp(start: Buffer) -> bool:
    """Whether the length of the second header is one that exists."""
    is_long = start[:2] == b"BM" and len(start) > 18
    return is_long and struct.unpack_from("<I", start, 14)[0] in _BMP_HEADERS


def _of_brands(data: Buffer) -> str | None:
    end = min(int.from_bytes(data[:4], "big"), len(data), 16 + 4 * _MOST_BRANDS)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF:
        return "AVIF"
    return "HEIF" if brands & _HEIF else None

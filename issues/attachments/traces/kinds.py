"""What kind of picture a file is, by its first bytes. Pure."""

import mmap
import struct

Buffer = bytes | mmap.mmap
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis")
_AVIF = (b"avif", b"avis")
_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
# The lengths that a bitmap's second header may have: a text may begin with "BM" too.
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def kind_of(data: Buffer) -> str | None:
    """ "JPEG", "PNG", "GIF", "TIFF", "WEBP", "AVIF", "HEIF" or "BMP"; None: no picture that Lodge knows."""
    start = data[:32]
    for signature, kind in _STARTS:
        if start.startswith(signature):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    if start[4:8] == b"ftyp":
        return _of_boxes(start)
    if start[:2] == b"BM" and len(start) > 18 and struct.unpack_from("<I", start, 14)[0] in _BMP_HEADERS:
        return "BMP"
    return None


def _of_boxes(start: bytes) -> str | None:
    """By the brands of an ISO file: the main one, and those it says it can be read as (films name none of these)."""
    brands = {start[8:12], *(start[at : at + 4] for at in range(16, len(start), 4))}
    if brands & {*_AVIF}:
        return "AVIF"
    return "HEIF" if brands & {*_HEIF} else None

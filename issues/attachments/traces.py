"""Whether a picture carries anything but the picture: where, when and with what it was taken. Pure.

An allow-list: parts of the file that are needed to show it are known, all else counts as a trace, bytes after its
end too. Sources: ITU-T T.81 and JFIF (JPEG), W3C PNG (Third Edition), Google's WebP Container Specification.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

_PNG = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP mDCv cLLi".split()
)
_WEBP = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
_START_OF_SCAN, _END = 0xDA, b"\xff\xd9"
# Tables, frames, restarts: everything in a JPEG that is no APPn and no comment.
_JPEG_TABLES = frozenset({*range(0xC0, 0xE0)})


def has_traces(kind: str, file: BinaryIO) -> bool:
    """Whether the picture in *file*, of Pillow's format *kind*, holds more than a picture. Unknown kinds: yes."""
    file.seek(0)
    try:
        match kind:
            case "JPEG":
                return _jpeg(file)
            case "PNG":
                return not set(_png_chunks(file)) <= _PNG
            case "WEBP":
                return not set(_webp_chunks(file)) <= _WEBP
            case "BMP":
                return False
            case _:
                return True
    except (struct.error, ValueError):
        return True


def _jpeg(file: BinaryIO) -> bool:
    file.read(2)
    while True:
        prefix, marker = struct.unpack(">BB", file.read(2))
        if prefix != 0xFF:
            return True
        if marker == _START_OF_SCAN:
            break
        (length,) = struct.unpack(">H", file.read(2))
        body = file.read(length - 2)
        if marker not in _JPEG_TABLES and not _is_harmless(marker, body):
            return True
    file.seek(-2, 2)
    return file.read(2) != _END  # something comes after the picture


def _is_harmless(marker: int, body: bytes) -> bool:
    """JFIF's header without a thumbnail, the colour profile, and Adobe's note on how colours are stored."""
    match marker:
        case 0xE0:
            return body.startswith(b"JFIF\0") and body[12:14] == b"\0\0"
        case 0xE2:
            return body.startswith(b"ICC_PROFILE\0")
        case 0xEE:
            return body.startswith(b"Adobe")
        case _:
            return False


def _png_chunks(file: BinaryIO) -> Iterator[bytes]:
    file.read(8)
    name = b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", file.read(8))
        yield name
        file.seek(length + 4, 1)
    if file.read(1):
        yield b"rest"


def _webp_chunks(file: BinaryIO) -> Iterator[bytes]:
    _riff, length, _kind = struct.unpack("<4sI4s", file.read(12))
    while file.tell() < length + 8:
        name, size = struct.unpack("<4sI", file.read(8))
        yield name
        file.seek(size + size % 2, 1)
    if file.read(1):
        yield b"rest"

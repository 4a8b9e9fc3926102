"""The parts of a JPEG. Sources: ITU-T T.81 annex B, JFIF 1.02 (ITU-T T.871), ICC.1 annex B.4."""

import re
import struct

from issues.attachments.traces.kinds import Buffer

_START_OF_SCAN, _END = 0xDA, 0xD9
# What ends a scan: any marker but a stuffed FF and the eight restarts.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JFIF_LENGTH, _ADOBE_LENGTH = 14, 12


def is_bare(data: Buffer) -> bool:
    """Whether there are only tables, frames and scans, a profile of colours and the two notes on how to read them."""
    at = 2
    while True:
        prefix, marker = struct.unpack_from(">BB", data, at)
        if prefix != 0xFF:
            return False
        if marker == _END:
            return at + 2 == len(data)
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if len(body) != length - 2 or not _is_needed(marker, body):
            return False
        at += 2 + length
        if marker == _START_OF_SCAN:
            found = _NEXT_MARKER.search(data, at)
            if found is None:
                return False
            at = found.start()


def _is_needed(marker: int, body: bytes) -> bool:
    """Whether the segment is of a known kind and exactly as long as what it has to say."""
    match marker:
        case _ if marker in _FRAMES:
            return len(body) == 6 + 3 * body[5]
        case 0xDA:
            return len(body) == 4 + 2 * body[0]
        case 0xC4:
            return _are_huffman_tables(body)
        case 0xDB:
            return _are_quantization_tables(body)
        case 0xCC:
            return len(body) % 2 == 0 and len(body) <= 16
        case 0xDC | 0xDD:
            return len(body) == 2
        case 0xE0:  # JFIF, without a small copy of the picture
            return body.startswith(b"JFIF\0") and len(body) == _JFIF_LENGTH and body[12:] == b"\0\0"
        case 0xE2:
            return body.startswith(b"ICC_PROFILE\0")
        case 0xEE:  # how colours are stored
            return body.startswith(b"Adobe") and len(body) == _ADOBE_LENGTH
        case _:
            return False


def _are_huffman_tables(body: bytes) -> bool:
    at = 0
    while at < len(body):
        at += 17 + sum(body[at + 1 : at + 17])
    return at == len(body)


def _are_quantization_tables(body: bytes) -> bool:
    at = 0
    while at < len(body):
        at += 129 if body[at] >> 4 else 65
    return at == len(body)

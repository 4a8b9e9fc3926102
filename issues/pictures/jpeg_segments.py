"""Checks the segments of a JPEG file that stay in it."""

import struct

FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def written(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def is_needed(marker: int, body: bytes) -> bool:
    """Whether the segment is of a known kind and has exactly the length of its content."""
    match marker:
        case _ if marker in FRAMES:
            return len(body) > 5 and len(body) == 6 + 3 * body[5]
        case 0xDA:
            return len(body) > 0 and len(body) == 4 + 2 * body[0]
        case 0xC4:
            return _are_huffman_tables(body)
        case 0xDB:
            return _are_quantization_tables(body)
        case 0xCC:
            return len(body) % 2 == 0 and len(body) <= 16
        case 0xDC | 0xDD:
            return len(body) == 2
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

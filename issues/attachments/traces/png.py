"""The parts of a PNG. Source: W3C PNG (Third Edition), chapters 5 and 11."""

import struct

from issues.attachments.traces.kinds import Buffer

# What may be there, and how long it may be at most. sPLT is left out: it has a name that can be any words.
_MOST: dict[bytes, int] = {
    b"IHDR": 13, b"PLTE": 768, b"IEND": 0, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"sBIT": 4,
    b"bKGD": 6, b"pHYs": 9, b"hIST": 512, b"acTL": 8, b"fcTL": 26, b"cICP": 4, b"mDCV": 24, b"cLLI": 8,
}  # fmt: skip
_LONG = frozenset([b"IDAT", b"fdAT", b"iCCP"])
_MANY = frozenset([b"IDAT", b"fdAT", b"fcTL"])


def is_bare(data: Buffer) -> bool:
    """Whether each chunk is known, there as often as it may be, and the last byte is that of the end."""
    at, before, seen = 8, b"", set[bytes]()
    while before != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if at > len(data) or not _is_needed(name, length):
            return False
        # Of parts that are there twice readers look at one. Pixels end with the first part that is none.
        if name in seen and (name not in _MANY or (name == b"IDAT" and before != b"IDAT")):
            return False
        if not seen and name != b"IHDR":
            return False
        seen.add(name)
        before = name
    # Frames of an animation that is none are shown by nobody.
    return at == len(data) and (b"acTL" in seen or not seen & {b"fcTL", b"fdAT"})


def _is_needed(name: bytes, length: int) -> bool:
    return name in _LONG or length <= _MOST.get(name, -1)

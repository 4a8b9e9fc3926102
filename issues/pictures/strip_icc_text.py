"""Removes the texts of a colour profile, which may name a person's screen, its serial number, or a folder. Pure.

All numbers for computing colours stay unchanged. Source: ICC.1:2022.
"""

import struct

_HEADER, _ENTRY = 128, 12
_MOST_TAGS = 100
_TAGS = frozenset(
    b"A2B0 A2B1 A2B2 A2B3 B2A0 B2A1 B2A2 B2A3 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 rXYZ gXYZ bXYZ rTRC gTRC bTRC "
    b"kTRC wtpt bkpt chad chrm gamt lumi cicp pre0 pre1 pre2 rig0 rig2 tech view".split()
)
# Types that hold only numbers.
_TYPES = frozenset(
    [
        b"XYZ ",
        b"curv",
        b"para",
        b"sf32",
        b"mft1",
        b"mft2",
        b"mAB ",
        b"mBA ",
        b"mpet",
        b"chrm",
        b"cicp",
        b"sig ",
        b"view",
    ]
)
_NAME, _RIGHTS = "Profile", "-"


def without_words(profile: bytes) -> bytes:
    """The same colours without texts. Empty where *profile* is broken, which no reader accepts either."""
    try:
        return _rebuilt(profile)
    except struct.error:
        return b""


def _rebuilt(profile: bytes) -> bytes:
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    if profile[36:40] != b"acsp" or count > _MOST_TAGS:
        return b""
    version = profile[8]
    tags = {b"desc": _words(version, b"desc", _NAME), b"cprt": _words(version, b"text", _RIGHTS)}
    for number in range(count):
        name, start, size = struct.unpack_from(">4sII", profile, _HEADER + 4 + _ENTRY * number)
        value = profile[start : start + size]
        if name in _TAGS and value[:4] in _TYPES and len(value) == size:
            tags.setdefault(name, value)
    return _written(profile, tags)


def _written(profile: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Writes equal values once, because the three curves are often equal."""
    values = list(dict.fromkeys(tags.values()))
    starts, at = {}, _HEADER + 4 + _ENTRY * len(tags)
    for value in values:
        starts[value] = at
        at += _padded(len(value))
    table = [struct.pack(">4sII", name, starts[value], len(value)) for name, value in tags.items()]
    header = (
        struct.pack(">I4x", at) + profile[8:24]
        + bytes(12)  # when it was made
        + b"acsp" + bytes(4) + profile[44:48]
        + bytes(8)  # for which device
        + profile[56:80]
        + bytes(48)  # creator, checksum and reserved bytes
    )  # fmt: skip
    body = b"".join(value.ljust(_padded(len(value)), b"\0") for value in values)
    return header + struct.pack(">I", len(tags)) + b"".join(table) + body


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _words(version: int, old_type: bytes, words: str) -> bytes:
    """A required text. Its type changed with version 4."""
    if version >= 4:
        text = words.encode("utf-16-be")
        return b"mluc" + struct.pack(">4xII4sII", 1, 12, b"enUS", len(text), 28) + text
    text = words.encode() + b"\0"
    if old_type == b"desc":
        return b"desc" + struct.pack(">4xI", len(text)) + text + bytes(78)
    return old_type + bytes(4) + text

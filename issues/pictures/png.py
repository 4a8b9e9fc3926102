"""The parts of a PNG that show it, animated or not. Source: W3C PNG (Third Edition), chapters 5 and 11."""

import struct
import zlib

from issues.pictures import exif, strip_icc_text
from issues.pictures.strip_plan import Plan, UnstrippableError

# The kept chunks and their largest lengths. sPLT is left out, because its name can be any text. CgBI is Apple's: what
# follows it is compressed differently.
_MOST: dict[bytes, int] = {
    b"IHDR": 13, b"PLTE": 768, b"IEND": 0, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"sBIT": 4,
    b"bKGD": 6, b"pHYs": 9, b"hIST": 512, b"acTL": 8, b"fcTL": 26, b"cICP": 4, b"mDCV": 24, b"cLLI": 8, b"CgBI": 4,
}  # fmt: skip
_CRITICAL = frozenset([b"IHDR", b"PLTE", b"IDAT", b"IEND"])
_LONG = frozenset([b"IDAT", b"fdAT"])
_MANY = frozenset([b"IDAT", b"fdAT", b"fcTL"])
_FRAMES = frozenset([b"fcTL", b"fdAT"])
_MOST_PROFILE, _MOST_EXIF = 8 * 1024 * 1024, 4 * 1024 * 1024


def strip(plan: Plan) -> None:
    """Keeps the chunks that show the picture, each as often as allowed, up to the end."""
    plan.keep(0, 8)
    at, before, seen = 8, b"", set[bytes]()
    while before != b"IEND":
        plan.step()
        if at + 12 > len(plan.data):
            raise UnstrippableError("a PNG that was cut off")
        length, name = struct.unpack_from(">I4s", plan.data, at)
        end = at + 12 + length
        if not seen and name not in {b"IHDR", b"CgBI"}:
            raise UnstrippableError("a PNG without its header")
        if _is_shown(name, before, seen):
            _keep(plan, name, at, end)
            seen.add(name)
        at, before = end, name
    if b"IDAT" not in seen:
        raise UnstrippableError("a PNG without pixels")


def _is_shown(name: bytes, before: bytes, seen: set[bytes]) -> bool:
    """Readers use one of duplicate chunks. Pixels end with the first chunk of another kind."""
    if name in seen and (name not in _MANY or (name == b"IDAT" and before != b"IDAT")):
        return False
    if name == b"acTL":
        return b"IDAT" not in seen
    # without acTL no reader shows the frames
    return name not in _FRAMES or b"acTL" in seen


def _keep(plan: Plan, name: bytes, at: int, end: int) -> None:
    length = end - at - 12
    if name == b"iCCP":
        plan.put(at, end, _profile(plan.data[at + 8 : end - 4]))
    elif name == b"eXIf":
        turned = exif.only_orientation(plan.data[at + 8 : min(end - 4, at + _MOST_EXIF)])
        plan.put(at, end, _chunk(b"eXIf", turned) if turned else b"")
    elif name in _LONG or length <= _MOST.get(name, -1):
        plan.keep(at, end)
    elif name in _CRITICAL or name[:1].isupper():
        raise UnstrippableError(f"part {name!r} of a PNG")


def _profile(body: bytes) -> bytes:
    """The chunk with the colour profile, without its name. Empty where no reader would accept it."""
    _name, _zero, packed = body.partition(b"\0")
    try:
        profile = zlib.decompressobj().decompress(packed[1:], _MOST_PROFILE)
    except zlib.error:
        return b""
    fresh = strip_icc_text.without_words(profile)
    return _chunk(b"iCCP", b"icc\0\0" + zlib.compress(fresh, 9)) if fresh else b""


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

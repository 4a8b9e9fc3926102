"""The parts of a bitmap. Source: Microsoft's description of BITMAPFILEHEADER and BITMAPCOREHEADER to BITMAPV5HEADER."""

import struct

from issues.pictures.strip_plan import Plan, UnstrippableError

_FILE_HEADER, _CORE, _INFO, _V5 = 14, 12, 40, 124
_PLAIN, _MASKED, _MASKED_ALPHA = 0, 3, 6
_PACKED = frozenset([1, 2, 4, 5])  # run length encodings, JPEG, PNG
_MASKS_AFTER_INFO = {_MASKED: 12, _MASKED_ALPHA: 16}
# The offsets of a V5 header's colour space and profile, and the value for sRGB.
_COLOURS_AT, _PROFILE_AT, _SRGB = 56, 112, b"BGRs"
_PROFILES = (b"KNIL", b"DEBM")


def strip(plan: Plan) -> None:
    """Keeps headers, colours and rows. Drops a colour profile, because it may be the path of a file."""
    header, height, row, packing, palette, packed_size = _described(plan)
    (pixels,) = struct.unpack_from("<I", plan.data, 10)
    masks = _MASKS_AFTER_INFO.get(packing, 0) if header == _INFO else 0
    start = min(_FILE_HEADER + header + masks + palette, pixels)  # a palette may be shorter
    if packing in {4, 5}:
        raise UnstrippableError("a bitmap with another picture in it")
    size = packed_size if packing in _PACKED else row * abs(height)
    if not size or start < _FILE_HEADER + header + masks or pixels + size > len(plan.data):
        raise UnstrippableError("a bitmap that was cut off")
    plan.put(0, _FILE_HEADER, b"BM" + struct.pack("<III", start + size, 0, start))
    described = plan.data[_FILE_HEADER : _FILE_HEADER + header]
    plan.put(_FILE_HEADER, _FILE_HEADER + header, _without_profile(described))
    plan.keep(_FILE_HEADER + header, start)
    plan.keep(pixels, pixels + size)


def _described(plan: Plan) -> tuple[int, int, int, int, int, int]:
    """(header length, height, bytes per row, compression, bytes of colours, bytes of compressed pixels)."""
    (header,) = struct.unpack_from("<I", plan.data, _FILE_HEADER)
    if header == _CORE:
        width, height, _planes, bits = struct.unpack_from("<HHHH", plan.data, _FILE_HEADER + 4)
        return header, height, _row(width, bits), _PLAIN, 3 << bits if bits <= 8 else 0, 0
    if header < _INFO:
        raise UnstrippableError("a bitmap of an unknown kind")
    width, height, _planes, bits, packing, size = struct.unpack_from(
        "<iiHHII", plan.data, _FILE_HEADER + 4
    )
    (colours,) = struct.unpack_from("<I", plan.data, _FILE_HEADER + 32)
    palette = 4 * (colours or (1 << bits if bits <= 8 else 0))
    if packing > _MASKED_ALPHA or width < 0 or palette > 1024:
        raise UnstrippableError("a bitmap of an unknown kind")
    return header, height, _row(width, bits), packing, palette, size


def _row(width: int, bits: int) -> int:
    return (width * bits + 31) // 32 * 4


def _without_profile(header: bytes) -> bytes:
    if len(header) < _V5:
        return header
    colours = header[_COLOURS_AT : _COLOURS_AT + 4]
    known = _SRGB if colours in _PROFILES else colours
    return (
        header[:_COLOURS_AT]
        + known
        + header[_COLOURS_AT + 4 : _PROFILE_AT]
        + bytes(_V5 - _PROFILE_AT)
    )

"""Exif reduced to the orientation of the picture. Source: CIPA DC-008 (Exif 3.0), TIFF 6.0. Pure."""

import struct

PREFIX = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3
_AS_IT_IS = 1
_MOST_ENTRIES = 1000


def only_orientation(exif: bytes) -> bytes:
    """26 bytes that turn the picture as *exif* does, without PREFIX. Empty where it is not turned."""
    tiff = exif.removeprefix(PREFIX)
    turned = _orientation(tiff)
    if turned == _AS_IT_IS:
        return b""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)


def _orientation(tiff: bytes) -> int:
    """1 to 8. 1 where it cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return _AS_IT_IS
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(min(count, _MOST_ENTRIES)):
            entry = at + 2 + 12 * number
            tag, kind, _values, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return value if value in range(1, 9) else _AS_IT_IS
    except struct.error:
        pass
    return _AS_IT_IS

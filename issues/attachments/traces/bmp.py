"""The parts of a bitmap. Source: Microsoft's description of BITMAPFILEHEADER and BITMAPINFOHEADER to V5."""

import struct

from issues.attachments.traces.kinds import Buffer

_PLAIN, _MASKED = 0, 3
_FILE_HEADER = 14
_INFO, _V4, _V5 = 40, 108, 124
_MASKS_AFTER_INFO = 12


def is_bare(data: Buffer) -> bool:
    """Whether headers, colours and rows follow each other and fill the file. Packed ones are not judged: no."""
    length, reserved, pixels = struct.unpack_from("<III", data, 2)
    header, width, height, _planes, bits, packing = struct.unpack_from("<IiiHHI", data, _FILE_HEADER)
    (colours,) = struct.unpack_from("<I", data, _FILE_HEADER + 32)
    if header not in (_INFO, _V4, _V5) or packing not in (_PLAIN, _MASKED) or reserved:
        return False
    # A profile of colours may be the name of somebody's folder.
    if header == _V5 and any(data[_FILE_HEADER + 112 : _FILE_HEADER + _V5]):
        return False
    masks = _MASKS_AFTER_INFO if header == _INFO and packing == _MASKED else 0
    palette = 4 * (colours or (1 << bits if bits <= 8 else 0))
    row = (width * bits + 31) // 32 * 4
    whole = pixels + row * abs(height)
    return bool(pixels == _FILE_HEADER + header + masks + palette and length == whole == len(data))

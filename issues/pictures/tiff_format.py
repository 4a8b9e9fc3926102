"""The byte order and number sizes of a TIFF file."""

import struct
from dataclasses import dataclass, field

from issues.pictures.strip_plan import Buffer

# The tags of the places and lengths of a page's pixels.
STRIPS, TILES = (273, 279), (324, 325)


@dataclass
class Page:
    values: dict[int, tuple[int, int, bytes]] = field(
        default_factory=dict
    )  # by tag: kind, count, bytes
    spans: list[tuple[int, int]] = field(default_factory=list)
    where: tuple[int, int] = STRIPS
    kinds: tuple[int, int] = (4, 4)  # of the offsets and lengths of the pixels


class Format:
    """Byte order, and whether offsets have 4 bytes or 8."""

    def __init__(self, data: Buffer) -> None:
        self.order = "<" if data[:2] == b"II" else ">"
        (version,) = struct.unpack_from(f"{self.order}H", data, 2)
        self.big = version == 43
        self.place = "Q" if self.big else "I"
        self.width = 8 if self.big else 4
        self.count = "Q" if self.big else "H"
        self.entry = 20 if self.big else 12
        self.header = 16 if self.big else 8

    def unpack(self, what: str, data: Buffer, at: int) -> tuple[int, ...]:
        return struct.unpack_from(self.order + what, data, at)

    def pack(self, what: str, *numbers: int) -> bytes:
        return struct.pack(self.order + what, *numbers)

"""The parts of a JPEG that show it. Sources: ITU-T T.81 annex B, JFIF 1.02 (ITU-T T.871), ICC.1 annex B.4."""

import re
import struct

from issues.pictures import exif, icc
from issues.pictures.plan import Buffer, Plan, UnstrippableError

_SCAN, _END = 0xDA, 0xD9
_COMMENT, _APP0, _APP1, _APP2, _APP14, _APP15 = 0xFE, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
# What ends a scan: any marker but a stuffed FF and the eight restarts. FF may be repeated before a marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JFIF, _ADOBE, _ICC = b"JFIF\0", b"Adobe", b"ICC_PROFILE\0"
_JFIF_LENGTH, _ADOBE_LENGTH = 14, 12
_ICC_HEADER, _ICC_MOST = 14, 65_519


class _Walk:
    """What was met so far. One that was cut off in its last scan is shown by every reader, and gets its end."""

    def __init__(self, data: Buffer, plan: Plan) -> None:
        self.data, self.plan = data, plan
        self.seen: set[bytes] = set()

    def strip(self) -> None:
        self.plan.keep(0, 2)
        at, scanned = 2, False
        while (marker := self._marker(at)) is not None:
            self.plan.step()
            start, kind = marker
            if kind == _END:
                self.plan.keep(start, start + 2)
                break
            end = self._segment(start, kind)
            scanned = scanned or kind == _SCAN
            at = self._scan(end) if kind == _SCAN else end
        else:
            self.plan.add(b"\xff\xd9")
        if not scanned:
            raise UnstrippableError("a JPEG without a picture")

    def _marker(self, at: int) -> tuple[int, int] | None:
        """(where, which) of the next; readers skip what lies before it."""
        found = _NEXT_MARKER.search(self.data, at)
        return (found.start(), self.data[found.start() + 1]) if found else None

    def _scan(self, start: int) -> int:
        """Keep the packed pixels from *start*; where they end."""
        found = _NEXT_MARKER.search(self.data, start)
        end = found.start() if found else len(self.data)
        self.plan.keep(start, end)
        return end

    def _segment(self, start: int, marker: int) -> int:
        """Keep what is needed of the segment; where it ends."""
        if start + 4 > len(self.data):
            raise UnstrippableError("a JPEG that was cut off")
        length = int.from_bytes(self.data[start + 2 : start + 4], "big")
        end = start + 2 + length
        if length < 2 or end > len(self.data):
            raise UnstrippableError("a JPEG that was cut off")
        if _APP0 <= marker <= _APP15:
            self._application(start, end, marker)
        elif marker != _COMMENT:
            if not _is_needed(marker, self.data[start + 4 : end]):
                raise UnstrippableError(f"segment {marker:02x} of a JPEG")
            self.plan.keep(start, end)
        return end

    def _application(self, start: int, end: int, marker: int) -> None:
        """Which way up, how colours are stored and what they are. The first counts; everything else goes."""
        body = self.data[start + 4 : end]
        match marker:
            case 0xE0 if body.startswith(_JFIF) and len(body) >= _JFIF_LENGTH:
                fresh = body[: _JFIF_LENGTH - 2] + b"\0\0"  # without a small copy of the picture
            case 0xE1 if body.startswith(exif.PREFIX):
                turned = exif.only_orientation(body)
                fresh = exif.PREFIX + turned if turned else b""
            case 0xE2 if body.startswith(_ICC):
                self._profile(start, end)
                return
            case 0xEE if body.startswith(_ADOBE) and len(body) >= _ADOBE_LENGTH:
                fresh = body[:_ADOBE_LENGTH]
            case _:
                return
        if fresh and self._first(body[:5]):
            self.plan.put(start, end, _written(marker, fresh))

    def _profile(self, start: int, end: int) -> None:
        """The profile of colours in the place of its first part. It may be spread over 255 segments."""
        if not self._first(_ICC):
            return
        profile = icc.without_words(self._gathered(start))
        parts = [profile[at : at + _ICC_MOST] for at in range(0, len(profile), _ICC_MOST)]
        wanted = b"".join(
            _written(_APP2, _ICC + bytes([number, len(parts)]) + part) for number, part in enumerate(parts, 1)
        )
        self.plan.put(start, max(end, start + len(wanted)), wanted)

    def _gathered(self, at: int) -> bytes:
        """The profile from all its segments before the first scan; empty where one is missing."""
        found: dict[int, bytes] = {}
        count = self.data[at + 17]
        while (marker := self._marker(at)) is not None and marker[1] not in {_SCAN, _END}:
            self.plan.step()
            at = marker[0]
            (length,) = struct.unpack_from(">H", self.data, at + 2)
            body = self.data[at + 4 : at + 2 + max(2, length)]
            if marker[1] == _APP2 and body.startswith(_ICC) and len(body) > _ICC_HEADER:
                found.setdefault(body[12], body[_ICC_HEADER:])
            at += 2 + max(2, length)
        return (
            b"".join(found.get(number, b"") for number in range(1, count + 1)) if len(found) == count else b""
        )

    def _first(self, name: bytes) -> bool:
        """Whether there was none of that name."""
        fresh = name not in self.seen
        self.seen.add(name)
        return fresh


def strip(plan: Plan) -> None:
    """Tables, frames and scans of the first picture, how to read its colours, which way up it is."""
    _Walk(plan.data, plan).strip()


def _written(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _is_needed(marker: int, body: bytes) -> bool:
    """Whether the segment is of a known kind and exactly as long as what it has to say."""
    match marker:
        case _ if marker in _FRAMES:
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

"""The parts of a JPEG that show it. Sources: ITU-T T.81 annex B, JFIF 1.02 (ITU-T T.871), ICC.1 annex B.4."""

import re
import struct

from issues.pictures import exif, strip_icc_text
from issues.pictures.jpeg_segments import is_needed, written
from issues.pictures.strip_plan import Buffer, Plan, UnstrippableError

_SCAN, _END = 0xDA, 0xD9
_COMMENT, _APP0, _APP1, _APP2, _APP14, _APP15 = 0xFE, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
# The end of a scan: any marker but a stuffed FF and the eight restarts. FF may be repeated before a marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF, _ADOBE, _ICC = b"JFIF\0", b"Adobe", b"ICC_PROFILE\0"
_JFIF_LENGTH, _ADOBE_LENGTH = 14, 12
_ICC_HEADER, _ICC_MOST = 14, 65_519


class _Walk:
    """The parts found so far. A file that is cut off in its last scan is shown by every reader, and gets its end."""

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
        """(offset, code) of the next marker. Readers skip bytes before it."""
        found = _NEXT_MARKER.search(self.data, at)
        return (found.start(), self.data[found.start() + 1]) if found else None

    def _scan(self, start: int) -> int:
        """Keep the compressed pixels from *start*. Returns their end."""
        found = _NEXT_MARKER.search(self.data, start)
        end = found.start() if found else len(self.data)
        self.plan.keep(start, end)
        return end

    def _segment(self, start: int, marker: int) -> int:
        """Keep the needed part of the segment. Returns its end."""
        if start + 4 > len(self.data):
            raise UnstrippableError("a JPEG that was cut off")
        length = int.from_bytes(self.data[start + 2 : start + 4], "big")
        end = start + 2 + length
        if length < 2 or end > len(self.data):
            raise UnstrippableError("a JPEG that was cut off")
        if _APP0 <= marker <= _APP15:
            self._application(start, end, marker)
        elif marker != _COMMENT:
            if not is_needed(marker, self.data[start + 4 : end]):
                raise UnstrippableError(f"segment {marker:02x} of a JPEG")
            self.plan.keep(start, end)
        return end

    def _application(self, start: int, end: int, marker: int) -> None:
        """The orientation, the colour encoding and the colour profile. The first one counts; all others are dropped."""
        body = self.data[start + 4 : end]
        match marker:
            case 0xE0 if body.startswith(_JFIF) and len(body) >= _JFIF_LENGTH:
                fresh = body[: _JFIF_LENGTH - 2] + b"\0\0"  # without a thumbnail
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
            self.plan.put(start, end, written(marker, fresh))

    def _profile(self, start: int, end: int) -> None:
        """Writes the colour profile at the place of its first segment. It may span 255 segments."""
        if not self._first(_ICC):
            return
        profile = strip_icc_text.without_words(self._gathered(start))
        parts = [profile[at : at + _ICC_MOST] for at in range(0, len(profile), _ICC_MOST)]
        wanted = b"".join(
            written(_APP2, _ICC + bytes([number, len(parts)]) + part)
            for number, part in enumerate(parts, 1)
        )
        self.plan.put(start, max(end, start + len(wanted)), wanted)

    def _gathered(self, at: int) -> bytes:
        """The profile from all its segments before the first scan. Empty where one is missing."""
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
        if len(found) != count:
            return b""
        return b"".join(found.get(number, b"") for number in range(1, count + 1))

    def _first(self, name: bytes) -> bool:
        """Whether this is the first of that name."""
        fresh = name not in self.seen
        self.seen.add(name)
        return fresh


def strip(plan: Plan) -> None:
    """Keeps the tables, frames and scans of the first picture, its colour encoding and its orientation."""
    _Walk(plan.data, plan).strip()

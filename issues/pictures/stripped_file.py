"""The new file of a plan as a file object. It copies nothing before it is read."""

import io
from bisect import bisect_right
from itertools import accumulate

from issues.pictures.strip_plan import Plan


class StrippedFile(io.RawIOBase):
    """The bytes of a stripped picture, read from the original, which must not change meanwhile."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._data = plan.data
        self._pieces = plan.pieces
        self._starts = [
            0,
            *accumulate(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in plan.pieces),
        ]
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to the offset of the next read."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # what callers hand in
        """Reads up to the end of one piece. 0 at the end of the file."""
        if self._at >= self._starts[-1]:
            return 0
        number = bisect_right(self._starts, self._at) - 1
        piece, inside = self._pieces[number], self._at - self._starts[number]
        if isinstance(piece, tuple):
            start, end = piece
            found = self._data[start + inside : min(end, start + inside + len(buffer))]
        else:
            found = piece[inside : inside + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

"""The plan of a stripped picture: ranges of the original file, and a few bytes of our own. Pure.

A format's module parses the original and adds what stays, in order. Nothing is decompressed or copied, so the time
depends on the number of parts and the memory on the number of gaps. Both are limited here.
"""

import mmap
from collections.abc import Callable

Buffer = bytes | mmap.mmap

# A GIF of 100 MB has 410 000 blocks, since encoders fill them up to 255 bytes. The limit is more than twice that.
_STEPS, _BYTES_A_STEP = 200_000, 128
MOST_PIECES = 20_000
# This many parts take about a millisecond. Few pictures have as many.
_PARTS_AT_A_STRETCH = 500
# The most bytes to add: a missing end, a header.
MOST_ADDED = 1024


class UnstrippableError(Exception):
    """The file is broken, or holds something that cannot be removed safely."""


class Plan:
    """The pieces of the new file, in order. *pause* is called after each stretch of work."""

    def __init__(self, data: Buffer, pause: Callable[[], None] | None = None) -> None:
        self.data = data
        self.pause = pause
        self.size = 0
        self.pieces: list[
            bytes | tuple[int, int]
        ] = []  # bytes, or from where to before where in the original
        self._steps = _STEPS + len(data) // _BYTES_A_STEP
        self._stretch = _PARTS_AT_A_STRETCH

    def step(self, count: int = 1) -> None:
        """Count a part. Raises UnstrippableError when there are far more parts than such a file needs."""
        self._steps -= count
        if self._steps < 0:
            raise UnstrippableError("too many parts")
        self._stretch -= count
        if self._stretch < 0:
            self._stretch = _PARTS_AT_A_STRETCH
            if self.pause is not None:
                self.pause()

    def keep(self, start: int, end: int) -> None:
        """Keep the original's bytes from *start* to before *end*. Raises UnstrippableError where there are none."""
        if not 0 <= start <= end <= len(self.data):
            raise UnstrippableError("a part ends after the file")
        before = self.pieces[-1] if self.pieces else None
        if isinstance(before, tuple) and before[1] == start:
            self.pieces[-1] = (before[0], end)
        elif start < end:
            self.pieces.append((start, end))
        self._grow(end - start)

    def add(self, piece: bytes) -> None:
        """Add bytes of our own."""
        if piece:
            self.pieces.append(piece)
            self._grow(len(piece))

    def put(self, start: int, end: int, wanted: bytes) -> None:
        """Write *wanted* instead of the original's bytes from *start* to before *end*. The two may be equal."""
        if self.data[start:end] == wanted:
            self.keep(start, end)
        else:
            self.add(wanted)

    def extend(self, inner: "Plan") -> None:
        """Add all pieces of *inner*, a plan of the same original."""
        for piece in inner.pieces:
            if isinstance(piece, tuple):
                self.keep(*piece)
            else:
                self.add(piece)

    def changes_nothing(self) -> bool:
        """Whether the new file would equal the original."""
        if self.size != len(self.data):
            return False
        at = 0
        for piece in self.pieces:
            if isinstance(piece, tuple):
                start, end = piece
                same = start == at
                at += end - start
            else:
                same = self.data[at : at + len(piece)] == piece
                at += len(piece)
            if not same:
                return False
        return True

    def _grow(self, count: int) -> None:
        self.size += count
        if len(self.pieces) > MOST_PIECES or self.size > len(self.data) + MOST_ADDED:
            raise UnstrippableError("parts overlap, or are too many")

"""What a stripped picture is written from: spans of the original file, and a few bytes of our own. Pure.

A format's module walks over the original and says what stays, in order. Nothing is unpacked or copied meanwhile, so a
walk costs time by the number of parts and memory by the number of gaps; both are bounded here.
"""

import mmap
from collections.abc import Callable

Buffer = bytes | mmap.mmap

# A film of 100 MB as GIF has 410 000 blocks, which encoders fill up to 255; so there may be twice as many and more.
_STEPS, _BYTES_A_STEP = 200_000, 128
MOST_PIECES = 20_000
# So many parts take a millisecond, about. Few pictures have as many.
_PARTS_AT_A_STRETCH = 500
# What may be written anew beyond what was there: an end that was missing, a header.
MOST_ADDED = 1024


class UnstrippableError(Exception):
    """The file is broken, or holds something of which it is not known how to take it out."""


class Plan:
    """The pieces of the new file, in their order. *pause* is called after each stretch of work."""

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
        """For each part that is looked at. Raises UnstrippableError when they are far more than such a file has."""
        self._steps -= count
        if self._steps < 0:
            raise UnstrippableError("too many parts")
        self._stretch -= count
        if self._stretch < 0:
            self._stretch = _PARTS_AT_A_STRETCH
            if self.pause is not None:
                self.pause()

    def keep(self, start: int, end: int) -> None:
        """The bytes of the original from *start* to before *end*. Raises UnstrippableError where they are not there."""
        if not 0 <= start <= end <= len(self.data):
            raise UnstrippableError("a part ends after the file")
        before = self.pieces[-1] if self.pieces else None
        if isinstance(before, tuple) and before[1] == start:
            self.pieces[-1] = (before[0], end)
        elif start < end:
            self.pieces.append((start, end))
        self._grow(end - start)

    def add(self, piece: bytes) -> None:
        """Bytes of our own."""
        if piece:
            self.pieces.append(piece)
            self._grow(len(piece))

    def put(self, start: int, end: int, wanted: bytes) -> None:
        """*wanted* in the place of the original's bytes from *start* to before *end*, which may be the same."""
        if self.data[start:end] == wanted:
            self.keep(start, end)
        else:
            self.add(wanted)

    def extend(self, inner: "Plan") -> None:
        """All that *inner* keeps of the same original."""
        for piece in inner.pieces:
            if isinstance(piece, tuple):
                self.keep(*piece)
            else:
                self.add(piece)

    def changes_nothing(self) -> bool:
        """Whether the new file would be the original, byte by byte."""
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

"""Maps offsets in the old file to offsets in the new file. Pure."""

from bisect import bisect_right
from collections.abc import Iterable

from issues.pictures.strip_plan import UnstrippableError

_MOST = 2**32


class Places:
    """The *spans* of the old file one after the other, the first at *base*. Overlaps are written once."""

    def __init__(self, spans: Iterable[tuple[int, int]], base: int) -> None:
        self.spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self.spans and start <= self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(end, self.spans[-1][1]))
            else:
                self.spans.append((start, end))
        self._old = [start for start, _end in self.spans]
        self._new: list[int] = []
        self.size = 0
        for start, end in self.spans:
            self._new.append(base + self.size)
            self.size += end - start
        if base + self.size >= _MOST:
            raise UnstrippableError("a picture of more than 4 GB")

    def of(self, at: int) -> int:
        """The new offset of the byte at *at*, which is in one of the spans."""
        number = bisect_right(self._old, at) - 1
        return self._new[number] + at - self._old[number]

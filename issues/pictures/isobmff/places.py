"""Where bytes lie in the new file that lay somewhere in the old one. Pure."""

from bisect import bisect_right
from collections.abc import Iterable

from issues.pictures.plan import UnstrippableError

_MOST = 2**32


class Places:
    """The *spans* of the old file one behind the other, the first at *base*. What overlaps is there once."""

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
        """Where the byte is that was at *at*, which lies in one of the spans."""
        number = bisect_right(self._old, at) - 1
        return self._new[number] + at - self._old[number]

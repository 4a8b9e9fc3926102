"""Splits a text that is too long for Jira: the part to send, with a line that names the file, and the rest.

It is cut between blocks where that leaves at least half of what Jira takes. Otherwise it is cut within the block that
is too long: between its lines (code is closed and opened again, a table repeats its header), between words, or
between characters.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from issues.richtext.adf_validation import LIMIT, size
from issues.richtext.cut_points import Lump, Lumps
from issues.richtext.markdown_to_adf import RICH_LIMIT, document, to_adf
from issues.richtext.mentions import escaped
from issues.richtext.parse_markdown import parse
from issues.richtext.plain_text import clean

_WHOLE = frozenset({"fence", "code_block", "table_open"})  # these are not cut inside other blocks
_FULL = 0.9  # of the limit: when this full, no better place is searched
_AIM = 0.96  # of the limit: the target of a try
_TRIES = 5  # conversions that search the best place; later ones accept any
_WORD = 80  # characters to go back to a space


@dataclass(frozen=True)
class Split:
    """`kept` fits into Jira and ends with the line that names the file. `rest` is for that file, or empty."""

    kept: str
    rest: str


@dataclass(frozen=True)
class _Cut:
    """A place to cut, and the text to write around it so that both parts keep their meaning."""

    position: int
    closing: str = ""
    opening: str = ""


def split(markdown: str, name: str, *, limit: int = LIMIT) -> Split:
    """Cut `markdown` so that `kept` converts to at most `limit`. The rest is for the file called `name`.

    Both parts together contain every character of the text, as cleaned by `plain.clean`.
    """
    source = clean(markdown)
    # a plain text, which keeps every word
    endless = len(source) > RICH_LIMIT and len("".join(source.split())) > limit
    if not endless and size(to_adf(source)) <= limit:
        return Split(source, "")
    return _Splitter(source, name, limit).split()


class _Splitter:
    def __init__(self, source: str, name: str, limit: int) -> None:
        self.source, self.limit = source, limit
        shown = name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else escaped(name)
        self.pointer = gettext("It goes on in the file “%(name)s”.") % {"name": shown}
        # a document is never shorter than its text
        self.window = source[: min(limit, RICH_LIMIT)]
        closed_later = "</details" in source[len(self.window) :].lower()
        self.tokens = parse(self.window, cut=closed_later)
        self.in_jira = size(document(self.window, self.tokens))
        self.begins: dict[int, Lump] = {}  # by offset
        self.sizes: dict[_Cut, int] = {}  # the measured sizes
        self.lines = self.window.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(min(self.starts[-1] + len(line) + 1, len(self.window)))

    def split(self) -> Split:
        lumps = Lumps(self.lines, self.starts).of(self.tokens)
        self.begins = {lump.start: lump for lump in lumps}
        between = self._furthest(sorted(start for start in self.begins if start))
        if between and self._size(between) >= self.limit / 2:
            return self._made(between)
        start = between.position if between else 0
        lump = next((each for each in lumps if each.start >= start), None)
        return self._made((lump and self._within(lump)) or between or _Cut(0))

    def _within(self, lump: Lump) -> _Cut | None:
        """Where to cut a block that is too long: between its items, otherwise its lines, otherwise its words."""
        lines = self._line_starts(lump)
        inside = lump.tokens[0].level + 1 if lump.tokens else 0
        items = {
            self.starts[token.map[0]]
            for token in lump.tokens
            if token.level == inside and token.map
        }
        item = self._furthest([position for position in lines if position in items], lump)
        if item and self._size(item) >= self.limit / 2:
            return item
        return self._furthest(lines, lump) or self._within_line(lump)

    def _line_starts(self, lump: Lump) -> list[int]:
        """The offsets of lines in `lump` that it can be cut before."""
        least = lump.line + 1
        top = lump.tokens[0].type if lump.tokens else ""
        if top in {"fence", "table_open"}:
            least += 1 if top == "fence" else 2
        whole: set[int] = set()
        for token in lump.tokens[1:]:
            if token.type in _WHOLE and token.map:
                whole |= set(range(token.map[0] + 1, token.map[1]))
        numbers = range(least, len(self.lines))
        return [
            self.starts[number]
            for number in numbers
            if number not in whole and self.starts[number] < lump.end
        ]

    def _within_line(self, lump: Lump) -> _Cut | None:
        """The last place in `lump` to cut at, or a space shortly before it."""
        cut = self._furthest(range(lump.start + 1, lump.end), lump)
        if not cut:
            return None
        shortly = max(cut.position - _WORD, lump.start)
        space = max(self.source.rfind(white, shortly, cut.position) for white in " \t\n")
        back = self._cut(lump, space + 1)
        return back if space > lump.start and self._size(back) <= self.limit else cut

    def _cut(self, lump: Lump, position: int) -> _Cut:
        """A cut within `lump`, with the text that its kind and its enclosing details need around it."""
        first = lump.tokens[0] if lump.tokens else None
        gap = "" if self.source[position - 1] == "\n" else "\n"
        closing = opening = ""
        if first and first.type == "fence" and position > self.starts[lump.line + 1]:
            closing, opening = f"{gap}{first.markup}\n", self.lines[lump.line] + "\n"
        elif first and first.type == "table_open" and position > lump.start and not gap:
            opening = "\n".join(self.lines[lump.line : lump.line + 2]) + "\n"
        if lump.closing:
            closing += gap + lump.closing if not closing else lump.closing
        return _Cut(position, closing, lump.opening + opening)

    def _made(self, cut: _Cut) -> Split:
        head = self.source[: cut.position] + cut.closing
        gap = "\n\n" if head else ""
        if head.endswith("\n"):
            gap = "" if head.endswith("\n\n") else "\n"
        return Split(head + gap + self.pointer, cut.opening + self.source[cut.position :])

    def _size(self, cut: _Cut) -> int:
        """The size of the part that `cut` keeps, as Jira counts it."""
        if cut not in self.sizes:
            self.sizes[cut] = size(to_adf(self._made(cut).kept))
        return self.sizes[cut]

    def _furthest(self, places: Sequence[int], lump: Lump | None = None) -> _Cut | None:
        """The last of `places` (or one that keeps nearly as much) whose kept part fits into Jira.

        Each try converts a text, so there are few. The first is where a text as dense as those measured would be
        full. After `_TRIES` tries, each goes to an eighth of what the previous one kept.
        """
        best, low, high = None, 0, len(places)
        while low < high:
            cut = self._at(places[self._guess(places, low, high)], lump)
            middle = bisect_left(places, cut.position)
            in_jira = self._size(cut)
            if in_jira > self.limit:
                high = middle
                continue
            best, low = cut, middle + 1
            if in_jira >= self.limit * _FULL or len(self.sizes) >= _TRIES:
                break
        return best

    def _at(self, position: int, lump: Lump | None) -> _Cut:
        return self._cut(lump or self.begins[position], position)

    def _guess(self, places: Sequence[int], low: int, high: int) -> int:
        """The index in `places[low:high]` to try next."""
        fits, over = (0, 0), (len(self.window), self.in_jira)
        for cut, measured in self.sizes.items():
            if measured > self.limit and cut.position < over[0]:
                over = (cut.position, measured)
        for cut, measured in self.sizes.items():
            if measured <= self.limit and fits[0] < cut.position < over[0]:
                fits = (cut.position, measured)
        if len(self.sizes) >= _TRIES:
            aim = over[0] // 8
        elif len(self.sizes) % 3 == 2:  # a text that is dense in one place defeats the estimate
            aim = (fits[0] + over[0]) // 2
        else:
            share = (self.limit * _AIM - fits[1]) / max(over[1] - fits[1], 1)
            aim = fits[0] + int((over[0] - fits[0]) * min(max(share, 0), 1))
        return min(max(bisect_right(places, aim) - 1, low), high - 1)

"""The blocks between which a text can be cut: the beginning and end of each in its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markdown_it.token import Token

from issues.richtext.block_tree import tree
from issues.richtext.blocks_to_adf import Writer


@dataclass(frozen=True)
class Lump:
    """A block: its beginning and end, the number of its first line, its content.

    A block inside details has `closing`, which ends them before a cut, and `opening`, which begins them again after
    it.
    """

    start: int
    end: int
    line: int
    tokens: Sequence[Token] = ()
    closing: str = ""
    opening: str = ""


class Lumps:
    """Finds them in a text of `lines`. `starts`: the offset of each line, and of the end."""

    def __init__(self, lines: Sequence[str], starts: Sequence[int]) -> None:
        self.lines, self.starts = lines, starts
        self.writer = Writer("\n".join(lines), set())

    def of(self, tokens: Sequence[Token] | None) -> list[Lump]:
        """The outermost blocks, and those in details. Paragraphs where the text was nested too deep to be parsed."""
        if tokens is not None:
            return self._among(tokens, "", "")
        blank = [
            n for n, line in enumerate(self.lines) if n and not self.lines[n - 1].strip() and line
        ]
        begins = [0, *blank, len(self.lines)]
        return [
            Lump(self.starts[first], self.starts[last], first) for first, last in pairwise(begins)
        ]

    def _among(self, tokens: Sequence[Token], closing: str, opening: str) -> list[Lump]:
        level = min((token.level for token in tokens), default=0)
        tops = [
            n
            for n, each in enumerate(tokens)
            if each.level == level and each.map and each.nesting >= 0
        ]
        found: list[Lump] = []
        for n, following in pairwise([*tops, len(tokens)]):
            first, last = tokens[n].map or (0, 0)
            inside = tokens[n:following]
            lump = Lump(self.starts[first], self.starts[last], first, inside, closing, opening)
            found += self._parts(lump) if tokens[n].type == "details_open" else [lump]
        return found

    def _parts(self, details: Lump) -> list[Lump]:
        """The blocks in details below the line of their summary, and before them the whole beginning."""
        level = details.tokens[0].level + 1
        summary = next((each for each in details.tokens if each.type == "summary_open"), None)
        below = (
            summary.map[1]
            if summary and summary.level == level and summary.map
            else details.line + 1
        )
        opening = f"<details><summary>{escape(self.writer.title_of(tree(details.tokens)[0]))}</summary>\n\n"
        inside = [token for token in details.tokens if token.level >= level]
        parts = self._among(inside, "</details>\n" + details.closing, details.opening + opening)
        parts = [part for part in parts if part.line >= below]
        if not parts:
            return [details]
        head = Lump(
            details.start, parts[0].start, details.line, (), details.closing, details.opening
        )
        return [head, *parts]

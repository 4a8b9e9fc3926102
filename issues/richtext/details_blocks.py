"""`<details>`, `<summary>` and `<p>` among blocks: each closed pair becomes a block around its content.

Markdown-it reads these tags as inline HTML anywhere. A tag pairs only within the block of its paragraph. A tag
without a pair stays text.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from issues.richtext import html_tags

_Place = tuple[int, int]  # the indexes of a token and of one of its children
_END: _Place = (-1, -1)


@dataclass(eq=False)
class _Mark:
    """An opening tag, its enclosing tag, and where it is closed."""

    name: str
    start: _Place
    around: "_Mark | None"
    end: _Place | None = None
    summary: "_Mark | None" = None

    def counts(self) -> bool:
        """Whether it is a block. A summary is one only as the first in details."""
        if self.name != "summary":
            return self.end is not None
        around = self.around
        return bool(
            self.end
            and around
            and around.name == "details"
            and around.end
            and around.summary is self
        )


class _Siblings:
    """The tags in the paragraphs of one block, while they are paired."""

    def __init__(self) -> None:
        self.open: list[_Mark] = []
        self.waiting: Counter[str] = Counter()

    def meet(self, tag: html_tags.Tag, place: _Place) -> _Mark | None:
        """The pair that this tag completes."""
        if not tag.closes:
            self.open.append(_Mark(tag.name, place, self.open[-1] if self.open else None))
            self.waiting[tag.name] += 1
            return None
        mark = None
        while self.waiting[tag.name] and (mark is None or mark.name != tag.name):
            mark = self.open.pop()
            self.waiting[mark.name] -= 1
        if mark:
            mark.end = place
            if mark.name == "summary" and mark.around and not mark.around.summary:
                mark.around.summary = mark
        return mark


def _block_tags(tokens: Sequence[Token]) -> Iterator[tuple[int, html_tags.Tag]]:
    for position, token in enumerate(tokens):
        if (
            token.type == "html_inline"
            and (tag := html_tags.read(token.content))
            and tag.name in html_tags.BLOCKS
        ):
            yield position, tag


def _marks(tokens: Sequence[Token], *, to_the_end: bool) -> dict[_Place, _Mark]:
    """Where blocks begin and end in `tokens`."""
    path, found = [_Siblings()], list[_Mark]()
    for number, token in enumerate(tokens):
        if token.type == "inline" and tokens[number - 1].type == "paragraph_open":
            for position, tag in _block_tags(token.children or ()):
                if mark := path[-1].meet(tag, (number, position)):
                    found.append(mark)
        elif token.type != "paragraph_open" and token.nesting > 0:
            path.append(_Siblings())
        elif token.type != "paragraph_close" and token.nesting < 0:
            path.pop()
    if to_the_end:
        for mark in path[0].open:
            mark.end = _END if mark.name == "details" else None
            found += [mark] if mark.end else []
    counted = [mark for mark in found if mark.counts()]
    return {
        place: mark
        for mark in counted
        for place in (mark.start, mark.end)
        if place and place != _END
    }


def fold(tokens: list[Token], *, to_the_end: bool = False) -> list[Token]:
    """The block `tokens` with `details_open`, `summary_open` and their ends. `<p>` only separates paragraphs.

    `to_the_end`: unclosed details end with the text, because it was cut before their end.
    """
    if not any(child.type == "html_inline" for token in tokens for child in token.children or ()):
        return tokens
    marks = _marks(tokens, to_the_end=to_the_end)
    return _Folding(tokens, marks).folded() if marks else tokens


class _Folding:
    """Writes the tokens, one level deeper within a pair."""

    def __init__(self, tokens: Sequence[Token], marks: dict[_Place, _Mark]) -> None:
        self.tokens, self.marks = tokens, marks
        self.numbers = {number for number, _ in marks}
        self.written: list[Token] = []
        self.opened: list[Token] = []

    def folded(self) -> list[Token]:
        """All tokens."""
        for number, token in enumerate(self.tokens):
            if number in self.numbers:
                self.written.pop()  # the paragraph's beginning
                self._paragraph(number, self.tokens[number - 1])
            elif number - 1 not in self.numbers:  # its end
                token.level += len(self.opened)
                self.written.append(token)
        last = max((token.map[1] for token in self.tokens if token.map), default=1)
        while self.opened:
            self._close(self.opened[-1].type.removesuffix("_open"), last - 1)
        return self.written

    def _paragraph(self, number: int, paragraph: Token) -> None:
        level = paragraph.level - len(self.opened)
        line = paragraph.map[0] if paragraph.map else 0
        piece: list[Token] = []
        for position, child in enumerate(self.tokens[number].children or ()):
            mark = self.marks.get((number, position))
            if mark is None:
                piece.append(child)
                continue
            line = self._piece(piece, level, line)
            piece = []
            if mark.name == "p":
                continue
            if mark.start == (number, position):
                opening = Token(
                    f"{mark.name}_open",
                    "",
                    1,
                    map=[line, line],
                    level=level + len(self.opened),
                    block=True,
                )
                self.opened.append(opening)
                self.written.append(opening)
            else:
                self._close(mark.name, line)
        self._piece(piece, level, line)

    def _close(self, name: str, line: int) -> None:
        opening = self.opened.pop()
        opening.map = [opening.map[0] if opening.map else 0, line + 1]
        self.written.append(Token(f"{name}_close", "", -1, level=opening.level, block=True))

    def _piece(self, children: list[Token], level: int, line: int) -> int:
        """A part of a paragraph, from `line` on, as a paragraph if it is not empty. Returns the line of its end."""
        ends = [line := line + _line_ends(child) for child in children]
        said = [position for position, child in enumerate(children) if not _is_blank(child)]
        if said:
            first, last = said[0], said[-1]
            lines = [ends[first] - _line_ends(children[first]), ends[last] + 1]
            children = children[first : last + 1]
            deep = level + len(self.opened)
            self.written += [
                Token("paragraph_open", "p", 1, map=lines, level=deep, block=True),
                Token("inline", "", 0, map=lines, level=deep + 1, block=True, children=children),
                Token("paragraph_close", "p", -1, level=deep, block=True),
            ]
        return line


def _line_ends(token: Token) -> int:
    return (
        token.content.count("\n")
        if token.type == "html_inline"
        else token.type in {"softbreak", "hardbreak"}
    )


def _is_blank(token: Token) -> bool:
    if token.type == "html_inline":
        return html_tags.is_comment(token.content)
    return token.type in {"softbreak", "hardbreak"} or (
        token.type == "text" and not token.content.strip()
    )

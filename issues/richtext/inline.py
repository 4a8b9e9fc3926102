"""Inline tokens to ADF inline nodes: texts with marks, and hard breaks. One flat walk, no recursion."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from issues.richtext.links import is_safe, mails
from issues.richtext.mentions import mentioned
from issues.richtext.plain import clean

Node = dict[str, Any]

_TOKEN_MARKS = {"em": "em", "strong": "strong", "s": "strike"}
_TAG_MARKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "sub": "sub",
    "sup": "sup",
}
_TAG = re.compile(rf"<(/?)({'|'.join(_TAG_MARKS)})\s*>", re.IGNORECASE)
_BR = re.compile(r"<br\s*/?>", re.IGNORECASE)


class _Run:
    """The nodes written so far, and the marks that the next text gets."""

    def __init__(self, *, bold: bool) -> None:
        self.nodes: list[Node] = []
        self.on: Counter[str] = Counter({"strong": 1} if bold else {})
        self.link: dict[str, str] | None = None
        self.address = ""  # of the link we are in, safe or not
        self.title = ""
        self.written = ""  # since the link began

    def marks(self, *, code: bool) -> list[Node]:
        """Marks as ADF lets them stand together: `code` with nothing but a link, one of sub and sup."""
        marks: list[Node] = [{"type": "link", "attrs": dict(self.link)}] if self.link else []
        if code:
            return [*marks, {"type": "code"}]
        marks += [{"type": name} for name in ("em", "strong", "strike", "underline") if self.on[name] > 0]
        raised = next((name for name in ("sub", "sup") if self.on[name] > 0), None)
        if raised:
            marks.append({"type": "subsup", "attrs": {"type": raised}})
        return marks

    def text(self, text: str, *, code: bool = False) -> None:
        """Append `text`, joined to the node before where the marks are the same."""
        text = clean(text)
        if not text:
            return
        self.written += text if self.address else ""
        marks = self.marks(code=code)
        last = self.nodes[-1] if self.nodes else {}
        if last.get("type") == "text" and last.get("marks", []) == marks:
            last["text"] += text
        else:
            self.nodes.append({"type": "text", "text": text} | ({"marks": marks} if marks else {}))

    def bare_text(self, text: str) -> None:
        """Append running text, in which e-mail addresses become links."""
        if self.address:
            return self.text(text)
        for piece, href in mails(text):
            self.link = {"href": href} if href else None
            self.text(piece)
        self.link = None
        return None

    def mention(self, account_id: str, words: str) -> None:
        """Append a mention, which takes no marks."""
        self.nodes.append({"type": "mention", "attrs": {"id": account_id, "text": words}})

    def line_break(self) -> None:
        self.nodes.append({"type": "hardBreak"})

    def open_link(self, href: str, title: str) -> None:
        self.address, self.title, self.written = href, clean(title), ""
        if is_safe(href):
            self.link = {"href": href} | ({"title": self.title} if self.title else {})

    def close_link(self) -> None:
        """End the link; an address that nobody could see or follow is written out."""
        unseen = (
            [] if self.link else [part for part in (self.address, self.title) if part not in self.written]
        )
        if not self.written:
            self.text(" ".join(unseen) or self.address)
        elif unseen:
            self.text(f" ({' '.join(unseen)})")
        self.link, self.address = None, ""


def _paired(tags: Iterable[tuple[int, str]]) -> set[int]:
    """The positions of those mark tags that open and close each other: `List<b>` in a report stays text."""
    waiting: dict[str, list[int]] = {}
    paired: set[int] = set()
    for position, tag in tags:
        match = _TAG.fullmatch(tag)
        if not match:
            continue
        opened = waiting.setdefault(match[2].lower(), [])
        if not match[1]:
            opened.append(position)
        elif opened:
            paired |= {opened.pop(), position}
    return paired


def _html(run: _Run, tag: str, *, paired: bool) -> None:
    match = _TAG.fullmatch(tag)
    if _BR.fullmatch(tag):
        run.line_break()
    elif match and paired:
        run.on[_TAG_MARKS[match[2].lower()]] += -1 if match[1] else 1
    else:
        for number, line in enumerate(tag.split("\n")):
            if number:
                run.line_break()
            run.text(line)


def _alternative(tokens: Sequence[Token]) -> Iterator[str]:
    """The words of an image's alternative text; images nest only as deep as the parser lets them."""
    for token in tokens:
        if token.type == "image":
            yield from _alternative(token.children or ())
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        else:
            yield token.content


def _image(run: _Run, token: Token) -> None:
    """An image becomes a link to it; inside a link its alternative text stands for it."""
    source = str(token.attrs.get("src", ""))
    words = "".join(_alternative(token.children or ())) or source
    if run.address:
        return run.text(words)
    run.open_link(source, str(token.attrs.get("title", "")))
    run.text(words)
    return run.close_link()


def _mentions(tokens: Sequence[Token]) -> dict[int, tuple[int, str, str]]:
    """Where links mention somebody: the position of each, to (the one behind its end, account id, words)."""
    found: dict[int, tuple[int, str, str]] = {}
    start = 0
    for position, token in enumerate(tokens):
        if token.type == "link_open":
            start = position
        elif token.type == "link_close":  # links do not nest
            words = clean("".join(_alternative(tokens[start + 1 : position]))).replace("\n", " ")
            if account_id := mentioned(str(tokens[start].attrs.get("href", "")), words):
                found[start] = (position + 1, account_id, words)
    return found


def inline_nodes(tokens: Sequence[Token], *, bold: bool = False) -> list[Node]:
    """The ADF inline nodes of one paragraph, heading or cell; `bold` marks every text strong."""
    run = _Run(bold=bold)
    mentions = _mentions(tokens)
    within = {i for first, (last, *_) in mentions.items() for i in range(first, last)}
    tags = ((i, token.content) for i, token in enumerate(tokens) if token.type == "html_inline")
    paired = _paired((i, tag) for i, tag in tags if i not in within)
    for position, token in enumerate(tokens):
        kind, _, end = token.type.rpartition("_")
        if position in mentions:
            run.mention(*mentions[position][1:])
        elif position in within:
            continue
        elif token.type == "text":
            run.bare_text(token.content)
        elif token.type == "code_inline":
            run.text(token.content, code=True)
        elif token.type in {"softbreak", "hardbreak"}:
            run.line_break()
        elif token.type == "link_open":
            run.open_link(str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
        elif token.type == "link_close":
            run.close_link()
        elif token.type == "image":
            _image(run, token)
        elif token.type == "html_inline":
            _html(run, token.content, paired=position in paired)
        elif kind in _TOKEN_MARKS:
            run.on[_TOKEN_MARKS[kind]] += 1 if end == "open" else -1
        else:
            run.text(token.content)
    return run.nodes


def html_nodes(html: str) -> list[Node]:
    """A block of HTML as inline nodes: the known tags as marks and breaks, all else as text."""
    run = _Run(bold=False)
    pieces = re.split(rf"({_TAG.pattern.replace('(', '(?:')}|{_BR.pattern}|\n)", html, flags=re.IGNORECASE)
    paired = _paired(enumerate(pieces))
    for position, piece in enumerate(pieces):
        if piece == "\n":
            run.line_break()
        elif piece.startswith("<"):
            _html(run, piece, paired=position in paired)
        else:
            run.bare_text(piece)
    return run.nodes

"""The marks, links and mentions within a line of wiki markup. Pure, in linear time."""

import re
from html import unescape
from typing import Any

from integrations.jira.data_center.speaker import Speaker

Node = dict[str, Any]

_TOKEN = re.compile(
    r"(?P<break>\\\\|\n)"
    r"|\\(?P<escaped>[\\\[\]{}*_+^~|!?&-])"
    r"|(?P<entity>&(?:#\d{1,7}|\w{2,10});)"
    r"|\{\{(?P<code>[^\n{}]{1,1000})\}\}"
    r"|\[~(?P<mention>[^\[\]\n|]{1,255})\]"
    r"|\[(?P<words>[^\[\]\n|]{0,1000})\|(?P<target>[^\[\]\n|\s]{1,2000})(?:\|[^\[\]\n|]{0,200})?\]"
    r"|\[(?P<bare>(?:https?|mailto|ftp):[^\[\]\n|\s]{1,2000})\]"
    r"|(?P<url>https?://[^\s\[\]{}|<>\"]{1,2000})"
    r"|(?P<macro>\{[a-z]{2,20}(?::[^{}\n]{0,200})?\}|!(?=[^\s!])[^!\n|]{1,200}(?:\|[^!\n]{0,100})?!)"
    r"|\{(?P<braced>[*_+^~-])\}"
    r"|(?P<sign>[*_+^~-])"
)
_MARKS: dict[str, Node] = {
    "*": {"type": "strong"},
    "_": {"type": "em"},
    "-": {"type": "strike"},
    "+": {"type": "underline"},
    "^": {"type": "subsup", "attrs": {"type": "sup"}},
    "~": {"type": "subsup", "attrs": {"type": "sub"}},
}
_SAFE = re.compile(r"(?:https?|ftp)://|mailto:|/|#", re.IGNORECASE)


def inline(text: str, speaker: Speaker) -> list[Node]:
    """The nodes of *text*, whose lines are parted by line breaks."""
    return _Line(text, speaker).nodes()


class _Line:
    """The pieces of a text, and the signs among them that may begin or end a mark."""

    def __init__(self, text: str, speaker: Speaker) -> None:
        self.text, self.speaker = text, speaker
        self.pieces: list[Node] = []
        self.open: dict[str, int] = {}  # sign -> the index of the piece that it stands for
        self.spans: list[tuple[int, int, str]] = []

    def nodes(self) -> list[Node]:
        at = 0
        for found in _TOKEN.finditer(self.text):
            self._say(self.text[at : found.start()])
            self._take(found)
            at = found.end()
        self._say(self.text[at:])
        self._mark()
        return _joined(self.pieces)

    def _say(self, text: str) -> None:
        if text:
            self.pieces.append({"type": "text", "text": text})

    def _take(self, found: re.Match[str]) -> None:
        kind, value = found.lastgroup or "", found[found.lastgroup or 0]
        if kind in {"sign", "braced"}:
            self._sign(value, found, braced=kind == "braced")
        elif kind == "break":
            self.pieces.append({"type": "hardBreak"})
        elif kind == "escaped":
            self._say(value)
        elif kind == "entity":
            self._say(unescape(value))
        elif kind == "code":
            code = re.sub(r"\\([^\w\s])", r"\1", unescape(value))
            self.pieces.append({"type": "text", "text": code, "marks": [{"type": "code"}]})
        elif kind == "mention":
            attributes = {"id": self.speaker.id_of(value, ""), "text": f"@{value}"}
            self.pieces.append({"type": "mention", "attrs": attributes})
        elif kind == "target":
            self._link(unescape(found["words"]), value)
        elif kind in {"bare", "url"}:
            self._link(value, value)
        else:
            self.pieces.append({"type": "wikiMarkup", "content": [{"type": "text", "text": value}]})

    def _link(self, words: str, target: str) -> None:
        if not _SAFE.match(target):
            self._say(words or target)
            return
        mark = {"type": "link", "attrs": {"href": target}}
        self.pieces.append({"type": "text", "text": words or target, "marks": [mark]})

    def _sign(self, sign: str, found: re.Match[str], *, braced: bool) -> None:
        before = self.text[found.start() - 1 : found.start()] if found.start() else ""
        after = self.text[found.end() : found.end() + 1]
        may_end = bool(before.strip()) and (braced or not after.isalnum())
        may_begin = bool(after.strip()) and (braced or not before.isalnum())
        begun = self.open.get(sign)
        if begun is not None and may_end and len(self.pieces) > begun + 1:
            self.spans.append((begun, len(self.pieces), sign))
            del self.open[sign]
            self.pieces.append({})
            return
        if may_begin:
            self.open[sign] = len(self.pieces)
        self._say(found[0])

    def _mark(self) -> None:
        """Replace the signs by marks on what stands between them."""
        for begun, _end, _sign in self.spans:
            self.pieces[begun] = {}
        active: dict[int, list[tuple[str, bool]]] = {}
        for begun, end, sign in self.spans:
            active.setdefault(begun, []).append((sign, True))
            active.setdefault(end, []).append((sign, False))
        now: set[str] = set()
        for index, piece in enumerate(self.pieces):
            for sign, begins in active.get(index, ()):
                (now.add if begins else now.discard)(sign)
            if piece.get("type") == "text" and now:
                own = piece.get("marks", [])
                if not any(each["type"] == "code" for each in own):
                    piece["marks"] = [*own, *(_MARKS[each] for each in _MARKS if each in now)]


def _joined(pieces: list[Node]) -> list[Node]:
    """Without empty pieces, equal neighbours in one."""
    joined: list[Node] = []
    for piece in pieces:
        if not piece:
            continue
        last = joined[-1] if joined else {}
        alike = last.get("type") == piece["type"] == "text" and last.get("marks") == piece.get(
            "marks"
        )
        if alike:
            joined[-1] = {**last, "text": last["text"] + piece["text"]}
        else:
            joined.append(piece)
    return joined

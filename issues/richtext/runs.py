"""Inline nodes as they are written: texts with marks, links, line breaks."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from issues.richtext.links import is_safe, mails
from issues.richtext.plain import LINE_END, clean

Node = dict[str, Any]


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return " ".join(clean(text).split())


def _says(words: str, part: str) -> bool:
    return part in words and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words) is not None


def unseen(words: str, *parts: str) -> str:
    """Those of `parts` that `words` do not say, as they are written behind them; empty where there are none."""
    said = " ".join(part for part in parts if part and not _says(words, part))
    return f" ({said})" if said and words else said


@dataclass
class _Link:
    """A link that is open: where it leads to, and what it says so far."""

    address: str
    title: str
    written: str = ""

    @property
    def mark(self) -> Node | None:
        """The mark of its texts; None where Jira would not take the address."""
        return {"type": "link", "attrs": {"href": self.address}} if is_safe(self.address) else None

    def unseen(self) -> str:
        """What nobody could see or follow: an address that is no link, a title (Jira shows none)."""
        return unseen(self.written, "" if self.mark else self.address, self.title)


class Run:
    """The nodes written so far, and the marks that the next text gets."""

    def __init__(self, *, bold: bool = False) -> None:
        self.nodes: list[Node] = []
        self.on: Counter[str] = Counter({"strong": 1} if bold else {})
        self.links: list[
            _Link
        ] = []  # those that are open, the innermost last: at most a Markdown one in an HTML one

    @property
    def in_link(self) -> bool:
        """Whether what comes next leads somewhere (`<a name>` leads nowhere)."""
        return any(link.address for link in self.links)

    def marks(self, *, code: bool) -> list[Node]:
        """Marks as Jira's editor lets them stand together: `code` alone, a link before it, one of sub and sup."""
        link = next((link.mark for link in reversed(self.links) if link.mark), None)
        marks: list[Node] = [link] if link else []
        if code or self.on["code"] > 0:
            return marks or [{"type": "code"}]  # the schema takes both, and the editor drops the code
        marks += [{"type": name} for name in ("em", "strong", "strike", "underline") if self.on[name] > 0]
        raised = next((name for name in ("sub", "sup") if self.on[name] > 0), None)
        if raised:
            marks.append({"type": "subsup", "attrs": {"type": raised}})
        return marks

    def text(self, text: str, *, code: bool = False) -> None:
        """Append `text`, a line break for each end of a line in it."""
        lines = [text] if text.isprintable() else LINE_END.split(clean(text))
        for number, line in enumerate(lines):
            if number:
                self.line_break()
            if line:
                self._line(line, self.marks(code=code))

    def _line(self, text: str, marks: list[Node]) -> None:
        """Append `text`, joined to the node before where the marks are the same."""
        for link in self.links:
            link.written += text
        last = self.nodes[-1] if self.nodes else {}
        if last.get("type") == "text" and last.get("marks", []) == marks:
            last["text"] += text
        else:
            self.nodes.append({"type": "text", "text": text} | ({"marks": marks} if marks else {}))

    def bare_text(self, text: str) -> None:
        """Append running text, in which e-mail addresses become links."""
        if self.in_link or self.on["code"] > 0:
            return self.text(text)
        for piece, href in mails(text):
            if href:
                self.links.append(_Link(href, ""))
            self.text(piece)
            if href:
                self.links.pop()
        return None

    def mention(self, account_id: str, words: str) -> None:
        """Append a mention, which takes no marks."""
        self.nodes.append({"type": "mention", "attrs": {"id": account_id, "text": words}})

    def line_break(self) -> None:
        """Append the end of a line."""
        self.nodes.append({"type": "hardBreak"})

    def open_link(self, href: str, title: str) -> None:
        """What comes next leads to `href`, until the link is closed."""
        self.links.append(_Link(href, one_line(title)))

    def close_link(self) -> None:
        """End the innermost link, if one is open; what nobody could see of it is written out behind it."""
        if not self.links:
            return
        if not self.links[-1].written:
            self.text(self.links[-1].address)
        self.text(self.links.pop().unseen())

    def image(self, address: str, words: str, title: str) -> None:
        """An image becomes a link to it; inside a link its words stand for it."""
        if self.in_link:
            said = words or address
            return self.text(said + unseen(said, one_line(title)))
        self.open_link(address, title)
        self.text(words)
        return self.close_link()

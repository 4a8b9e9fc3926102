"""Builds inline nodes: texts with marks, links, line breaks."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from issues.richtext.link_addresses import is_safe, mails
from issues.richtext.plain_text import LINE_END, clean

Node = dict[str, Any]


def one_line(text: str) -> str:
    """`text` with each run of white space as one space."""
    return " ".join(clean(text).split())


def _says(words: str, part: str) -> bool:
    return part in words and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words) is not None


def unseen(words: str, *parts: str) -> str:
    """The `parts` that `words` do not contain, formatted to follow them. Empty where there are none."""
    said = " ".join(part for part in parts if part and not _says(words, part))
    return f" ({said})" if said and words else said


@dataclass
class _Link:
    """An open link: its target, and its text so far."""

    address: str
    title: str
    written: str = ""

    @property
    def mark(self) -> Node | None:
        """The mark of its texts. None where Jira would not accept the address."""
        return {"type": "link", "attrs": {"href": self.address}} if is_safe(self.address) else None

    def unseen(self) -> str:
        """What a reader could not see or follow: an address that is not a link, a title (Jira shows none)."""
        return unseen(self.written, "" if self.mark else self.address, self.title)


class Run:
    """The nodes so far, and the marks of the next text."""

    def __init__(self, *, bold: bool = False) -> None:
        self.nodes: list[Node] = []
        self.on: Counter[str] = Counter({"strong": 1} if bold else {})
        self.links: list[
            _Link
        ] = []  # the open links, innermost last: at most a Markdown one in an HTML one

    @property
    def in_link(self) -> bool:
        """Whether the next text is in a link (`<a name>` is not a link)."""
        return any(link.address for link in self.links)

    def marks(self, *, code: bool) -> list[Node]:
        """Marks that Jira's editor allows together: `code` alone, a link before it, one of sub and sup."""
        link = next((link.mark for link in reversed(self.links) if link.mark), None)
        marks: list[Node] = [link] if link else []
        if code or self.on["code"] > 0:
            # the schema allows both, but the editor drops the code
            return marks or [{"type": "code"}]
        marks += [
            {"type": name} for name in ("em", "strong", "strike", "underline") if self.on[name] > 0
        ]
        raised = next((name for name in ("sub", "sup") if self.on[name] > 0), None)
        if raised:
            marks.append({"type": "subsup", "attrs": {"type": raised}})
        return marks

    def text(self, text: str, *, code: bool = False) -> None:
        """Append `text`, with a line break for each line end."""
        lines = [text] if text.isprintable() else LINE_END.split(clean(text))
        for number, line in enumerate(lines):
            if number:
                self.line_break()
            if line:
                self._line(line, self.marks(code=code))

    def _line(self, text: str, marks: list[Node]) -> None:
        """Append `text`, joined to the previous node where the marks are equal."""
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
        """Append a line break."""
        self.nodes.append({"type": "hardBreak"})

    def open_link(self, href: str, title: str) -> None:
        """The next text links to `href`, until the link is closed."""
        self.links.append(_Link(href, one_line(title)))

    def close_link(self) -> None:
        """Close the innermost link, if any, and append what a reader could not see of it."""
        if not self.links:
            return
        if not self.links[-1].written:
            self.text(self.links[-1].address)
        self.text(self.links.pop().unseen())

    def image(self, address: str, words: str, title: str) -> None:
        """An image becomes a link to it. Inside a link it becomes its words."""
        if self.in_link:
            said = words or address
            return self.text(said + unseen(said, one_line(title)))
        self.open_link(address, title)
        self.text(words)
        return self.close_link()

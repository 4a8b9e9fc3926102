"""Reads Jira's wiki markup as ADF, so that pages show it as they show every other text. Pure, in linear time.

What it does not know (macros, pictures) is kept as text within a node of its own. Such a document is shown, and not
offered for editing, so that nothing in it is lost.
"""

import re
from collections.abc import Iterator
from typing import Any

from integrations.jira.data_center.speaker import Speaker
from integrations.jira.data_center.wiki_inline_to_adf import inline
from integrations.jira.data_center.wiki_lists_to_adf import is_item, lists
from integrations.jira.data_center.wiki_tables_to_adf import is_row, table

Node = dict[str, Any]

_HEADING = re.compile(r"h([1-6])\.[ \t]+(.*)")
_FENCE = re.compile(r"\{(code|noformat)(?::([^{}\n]{0,200}))?\}(.*)")
_FRAME = re.compile(r"\{(quote|panel)(?::[^{}\n]{0,200})?\}[ \t]*")
LONGEST = 200_000  # characters that are read as markup. More is shown as plain text
UNKNOWN = "wikiMarkup"
"""The type of the node around what was not understood: no writer takes it."""


def document(text: str, speaker: Speaker) -> Node:
    """*text* as an ADF document. Empty for an empty text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(text) > LONGEST:
        plain = [{"type": "text", "text": text}]
        return {"type": "doc", "version": 1, "content": [{"type": UNKNOWN, "content": plain}]}
    return {"type": "doc", "version": 1, "content": list(_Blocks(lines, speaker).read())}


class _Blocks:
    """The lines of a text, and how far they were read."""

    def __init__(self, lines: list[str], speaker: Speaker, *, framed: bool = False) -> None:
        self.lines, self.speaker, self.framed, self.at = lines, speaker, framed, 0

    def read(self) -> Iterator[Node]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.at += 1
                continue
            yield self._block(line)

    def _block(self, line: str) -> Node:
        stripped = line.strip()
        if (fence := _FENCE.fullmatch(stripped)) is not None:
            return self._code(fence)
        if not self.framed and (frame := _FRAME.fullmatch(stripped)) is not None:
            return self._frame(frame[1])
        if (heading := _HEADING.fullmatch(stripped)) is not None:
            self.at += 1
            content = inline(heading[2], self.speaker)
            return {"type": "heading", "attrs": {"level": int(heading[1])}, "content": content}
        if re.fullmatch(r"-{4,5}", stripped):
            self.at += 1
            return {"type": "rule"}
        if stripped.startswith("bq. "):
            self.at += 1
            said = {"type": "paragraph", "content": inline(stripped[4:], self.speaker)}
            return {"type": "blockquote", "content": [said]}
        if is_item(line):
            return lists(self._while(is_item), self.speaker)
        if is_row(line):
            return table(self._while(is_row), self.speaker)
        return {"type": "paragraph", "content": inline("\n".join(self._paragraph()), self.speaker)}

    def _while(self, belongs: Any) -> list[str]:
        start = self.at
        while self.at < len(self.lines) and belongs(self.lines[self.at]):
            self.at += 1
        return self.lines[start : self.at]

    def _paragraph(self) -> list[str]:
        taken = [self.lines[self.at]]
        self.at += 1
        while self.at < len(self.lines) and not self._begins(self.lines[self.at]):
            taken.append(self.lines[self.at])
            self.at += 1
        return taken

    def _begins(self, line: str) -> bool:
        stripped = line.strip()
        return (
            not stripped
            or is_item(line)
            or is_row(line)
            or _FENCE.fullmatch(stripped) is not None
            or _FRAME.fullmatch(stripped) is not None
            or _HEADING.fullmatch(stripped) is not None
            or stripped.startswith("bq. ")
        )

    def _code(self, fence: re.Match[str]) -> Node:
        """Code until its end, or until that of the text."""
        end = f"{{{fence[1]}}}"
        self.at += 1
        first, closed, _after = fence[3].partition(end)
        taken = [first] if first or closed else []
        while not closed and self.at < len(self.lines):
            line, closed, _after = self.lines[self.at].partition(end)
            self.at += 1
            if line or not closed:
                taken.append(line)
        language = (fence[2] or "").partition("|")[0]
        node: Node = {"type": "codeBlock"}
        if fence[1] == "code" and re.fullmatch(r"[A-Za-z0-9+#-]{1,30}", language):
            node["attrs"] = {"language": language}
        text = "\n".join(taken)
        return {**node, "content": [{"type": "text", "text": text}]} if text else node

    def _frame(self, name: str) -> Node:
        self.at += 1
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].strip() != f"{{{name}}}":
            self.at += 1
        inner = self.lines[start : self.at]
        self.at += 1
        content = list(_Blocks(inner, self.speaker, framed=True).read()) or [_EMPTY]
        if name == "quote":
            return {"type": "blockquote", "content": content}
        return {"type": "panel", "attrs": {"panelType": "info"}, "content": content}


_EMPTY: Node = {"type": "paragraph", "content": []}

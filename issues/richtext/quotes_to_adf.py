"""Converts quotes and alerts to ADF."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from issues.richtext.block_tree import PANEL, QUOTE, Block, Writing, paragraph
from issues.richtext.inline_nodes import Node
from issues.richtext.inline_to_adf import inline_nodes

_PANELS = {
    "NOTE": "info",
    "TIP": "success",
    "IMPORTANT": "note",
    "WARNING": "warning",
    "CAUTION": "error",
}
_TITLED = re.compile(rf"\[!({'|'.join(_PANELS)})\][ \t]+(?=\S)", re.IGNORECASE)


class Quotes(Writing):
    """Writes quotes, and alerts as panels. Where neither is allowed, only their content."""

    def _blockquote(self, block: Block, room: frozenset[str]) -> list[Node]:
        first = block.children[0] if block.children else None
        words = first.inline() if first and first.kind == "paragraph" else ()
        if words and words[0].type == "text" and (kind := _TITLED.match(words[0].content)):
            return self._titled(kind, words, block.children[1:], room)
        if "blockquote" not in room:
            return self.write(block.children, room)
        content = self.write(block.children, QUOTE)
        return [{"type": "blockquote", "content": content}] if content else []

    def _titled(
        self,
        kind: re.Match[str],
        words: Sequence[Token],
        others: Sequence[Block],
        room: frozenset[str],
    ) -> list[Node]:
        """An alert with a title, as in GitLab and Obsidian: `> [!WARNING] Data is lost`."""
        breaks = (n for n, token in enumerate(words) if token.type in {"softbreak", "hardbreak"})
        end = next(breaks, len(words))
        first = Token("text", "", 0, content=words[0].content[kind.end() :])
        begin = [paragraph(inline_nodes([first, *words[1:end]], bold=True))]
        begin += [paragraph(rest)] if (rest := inline_nodes(words[end + 1 :])) else []
        if "panel" not in room:
            return [*begin, *self.write(others, room)]
        return [_panel(kind[1].upper(), [*begin, *self.write(others, PANEL)])]

    def _alert(self, block: Block, room: frozenset[str]) -> list[Node]:
        title, children = block.children[0].children[0].token.content, block.children[1:]
        if "panel" in room and (content := self.write(children, PANEL)):
            return [_panel(block.token.meta["kind"], content)]
        bold = paragraph([{"type": "text", "text": title, "marks": [{"type": "strong"}]}])
        return [bold, *self.write(children, room)]


def _panel(kind: str, content: list[Node]) -> Node:
    return {"type": "panel", "attrs": {"panelType": _PANELS[kind]}, "content": content}

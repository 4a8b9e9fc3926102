"""`<details>` to ADF's expands."""

import re
from collections.abc import Iterator, Sequence

from issues.richtext.block_tree import EXPAND, NESTED_EXPAND, Block, Writing, paragraph
from issues.richtext.inline_nodes import Node, one_line, unseen

_HEADING = re.compile(r"</?h[1-6](?:\s[^>]*)?>", re.IGNORECASE)


class Expands(Writing):
    """Writes details: an expand, or a nested one a level deeper. Where neither is allowed, the title in bold."""

    def _details(self, block: Block, room: frozenset[str]) -> list[Node]:
        title = self.title_of(block)
        inside = [child for child in block.children if child.kind != "summary"]
        kind = next((kind for kind in ("expand", "nestedExpand") if kind in room), None)
        if kind is None:
            bold: Node = {"type": "text", "text": title, "marks": [{"type": "strong"}]}
            return [*([paragraph([bold])] if title else []), *self.write(inside, room)]
        content = self.write(inside, EXPAND if kind == "expand" else NESTED_EXPAND)
        attributes = {"title": title} if title or kind == "nestedExpand" else None
        node: Node = {"type": kind, "content": content or [paragraph([])]}
        return [node | {"attrs": attributes} if attributes is not None else node]

    def title_of(self, details: Block) -> str:
        """The text of the summary of `details`, on one line. A title has no marks, and links without addresses."""
        summaries = [child for child in details.children if child.kind == "summary"]
        for summary in summaries:
            _drop_headings(summary)
        return one_line(
            _said(self.write([each for child in summaries for each in child.children], frozenset()))
        )


def _drop_headings(block: Block) -> None:
    """Remove `<h3>` and similar tags, which people put around the summary's text."""
    for token in (child.token for child in block.children):
        children = token.children or []
        tags = (
            each.type == "html_inline" and _HEADING.fullmatch(each.content) for each in children
        )
        token.children = [each for each, tag in zip(children, tags, strict=True) if not tag]
    for child in block.children:
        _drop_headings(child)


def _leaves(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes without content in `nodes`, in order, and an empty one at the end of each block."""
    for node in nodes:
        if "content" in node:
            yield from _leaves(node["content"])
            yield {}
        else:
            yield node


def _said(nodes: Sequence[Node]) -> str:
    """The text of `nodes`, with addresses in brackets after those of a link."""
    said, words, href = "", "", ""
    for node in [*_leaves(nodes), {}]:
        link = next(
            (mark["attrs"]["href"] for mark in node.get("marks", []) if mark["type"] == "link"), ""
        )
        if link != href:
            said += words + (unseen(words, href.removeprefix("mailto:")) if href else "")
            words, href = "", link
        words += node.get("text") or node.get("attrs", {}).get("text", "") or " "
    return said + words

"""Converts block tokens to ADF blocks. Where ADF does not allow a block, the nearest allowed one is used."""

from collections.abc import Sequence

from markdown_it.token import Token

from issues.richtext.block_tree import DOC, Block, paragraph
from issues.richtext.code_languages import language_of
from issues.richtext.expands_to_adf import Expands
from issues.richtext.inline_nodes import Node
from issues.richtext.inline_to_adf import html_nodes, inline_nodes
from issues.richtext.lists_to_adf import Lists
from issues.richtext.plain_text import clean, lines
from issues.richtext.quotes_to_adf import Quotes
from issues.richtext.tables_to_adf import Tables


def used_labels(tokens: Sequence[Token]) -> set[str]:
    """The labels of the reference definitions that a link or image uses."""
    waiting, used = list(tokens), set()
    while waiting:
        token = waiting.pop()
        waiting.extend(token.children or ())
        if token.type in {"link_open", "image"} and "label" in token.meta:
            used.add(token.meta["label"])
    return used


class Writer(Lists, Tables, Quotes, Expands):
    """Writes one document."""

    def __init__(self, source: str, used: set[str]) -> None:
        super().__init__(source)
        self.unseen = set(used)  # used labels whose (first) definition is still to come

    def write(self, blocks: Sequence[Block], room: frozenset[str] = DOC) -> list[Node]:
        """The ADF of `blocks`, in a place that allows paragraphs, lists and the nodes in `room`."""
        nodes: list[Node] = []
        for block in blocks:
            nodes += getattr(self, f"_{block.kind}")(block, room)
        return nodes

    def _paragraph(self, block: Block, room: frozenset[str]) -> list[Node]:
        content = inline_nodes(block.inline())
        return [paragraph(content)] if content else []

    def _heading(self, block: Block, room: frozenset[str]) -> list[Node]:
        if "heading" not in room:
            content = inline_nodes(block.inline(), bold=True)
            return [paragraph(content)] if content else []
        level = int(block.token.tag[1:])
        return [
            {"type": "heading", "attrs": {"level": level}, "content": inline_nodes(block.inline())}
        ]

    def _code_block(self, block: Block, room: frozenset[str]) -> list[Node]:
        language, rest = language_of(clean(block.token.info))
        text = clean(block.token.content).removesuffix("\n")
        node: Node = {"type": "codeBlock"}
        if language:
            node["attrs"] = {"language": language}
        node["content"] = [{"type": "text", "text": text}] if text else []
        return [paragraph(lines(rest)), node] if rest else [node]

    _fence = _code_block

    def _hr(self, block: Block, room: frozenset[str]) -> list[Node]:
        return [{"type": "rule"} if "rule" in room else paragraph(lines("———"))]

    def _html_block(self, block: Block, room: frozenset[str]) -> list[Node]:
        content = html_nodes(block.token.content.strip("\n"))
        return [paragraph(content)] if content else []

    def _definition(self, block: Block, room: frozenset[str]) -> list[Node]:
        """A used definition disappears into its links. An unused one, such as `[ERROR]: disk-full`, stays text."""
        label, (first, last) = block.token.meta["id"], block.token.map or (0, 0)
        if label in self.unseen:
            self.unseen.discard(label)
            return []
        text = "\n".join(line.lstrip(" \t>") for line in self.source_lines[first:last])
        start = text.find("[" + block.token.meta["label"].partition("\n")[0])
        return [paragraph(lines(text[max(start, 0) :]))]

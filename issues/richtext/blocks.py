"""Block tokens to ADF blocks. What ADF does not allow in a place becomes the nearest thing it does."""

from collections.abc import Sequence

from markdown_it.token import Token

from issues.richtext.expands import Expands
from issues.richtext.inline import html_nodes, inline_nodes
from issues.richtext.languages import language_of
from issues.richtext.lists import Lists
from issues.richtext.plain import clean, lines
from issues.richtext.quotes import Quotes
from issues.richtext.runs import Node
from issues.richtext.tables import Tables
from issues.richtext.writing import DOC, Block, paragraph


def used_labels(tokens: Sequence[Token]) -> set[str]:
    """The labels of reference definitions that some link or image uses."""
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
        self.unseen = set(used)  # labels in use whose (first) definition is still to come

    def write(self, blocks: Sequence[Block], room: frozenset[str] = DOC) -> list[Node]:
        """The ADF of `blocks`, in a place that takes paragraphs, lists and what `room` names."""
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
        return [{"type": "heading", "attrs": {"level": level}, "content": inline_nodes(block.inline())}]

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
        """A definition in use vanishes into its links; `[ERROR]: disk-full` is what somebody wrote."""
        label, (first, last) = block.token.meta["id"], block.token.map or (0, 0)
        if label in self.unseen:
            self.unseen.discard(label)
            return []
        text = "\n".join(line.lstrip(" \t>") for line in self.source_lines[first:last])
        start = text.find("[" + block.token.meta["label"].partition("\n")[0])
        return [paragraph(lines(text[max(start, 0) :]))]

"""Shared code of the block writers: the tree of blocks, and which nodes a place allows."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from issues.richtext.inline_nodes import Node

# The nodes that a place allows besides paragraphs and lists.
QUOTE = frozenset({"codeBlock"})
ITEM = frozenset({"codeBlock", "taskList"})
PANEL = ITEM | {"heading", "rule"}
NESTED_EXPAND = PANEL | {"blockquote", "panel"}
CELL = NESTED_EXPAND | {"nestedExpand"}
EXPAND = CELL | {"table"}
DOC = NESTED_EXPAND | {"table", "expand"}


@dataclass
class Block:
    """A block token with its child blocks. `inline` and leaf tokens have none."""

    token: Token
    children: list["Block"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Its type, without `_open`."""
        return self.token.type.removesuffix("_open")

    def inline(self) -> Sequence[Token]:
        """The inline tokens of a paragraph, heading or cell."""
        return [token for child in self.children for token in child.token.children or ()]


def tree(tokens: Sequence[Token]) -> list[Block]:
    """Block tokens as a tree."""
    root = Block(Token("root", "", 0))
    path = [root]
    for token in tokens:
        if token.nesting < 0:
            path.pop()
            continue
        block = Block(token)
        path[-1].children.append(block)
        if token.nesting > 0:
            path.append(block)
    return root.children


def paragraph(content: list[Node]) -> Node:
    """A paragraph of inline nodes."""
    return {"type": "paragraph", "content": content}


def broken(texts: Sequence[list[Node]]) -> list[Node]:
    """Several runs of inline nodes as one, separated by hard breaks."""
    nodes: list[Node] = []
    for number, text in enumerate(texts):
        nodes += [{"type": "hardBreak"}, *text] if number else text
    return nodes


class Writing(ABC):
    """Writes one document."""

    def __init__(self, source: str) -> None:
        self.source_lines = source.split("\n")
        self.ids = 0

    @abstractmethod
    def write(self, blocks: Sequence[Block], room: frozenset[str] = DOC) -> list[Node]:
        """The ADF of `blocks`, in a place that allows paragraphs, lists and the nodes in `room`."""

    def local_id(self) -> str:
        """The next id. Ids are counted, so the same text gets the same ids."""
        self.ids += 1
        return f"task-{self.ids}"

"""Block tokens to ADF blocks. What ADF does not allow in a place becomes the nearest thing it does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from issues.richtext.inline import Node, html_nodes, inline_nodes
from issues.richtext.languages import language_of
from issues.richtext.plain import clean, lines

_PANELS = {"NOTE": "info", "TIP": "success", "IMPORTANT": "note", "WARNING": "warning", "CAUTION": "error"}
_QUOTE = frozenset({"codeBlock"})
_ITEM = frozenset({"codeBlock", "taskList"})
_PANEL = _ITEM | {"heading", "rule"}
_DOC = _PANEL | {"blockquote", "panel", "table"}
_ALIGN = {"text-align:center": "center", "text-align:right": "end"}


@dataclass
class Block:
    """A block token with the blocks inside it; `inline` and leaf tokens have none."""

    token: Token
    children: list["Block"] = field(default_factory=list)

    @property
    def kind(self) -> str:
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


def used_labels(tokens: Sequence[Token]) -> set[str]:
    """The labels of reference definitions that some link or image uses."""
    waiting, used = list(tokens), set()
    while waiting:
        token = waiting.pop()
        waiting.extend(token.children or ())
        if token.type in {"link_open", "image"} and "label" in token.meta:
            used.add(token.meta["label"])
    return used


def _paragraph(content: list[Node]) -> Node:
    return {"type": "paragraph", "content": content}


class Writer:
    """Writes one document; counts its task lists, so that the same text gets the same ids."""

    def __init__(self, source: str, used: set[str]) -> None:
        self.source_lines = source.split("\n")
        self.unseen = set(used)  # labels in use whose (first) definition is still to come
        self.ids = 0

    def write(self, blocks: Sequence[Block], room: frozenset[str] = _DOC) -> list[Node]:
        """The ADF of `blocks`, in a place that takes paragraphs, lists and what `room` names."""
        nodes: list[Node] = []
        for block in blocks:
            nodes += getattr(self, f"_{block.kind}")(block, room)
        return nodes

    def _local_id(self) -> str:
        self.ids += 1
        return f"task-{self.ids}"

    def _paragraph(self, block: Block, room: frozenset[str]) -> list[Node]:
        content = inline_nodes(block.inline())
        return [_paragraph(content)] if content else []

    def _heading(self, block: Block, room: frozenset[str]) -> list[Node]:
        if "heading" not in room:
            content = inline_nodes(block.inline(), bold=True)
            return [_paragraph(content)] if content else []
        level = int(block.token.tag[1:])
        return [{"type": "heading", "attrs": {"level": level}, "content": inline_nodes(block.inline())}]

    def _code_block(self, block: Block, room: frozenset[str]) -> list[Node]:
        language, rest = language_of(clean(block.token.info))
        text = clean(block.token.content).removesuffix("\n")
        node: Node = {"type": "codeBlock"}
        if language:
            node["attrs"] = {"language": language}
        node["content"] = [{"type": "text", "text": text}] if text else []
        return [_paragraph(lines(rest)), node] if rest else [node]

    _fence = _code_block

    def _hr(self, block: Block, room: frozenset[str]) -> list[Node]:
        return [{"type": "rule"} if "rule" in room else _paragraph(lines("———"))]

    def _html_block(self, block: Block, room: frozenset[str]) -> list[Node]:
        content = html_nodes(block.token.content.strip("\n"))
        return [_paragraph(content)] if content else []

    def _definition(self, block: Block, room: frozenset[str]) -> list[Node]:
        """A definition in use vanishes into its links; `[ERROR]: disk-full` is what somebody wrote."""
        label, (first, last) = block.token.meta["id"], block.token.map or (0, 0)
        if label in self.unseen:
            self.unseen.discard(label)
            return []
        text = "\n".join(line.lstrip(" \t>") for line in self.source_lines[first:last])
        start = text.find("[" + block.token.meta["label"].partition("\n")[0])
        return [_paragraph(lines(text[max(start, 0) :]))]

    def _blockquote(self, block: Block, room: frozenset[str]) -> list[Node]:
        if "blockquote" not in room:
            return self.write(block.children, room)
        content = self.write(block.children, _QUOTE)
        return [{"type": "blockquote", "content": content}] if content else []

    def _alert(self, block: Block, room: frozenset[str]) -> list[Node]:
        title, children = block.children[0].children[0].token.content, block.children[1:]
        if "panel" in room and (content := self.write(children, _PANEL)):
            kind = _PANELS[block.token.meta["kind"]]
            return [{"type": "panel", "attrs": {"panelType": kind}, "content": content}]
        bold = _paragraph([{"type": "text", "text": title, "marks": [{"type": "strong"}]}])
        return [bold, *self.write(children, room)]

    def _item(self, block: Block) -> Node:
        """A list item, which begins with a paragraph or code; a task box it can not have is text."""
        content = self.write(block.children, _ITEM)
        if not content or content[0]["type"] not in {"paragraph", "codeBlock"}:
            content.insert(0, _paragraph([]))
        if "checked" in block.token.meta:
            box = {"type": "text", "text": "[x] " if block.token.meta["checked"] else "[ ] "}
            if content[0]["type"] == "codeBlock":
                content.insert(0, _paragraph([]))
            content[0]["content"].insert(0, box)
        return {"type": "listItem", "content": content}

    def _bullet_list(self, block: Block, room: frozenset[str]) -> list[Node]:
        if "taskList" in room and _is_task_list(block):
            return [self._task_list(block)]
        return [{"type": "bulletList", "content": [self._item(item) for item in block.children]}]

    def _ordered_list(self, block: Block, room: frozenset[str]) -> list[Node]:
        node: Node = {"type": "orderedList", "content": [self._item(item) for item in block.children]}
        start = int(block.token.attrs.get("start", 1))
        return [node if start == 1 else node | {"attrs": {"order": start}}]

    def _task_list(self, block: Block) -> Node:
        node: Node = {"type": "taskList", "attrs": {"localId": self._local_id()}, "content": []}
        for item in block.children:
            state = "DONE" if item.token.meta["checked"] else "TODO"
            task: Node = {"type": "taskItem", "attrs": {"localId": self._local_id(), "state": state}}
            texts = [inline_nodes(child.inline()) for child in item.children if child.kind == "paragraph"]
            task["content"] = _broken(texts)
            inner = [self._task_list(child) for child in item.children if child.kind == "bullet_list"]
            node["content"] += [task, *inner]
        return node

    def _table(self, block: Block, room: frozenset[str]) -> list[Node]:
        rows = [row for part in block.children for row in part.children]
        if "table" in room:
            return [{"type": "table", "content": [self._row(row) for row in rows]}]
        bar: Node = {"type": "text", "text": " | "}
        written = [[self._cell_content(row, i) for i in range(len(row.children))] for row in rows]
        joined = [[node for cell in row for node in (dict(bar), *cell)][1:] for row in written]
        return [_paragraph(_broken(joined))]

    def _row(self, row: Block) -> Node:
        cells = []
        for i, cell in enumerate(row.children):
            paragraph = _paragraph(self._cell_content(row, i))
            if align := _ALIGN.get(str(cell.token.attrs.get("style"))):
                paragraph["marks"] = [{"type": "alignment", "attrs": {"align": align}}]
            kind = "tableHeader" if cell.kind == "th" else "tableCell"
            cells.append({"type": kind, "content": [paragraph]})
        return {"type": "tableRow", "content": cells}

    def _cell_content(self, row: Block, column: int) -> list[Node]:
        """A cell; the last one takes what GFM would drop: the cells beyond the header's number."""
        content = inline_nodes(row.children[column].inline())
        header = row.children[column].kind == "th"
        if header or column < len(row.children) - 1 or not row.token.map:
            return content
        texts = escapedSplit(self.source_lines[row.token.map[0]].strip())
        texts = texts[1:] if texts and not texts[0].strip(" \t>") else texts
        extra = [text.strip() for text in texts[len(row.children) :] if text.strip()]
        return [*content, *lines(" | " + " | ".join(extra))] if extra else content


def _is_task_list(block: Block) -> bool:
    """True where every item is a task of paragraphs and task lists: all that ADF's can hold."""
    items: list[Any] = block.children
    inside = [child for item in items for child in item.children]
    return (
        all("checked" in item.token.meta for item in items)
        and all(child.kind in {"paragraph", "bullet_list"} for child in inside)
        and all(_is_task_list(child) for child in inside if child.kind == "bullet_list")
    )


def _broken(texts: Sequence[list[Node]]) -> list[Node]:
    """Several runs of inline nodes as one, with hard breaks between."""
    nodes: list[Node] = []
    for number, text in enumerate(texts):
        nodes += [{"type": "hardBreak"}, *text] if number else text
    return nodes

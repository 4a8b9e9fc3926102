"""Converts tables to ADF."""

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from issues.richtext.block_tree import CELL, Block, Writing, broken, paragraph, tree
from issues.richtext.details_blocks import fold
from issues.richtext.inline_nodes import Node
from issues.richtext.inline_to_adf import inline_nodes
from issues.richtext.plain_text import lines

_ALIGN = {"text-align:center": "center", "text-align:right": "end"}


class Tables(Writing):
    """Writes tables. Where none is allowed, their lines."""

    def _table(self, block: Block, room: frozenset[str]) -> list[Node]:
        rows = [row for part in block.children for row in part.children]
        if "table" in room:
            return [{"type": "table", "content": [self._row(row) for row in rows]}]
        written = [
            [self._blocks(row, i, frozenset()) for i in range(len(row.children))] for row in rows
        ]
        bar: Node = {"type": "text", "text": " | "}
        joined = [
            [node for cell in row for node in (dict(bar), *_inline(cell))][1:] for row in written
        ]
        return [paragraph(broken(joined))]

    def _row(self, row: Block) -> Node:
        cells = []
        for i, cell in enumerate(row.children):
            content = self._blocks(row, i)
            if align := _ALIGN.get(str(cell.token.attrs.get("style"))):
                for node in content:
                    if node["type"] == "paragraph":
                        node["marks"] = [{"type": "alignment", "attrs": {"align": align}}]
            kind = "tableHeader" if cell.kind == "th" else "tableCell"
            cells.append({"type": kind, "content": content})
        return {"type": "tableRow", "content": cells}

    def _blocks(self, row: Block, column: int, room: frozenset[str] = CELL) -> list[Node]:
        """A cell: one paragraph, or the blocks of `<details>`."""
        beyond = self._beyond(row, column)
        inside = [*row.children[column].inline()]
        whole = [
            Token("paragraph_open", "p", 1),
            Token("inline", "", 0, children=inside),
            Token("paragraph_close", "p", -1),
        ]
        folded = fold(whole) if any(token.type == "html_inline" for token in inside) else whole
        if folded is whole:
            return [paragraph(inline_nodes(inside) + beyond)]
        return self.write(tree(folded), room) + ([paragraph(beyond)] if beyond else []) or [
            paragraph([])
        ]

    def _beyond(self, row: Block, column: int) -> list[Node]:
        """The cells beyond the header's number, which GFM would drop. The last cell gets their content."""
        header = row.children[column].kind == "th"
        if header or column < len(row.children) - 1 or not row.token.map:
            return []
        texts = escapedSplit(self.source_lines[row.token.map[0]].strip())
        texts = texts[1:] if texts and not texts[0].strip(" \t>") else texts
        extra = [text.strip() for text in texts[len(row.children) :] if text.strip()]
        return lines(" | " + " | ".join(extra)) if extra else []


def _inline(cell: list[Node]) -> list[Node]:
    """A cell that holds only paragraphs, as lines."""
    return broken([node["content"] for node in cell])

"""Finds task items: list items whose first block is a paragraph that begins with a box, as in GitHub.

markdown-it's own plugin removes the box before it parses the item, so `- [ ] > 200 ms` would become a quote.
"""

import re

from markdown_it.rules_core import StateCore

_BOX = re.compile(r"\[([ xX])\](?:[ \t]+|\Z)")


def find_tasks(state: StateCore) -> None:
    """A core rule between blocks and inline texts: moves boxes from the text into the item's `meta["checked"]`."""
    tokens = state.tokens
    for position, token in enumerate(tokens):
        if token.type != "list_item_open" or tokens[position + 1].type != "paragraph_open":
            continue
        text = tokens[position + 2]
        box = _BOX.match(text.content)
        if not box or (text.content == "[x]" and "X" in state.env.get("references", {})):
            continue
        token.meta = {"checked": box[1] != " "}
        text.content = text.content[box.end() :]

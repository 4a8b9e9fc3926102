"""Which list items are tasks: those whose first block is a paragraph that begins with a box, as GitHub has it.

markdown-it's own way takes the box away before it reads the item, so that `- [ ] > 200 ms` becomes a quote.
"""

import re

from markdown_it.rules_core import StateCore

_BOX = re.compile(r"\[([ xX])\](?:[ \t]+|\Z)")


def find_tasks(state: StateCore) -> None:
    """A core rule between blocks and inline texts: boxes move from the text into the item's `meta["checked"]`."""
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

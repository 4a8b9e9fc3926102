"""Lists of wiki markup: `*`, `-` and `#`, as deep as there are signs. Pure."""

import re
from typing import Any

from integrations.jira.data_center.speaker import Speaker
from integrations.jira.data_center.wiki_inline_to_adf import inline

Node = dict[str, Any]
_ITEM = re.compile(r"[ \t]*([*#-]{1,20})[ \t]+(\S.*)")
_KINDS = {"#": "orderedList", "*": "bulletList", "-": "bulletList"}


def is_item(line: str) -> bool:
    """Whether a list item begins with *line*."""
    return _ITEM.fullmatch(line) is not None


def lists(lines: list[str], speaker: Speaker) -> Node:
    """The list of *lines*, each an item. A change of the first sign does not begin another list."""
    root = _list(lines[0])
    open_lists = [root]
    for line in lines:
        found = _ITEM.fullmatch(line)
        assert found is not None
        depth = len(found[1])
        del open_lists[depth:]
        while len(open_lists) < depth and open_lists[-1]["content"]:
            below: Node = {"type": _KINDS[found[1][-1]], "content": []}
            open_lists[-1]["content"][-1]["content"].append(below)
            open_lists.append(below)
        said = {"type": "paragraph", "content": inline(found[2], speaker)}
        open_lists[-1]["content"].append({"type": "listItem", "content": [said]})
    return root


def _list(line: str) -> Node:
    return {"type": _KINDS[line.strip()[0]], "content": []}

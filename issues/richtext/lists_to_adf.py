"""Converts lists to ADF: bullets, numbers, tasks."""

from issues.richtext.block_tree import ITEM, Block, Writing, broken, paragraph
from issues.richtext.inline_nodes import Node
from issues.richtext.inline_to_adf import inline_nodes


class Lists(Writing):
    """Writes lists. A list with tasks and other items becomes several, because ADF's task list holds only tasks."""

    def _item(self, block: Block) -> Node:
        """A list item, which begins with a paragraph or code. A task box becomes text where tasks are not allowed."""
        content = self.write(block.children, ITEM)
        if not content or content[0]["type"] not in {"paragraph", "codeBlock"}:
            content.insert(0, paragraph([]))
        if "checked" in block.token.meta:
            box = {"type": "text", "text": "[x] " if block.token.meta["checked"] else "[ ] "}
            if content[0]["type"] == "codeBlock":
                content.insert(0, paragraph([]))
            content[0]["content"].insert(0, box)
        return {"type": "listItem", "content": content}

    def _bullet_list(self, block: Block, room: frozenset[str]) -> list[Node]:
        if "taskList" not in room or not any(
            "checked" in item.token.meta for item in block.children
        ):
            return [
                {"type": "bulletList", "content": [self._item(item) for item in block.children]}
            ]
        nodes: list[Node] = []
        goes_on = ""  # the kind of list that the next item may continue
        for item in block.children:
            kind = "taskList" if "checked" in item.token.meta else "bulletList"
            if kind != goes_on:
                nodes.append(
                    self._task_list() if kind == "taskList" else {"type": kind, "content": []}
                )
                goes_on = kind
            if kind == "bulletList":
                nodes[-1]["content"].append(self._item(item))
            elif behind := self._task(item, nodes[-1]):
                nodes += self.write(behind, room)
                goes_on = ""
        return nodes

    def _ordered_list(self, block: Block, room: frozenset[str]) -> list[Node]:
        node: Node = {
            "type": "orderedList",
            "content": [self._item(item) for item in block.children],
        }
        start = int(block.token.attrs.get("start", 1))
        return [node if start == 1 else node | {"attrs": {"order": start}}]

    def _task_list(self) -> Node:
        return {"type": "taskList", "attrs": {"localId": self.local_id()}, "content": []}

    def _task(self, item: Block, tasks: Node) -> list[Block]:
        """Append `item` to `tasks`, with its nested task lists. Returns what a task cannot hold."""
        state = "DONE" if item.token.meta["checked"] else "TODO"
        task: Node = {"type": "taskItem", "attrs": {"localId": self.local_id(), "state": state}}
        held = next(
            (n for n, child in enumerate(item.children) if not _fits_in_task(child)),
            len(item.children),
        )
        texts = [
            inline_nodes(child.inline())
            for child in item.children[:held]
            if child.kind == "paragraph"
        ]
        task["content"] = broken(texts)
        tasks["content"].append(task)
        for child in item.children[:held]:
            if child.kind == "bullet_list":
                tasks["content"].append(inner := self._task_list())
                for each in child.children:
                    self._task(each, inner)
        return item.children[held:]


def _fits_in_task(block: Block) -> bool:
    """Whether an ADF task can hold it: a paragraph, or a list of only such tasks."""
    if block.kind == "paragraph":
        return True
    items = block.children
    return block.kind == "bullet_list" and all(
        "checked" in item.token.meta and all(map(_fits_in_task, item.children)) for item in items
    )

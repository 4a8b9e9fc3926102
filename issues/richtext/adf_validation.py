"""The Atlassian Document Format as data: whether a document is valid, its size for Jira, its text."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from issues.richtext.adf_content_model import (
    ANY,
    CODE_MARKS,
    MARKS,
    NODES,
    TEXT_MARKS,
    Attributes,
    NodeType,
    Rule,
)

LIMIT = 32_767  # what Jira takes in one rich field, measured by `size`
_PROBLEMS_SHOWN = 50
_BLOCKS = frozenset(NODES) - {
    "text",
    "hardBreak",
    "mention",
    "emoji",
    "date",
    "status",
    "placeholder",
}
_BLOCKS -= {"inlineCard", "inlineExtension", "mediaInline"}


def size(document: Mapping[str, Any]) -> int:
    """The length of `document` as Jira counts it: UTF-16 units of its compact JSON. At most `LIMIT` is accepted."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_of(document: object) -> str:
    """The text of `document` or of any node, one line per block. Never raises, however deep or malformed it is."""
    pieces: list[str] = []
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif isinstance(node, dict):
            node = nested_table(node) or node
            kind, content = node.get("type"), node.get("content")
            said = "\n" if kind == "hardBreak" else own_text(node)
            pieces.append(f"{said}\n" if said and isinstance(content, list) else said)
            if kind in _BLOCKS:
                waiting.append("\n")
            if isinstance(content, list):
                waiting.extend(reversed(content))
    return re.sub(r"\n{2,}", "\n", "".join(pieces)).strip("\n")


def nested_table(node: Mapping[str, Any]) -> dict[str, Any] | None:
    """The document of a table within a table's cell, which the editor keeps as JSON in an extension. Otherwise None."""
    attributes = node.get("attrs")
    if not isinstance(attributes, dict) or attributes.get("extensionKey") != "nested-table":
        return None
    parameters = attributes.get("parameters")
    try:
        table = json.loads(parameters["adf"]) if isinstance(parameters, dict) else None
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return table if isinstance(table, dict) else None


def own_text(node: Mapping[str, Any]) -> str:
    """The text of a node without content: its text, or an attribute that replaces it."""
    if isinstance(node.get("text"), str):
        return str(node["text"])
    attributes = node.get("attrs")
    if not isinstance(attributes, dict):
        return ""
    for name in ("text", "alt", "title", "shortName", "url", "timestamp"):
        if isinstance(attributes.get(name), str) and attributes[name]:
            return str(attributes[name])
    if node.get("type") == "mention" and isinstance(attributes.get("id"), str):
        return f"@{attributes['id']}"
    return ""


def problems(document: object) -> list[str]:
    """The errors of `document` as ADF, each as "path: what". Empty when it is valid.

    Stops at 50. Never raises, takes time linear in the document, and does not recurse.
    """
    found: list[str] = []
    if not isinstance(document, dict) or document.get("type") != "doc":
        return ["doc: is not a document"]
    if document.get("version") != 1 or isinstance(document.get("version"), bool):
        found.append("doc: version is not 1")
    waiting: list[tuple[str, Any]] = [("doc", document)]
    while waiting and len(found) < _PROBLEMS_SHOWN:
        path, node = waiting.pop()
        found += [f"{path}: {problem}" for problem in _node_problems(node)]
        children = node.get("content")
        for number, child in enumerate(children if isinstance(children, list) else ()):
            problem, known = _place_problem(node["type"], number, child)
            here = f"{path}/{number}"
            if problem:
                found.append(f"{here}: {problem}")
            if known:
                waiting.append((f"{here} {child['type']}", child))
    return found[:_PROBLEMS_SHOWN]


def _place_problem(parent: str, number: int, child: object) -> tuple[str, bool]:
    """Why `child` may not be the `number`-th in `parent` ("" if it may), and whether its type is known."""
    kind = child.get("type") if isinstance(child, dict) else None
    if not isinstance(child, dict) or not isinstance(kind, str) or kind not in NODES:
        return f"unknown node {kind!r}", False
    model = NODES[parent]
    if model.children is None or kind not in model.children:
        return f"{kind} may not stand in {parent}", True
    if number == 0 and model.first and kind not in model.first:
        return f"{parent} may not begin with {kind}", True
    if parent == "mediaSingle" and number == 1 and kind != "caption":
        return "only a caption may follow the media", True
    return _marks_problem(child, model.children[kind], in_code=parent == "codeBlock"), True


def _marks_problem(node: Mapping[str, Any], allowed: frozenset[str], *, in_code: bool) -> str:
    marks = node.get("marks", [])
    if not isinstance(marks, list) or not all(isinstance(mark, dict) for mark in marks):
        return "marks are not a list of objects"
    names = [mark.get("type") for mark in marks]
    if not all(isinstance(name, str) and name in MARKS for name in names):
        return f"unknown mark in {names!r}"
    if len(set(names)) < len(names):
        return "a mark stands twice"
    if node["type"] == "text":
        allowed = frozenset() if in_code else CODE_MARKS if "code" in names else TEXT_MARKS
    if not set(names) <= allowed:
        return f"marks {sorted(set(names) - allowed)} may not stand here"
    for mark in marks:
        rule = MARKS[mark["type"]]
        if not _object_fits(mark, {"type"} if rule is None else {"type", "attrs"}, set()):
            return f"mark {mark['type']} has the wrong keys"
        if rule is not None and not _attributes_fit(mark["attrs"], rule):
            return f"mark {mark['type']} has wrong attributes"
    return ""


def _node_problems(node: Mapping[str, Any]) -> Iterator[str]:
    """The errors of the node itself: its keys, its attributes, the number of its children."""
    kind: str = node["type"]
    model = NODES[kind]
    if kind == "text":
        if (
            not _object_fits(node, {"type", "text"}, {"marks"})
            or not _fits(node["text"], str)
            or not node["text"]
        ):
            yield "text is missing, empty, or has other keys"
        return
    needs = (
        {"type"}
        | ({"content"} if model.least else set())
        | ({"attrs"} if model.attributes_needed else set())
    )
    if kind == "doc":
        needs, optional = {"type", "version", "content"}, set[str]()
    else:
        optional = {"attrs", "marks"} | ({"content"} if model.children is not None else set())
    if not _object_fits(node, needs, optional):
        yield f"keys are {sorted(map(str, node))}"
    attributes = node.get("attrs", {} if not model.attributes_needed else None)
    if kind != "doc" and not any(_attributes_fit(attributes, rule) for rule in model.attributes):
        yield f"attributes of {kind} are wrong"
    yield from _count_problems(node, model)


def _count_problems(node: Mapping[str, Any], model: NodeType) -> Iterator[str]:
    content = node.get("content", [])
    if not isinstance(content, list):
        yield "content is not a list"
    elif len(content) < model.least or (model.most is not None and len(content) > model.most):
        yield f"{node['type']} has {len(content)} children"


def _object_fits(value: Mapping[str, Any], required: set[str], optional: set[str]) -> bool:
    return required <= set(value) <= required | optional


def _attributes_fit(value: object, rule: Attributes) -> bool:
    if not isinstance(value, dict) or not _object_fits(
        value, set(rule.required), set(rule.optional)
    ):
        return False
    rules = {**rule.optional, **rule.required}
    return all(_fits(item, rules[name]) for name, item in value.items())


def _fits(value: object, rule: Rule) -> bool:
    """Whether `value` is allowed by a rule of the table. A boolean is not a number, nor is NaN."""
    if rule is ANY:
        return True
    if isinstance(rule, frozenset):
        return isinstance(value, str) and value in rule
    if isinstance(rule, re.Pattern):
        return isinstance(value, str) and rule.match(value) is not None
    if rule is str or rule is list or rule is dict or rule is bool:
        return isinstance(value, rule)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    low, high = rule
    return isinstance(low, type) or low <= value <= high

"""Validates ADF documents and converts them to plain text."""

from typing import Any

from sandbox.jira.adf_allowed_children import CONTENT, Content
from sandbox.jira.adf_model import ATTRS_OPTIONAL, CARRY_MARKS, MARKS, NODES

MAX_DEPTH = 100
_KEYS = frozenset({"type", "attrs", "content", "marks"})


def is_document(value: object) -> bool:
    """True when `value` is a valid ADF document (version 1) by Atlassian's published schema."""
    if not isinstance(value, dict) or set(value) != {"type", "version", "content"}:
        return False
    if value["type"] != "doc" or value["version"] != 1 or isinstance(value["version"], bool):
        return False
    return _children_fit(value["content"], CONTENT["doc"], 0)


def _children_fit(content: object, allowed: Content, depth: int) -> bool:
    if not isinstance(content, list) or len(content) < allowed.at_least or depth > MAX_DEPTH:
        return False
    if allowed.at_most is not None and len(content) > allowed.at_most:
        return False
    return all(_node_fits(child, allowed, depth) for child in content)


def _node_fits(node: object, allowed: Content, depth: int) -> bool:
    if not isinstance(node, dict):
        return False
    kind = node.get("type")
    if not isinstance(kind, str) or kind not in allowed.children:
        return False
    if "marks" in node and not (
        kind in CARRY_MARKS and _marks_fit(node["marks"], allowed.children[kind])
    ):
        return False
    if kind == "text":
        words = node.get("text")
        return isinstance(words, str) and words != "" and node.keys() <= {"type", "text", "marks"}
    if not node.keys() <= _KEYS or not _attrs_fit(kind, node):
        return False
    holds = CONTENT.get(kind)
    if holds is None:
        return "content" not in node
    if "content" not in node:
        return holds.may_be_absent
    if not _children_fit(node["content"], holds, depth + 1):
        return False
    # the one node whose children have fixed places
    inside = [child["type"] for child in node["content"]] if kind == "mediaSingle" else []
    return inside in ([], ["media"], ["media", "caption"])


def _attrs_fit(kind: str, node: dict[str, Any]) -> bool:
    accepted = NODES.get(kind, ())
    if "attrs" not in node:
        return not accepted or kind in ATTRS_OPTIONAL
    return any(one.accepts(node["attrs"]) for one in accepted)


def _marks_fit(marks: object, alternatives: tuple[frozenset[str], ...]) -> bool:
    if not isinstance(marks, list) or not all(_is_mark(mark) for mark in marks):
        return False
    names = {mark["type"] for mark in marks}
    return any(names <= one for one in alternatives)


def _is_mark(mark: object) -> bool:
    if not isinstance(mark, dict) or not mark.keys() <= {"type", "attrs"}:
        return False
    name = mark.get("type")
    if not isinstance(name, str) or name not in MARKS:
        return False
    accepted = MARKS[name]
    if not accepted:
        return "attrs" not in mark
    return any(one.accepts(mark.get("attrs")) for one in accepted)


def from_text(text: str) -> dict[str, Any]:
    """A document with one paragraph per line, for text from REST v2."""
    lines = [{"type": "text", "text": line} if line else None for line in text.split("\n")]
    paragraphs = [{"type": "paragraph", "content": [line] if line else []} for line in lines]
    return {"type": "doc", "version": 1, "content": paragraphs}


def says_nothing(document: dict[str, Any]) -> bool:
    """Whether a document has only empty paragraphs, which Jira treats as no text."""
    return all(
        node["type"] == "paragraph" and not node.get("content") for node in document["content"]
    )


_BLOCKS = frozenset(
    [
        "paragraph",
        "heading",
        "codeBlock",
        "listItem",
        "rule",
        "taskItem",
        "decisionItem",
        "tableRow",
    ]
)


def to_text(node: dict[str, Any]) -> str:
    """The text of a document, one line per block."""
    return "".join(_pieces(node)).strip("\n")


def _pieces(node: dict[str, Any]) -> list[str]:
    kind, attrs = node.get("type"), node.get("attrs", {})
    if kind == "text":
        return [node["text"]]
    if kind == "hardBreak":
        return ["\n"]
    if kind in ("mention", "emoji", "status", "placeholder"):
        return [str(attrs.get("text") or attrs.get("shortName") or "")]
    if kind in ("inlineCard", "blockCard", "embedCard"):
        return [str(attrs.get("url", ""))]
    pieces = [piece for child in node.get("content", []) for piece in _pieces(child)]
    if kind in _BLOCKS and (not pieces or not pieces[-1].endswith("\n")):
        pieces.append("\n")
    return pieces

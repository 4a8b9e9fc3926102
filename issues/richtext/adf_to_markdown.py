"""Markdown from an ADF document that Jira holds, so that its text can be edited in Lodge.

Only a document that comes back the same from `to_adf` is written. For any other one (tables, media, unknown nodes and
marks) the result is None, and its field is not offered for editing, so that nothing in it is lost.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from issues.richtext.markdown_to_adf import to_adf
from issues.richtext.mentions import ACCOUNT_ID, mention

Node = Mapping[str, Any]

_SOME = re.compile(r"([\\`*_\[\]<>~&])")
_LINE_START = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s|$)", re.MULTILINE)
_ALL = re.compile(r"([!-/:-@\[-`{-~])")
_SIGNS = {"strong": "**", "em": "*", "strike": "~~"}
_TAGS = {"strong": "strong", "em": "em", "strike": "s", "underline": "u"}
# Attributes that Jira adds, and that say nothing about what a reader sees.
_UNSEEN = {"localId", "accessLevel", "userType", "isNumberColumnEnabled", "layout", "uniqueId"}


class _UnknownNodeError(Exception):
    """A node or mark that has no Markdown."""


def from_adf(document: Any) -> str | None:
    """*document* as Markdown that `to_adf` reads back as the same. None where there is no such text."""
    if not isinstance(document, Mapping) or document.get("type") != "doc":
        return None
    wanted = comparable(document)
    for escape in (_lightly, _fully):
        try:
            written = _blocks(document.get("content") or (), escape)
        except (_UnknownNodeError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
            return None
        if comparable(to_adf(written)) == wanted:
            return written
    return None


def comparable(node: Any) -> Any:
    """*node* as a reader sees it: without ids, empty members and the order of marks, with equal texts joined."""
    if isinstance(node, list | tuple):
        return _joined([comparable(each) for each in node])
    if not isinstance(node, Mapping):
        return node
    kept: dict[str, Any] = {}
    for name, value in node.items():
        told = comparable(value)
        if name == "attrs" and isinstance(told, dict):
            told = {key: each for key, each in told.items() if key not in _UNSEEN}
        if name == "marks" and isinstance(told, list):
            told = sorted(told, key=repr)
        if told not in ({}, [], None):
            kept[str(name)] = told
    return kept


def _joined(nodes: list[Any]) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        last = found[-1] if found else None
        if (
            _is_text(node)
            and _is_text(last)
            and last is not None
            and last.get("marks") == node.get("marks")
        ):
            found[-1] = {**last, "text": last["text"] + node["text"]}
        else:
            found.append(node)
    return found


def _is_text(node: Any) -> bool:
    return isinstance(node, dict) and node.get("type") == "text" and "text" in node


def _lightly(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SOME.sub(r"\\\1", text))


def _fully(text: str) -> str:
    return _ALL.sub(r"\\\1", text)


def _blocks(nodes: Sequence[Node], escape: Any, *, between: str = "\n\n") -> str:
    return between.join(_block(each, escape) for each in nodes)


def _block(node: Node, escape: Any) -> str:
    content, attrs = node.get("content") or (), node.get("attrs") or {}
    match node["type"]:
        case "paragraph":
            return _inline(content, escape)
        case "heading":
            return f"{'#' * attrs['level']} {_inline(content, escape)}"
        case "rule":
            return "---"
        case "codeBlock":
            return _code_block(content, attrs.get("language") or "")
        case "blockquote":
            return _indented(_blocks(content, escape), "> ", "> ")
        case "bulletList":
            return _list(content, escape, lambda _number: "- ")
        case "orderedList":
            start = attrs.get("order", 1)
            return _list(content, escape, lambda number: f"{start + number}. ")
        case _:
            raise _UnknownNodeError(node["type"])


def _list(items: Sequence[Node], escape: Any, sign: Any) -> str:
    written = []
    for number, item in enumerate(items):
        blocks = item.get("content") or ()
        # a nested list follows its paragraph without a blank line, which keeps the list tight
        tight = all(each["type"] != "paragraph" for each in blocks[1:])
        text = _blocks(blocks, escape, between="\n" if tight else "\n\n")
        written.append(_indented(text, sign(number), " " * len(sign(number))))
    return "\n".join(written)


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        f"{others if number else first}{line}".rstrip() for number, line in enumerate(lines)
    )


def _code_block(content: Sequence[Node], language: str) -> str:
    text = "".join(each["text"] for each in content)
    longest = max((len(each) for each in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _inline(nodes: Sequence[Node], escape: Any) -> str:
    return "".join(_piece(each, escape) for each in nodes)


def _piece(node: Node, escape: Any) -> str:
    match node["type"]:
        case "text":
            return _marked(node["text"], node.get("marks") or (), escape)
        case "hardBreak":
            return "\n"
        case "mention":
            attrs = node["attrs"]
            name = str(attrs.get("text") or "").removeprefix("@")
            if not ACCOUNT_ID.fullmatch(attrs["id"]) or not name:
                raise _UnknownNodeError("mention")
            return mention(name, attrs["id"])
        case _:
            raise _UnknownNodeError(node["type"])


def _marked(text: str, marks: Sequence[Node], escape: Any) -> str:
    kinds = {each["type"]: each.get("attrs") or {} for each in marks}
    link = kinds.pop("link", None)
    written = _code(text) if kinds.pop("code", None) is not None else escape(text)
    for name, attrs in kinds.items():
        written = _within(name, attrs, text, written)
    if link is None:
        return written
    if link["href"] == text and not kinds:
        return f"<{text}>" if ":" in text else text
    return (
        f"[{written}](<{link['href']}>)"
        if set("() ") & set(link["href"])
        else (f"[{written}]({link['href']})")
    )


def _within(name: str, attrs: Node, text: str, written: str) -> str:
    if name == "subsup":
        return f"<{attrs['type']}>{written}</{attrs['type']}>"
    if name in _SIGNS and text == text.strip():
        return f"{_SIGNS[name]}{written}{_SIGNS[name]}"
    if name not in _TAGS:
        raise _UnknownNodeError(name)
    return f"<{_TAGS[name]}>{written}</{_TAGS[name]}>"


def _code(text: str) -> str:
    longest = max((len(each) for each in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"

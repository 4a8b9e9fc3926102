"""Text without markup: cleaned for JSON, databases and Jira, and converted to plain ADF paragraphs."""

import re
from itertools import islice
from typing import Any

from issues.richtext.ansi_escapes import without_codes

MAX_LINES = 5_000  # seven times what Jira accepts
# C0 and C1 without tab and newline (Jira refuses them), and halves of surrogate pairs (UTF-8 does).
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
LINE_END = re.compile(
    r"[\n\u2028\u2029]"
)  # in a text node: Unicode's two line ends would stay in it unseen
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` with `\\n` as its only line end, without terminal codes and control characters, valid as UTF-8."""
    if text.isprintable():
        return text
    text = _CONTROL.sub("", _BREAK.sub("\n", without_codes(text)))
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def lines(text: str) -> list[dict[str, Any]]:
    """The inline nodes of one paragraph: one text per line, separated by hard breaks."""
    nodes: list[dict[str, Any]] = []
    for number, line in enumerate(LINE_END.split(text)):
        if number:
            nodes.append({"type": "hardBreak"})
        if line:
            nodes.append({"type": "text", "text": line})
    return nodes


def paragraphs(text: str) -> list[dict[str, Any]]:
    """Clean `text` as ADF paragraphs, split at blank lines. What follows `MAX_LINES` lines is one code block.

    Linear in its length, and with few nodes: a million lines would be a million nodes to measure and draw.
    """
    end = next(islice(re.finditer("\n", text), MAX_LINES - 1, None), None)
    shown, rest = (text[: end.start()], text[end.end() :]) if end else (text, "")
    parts = re.split(r"\n(?:[ \t]*\n)+", shown)
    nodes = [
        {"type": "paragraph", "content": lines(part.strip("\n"))} for part in parts if part.strip()
    ]
    code = [{"type": "text", "text": rest.rstrip("\n")}]
    return [*nodes, {"type": "codeBlock", "content": code}] if rest.strip() else nodes

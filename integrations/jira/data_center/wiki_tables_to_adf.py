"""Tables of wiki markup: `|` before a cell, `||` before a heading. Pure."""

from typing import Any

from integrations.jira.data_center.speaker import Speaker
from integrations.jira.data_center.wiki_inline_to_adf import inline

Node = dict[str, Any]


def is_row(line: str) -> bool:
    """Whether *line* is a row."""
    stripped = line.strip()
    return len(stripped) > 1 and stripped.startswith("|")


def table(lines: list[str], speaker: Speaker) -> Node:
    """The table of *lines*, each a row."""
    rows = [{"type": "tableRow", "content": _row(line.strip(), speaker)} for line in lines]
    return {"type": "table", "content": [row for row in rows if row["content"]]}


def _row(line: str, speaker: Speaker) -> list[Node]:
    cells: list[Node] = []
    for header, text in _cells(line):
        said = {"type": "paragraph", "content": inline(text.strip(), speaker)}
        kind = "tableHeader" if header else "tableCell"
        cells.append({"type": kind, "attrs": {}, "content": [said]})
    return cells


def _cells(line: str) -> list[tuple[bool, str]]:
    """(is a heading, its text) of each cell. A bar within a link or after a backslash belongs to the text."""
    cells: list[tuple[bool, str]] = []
    header, begin, depth, at = False, 0, 0, 0
    started = False
    while at < len(line):
        letter = line[at]
        if letter == "\\":
            at += 2
            continue
        depth += (letter == "[") - (letter == "]" and depth > 0)
        if letter == "|" and not depth:
            if started:
                cells.append((header, line[begin:at]))
            header = line.startswith("||", at)
            at += 2 if header else 1
            begin, started = at, True
            continue
        at += 1
    if line[begin:].strip():
        cells.append((header, line[begin:]))
    return cells

"""The value of a field as one cell, whatever Jira's shape of it. Times are in the reader's zone."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.jira import Issue
from issues import richtext

KEY = "issuekey"
Cell = str | float | date | datetime | None
"""A datetime is aware, in the reader's zone. None: the field is empty."""

# The first of these that an object has is its name for people.
_NAMES = ("displayName", "name", "value", "filename", "key", "originalEstimate", "title", "id")
_COUNTS = ("watchCount", "votes", "percent", "total")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")


@dataclass(frozen=True)
class Column:
    """A column. *type*: of the field's schema. *exists*: whether Jira still lists the field for this reader."""

    id: str
    name: str
    type: str = ""
    exists: bool = True


def cell(issue: Issue, column: Column, zone: ZoneInfo) -> Cell:
    """What stands in *column* for *issue*."""
    if column.id == KEY:
        return issue.key
    value = issue.fields.get(column.id)
    if isinstance(value, str) and column.type in ("date", "datetime"):
        return _moment(value, column.type, zone)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _amount(value)
    return text(value) or None


def _amount(value: float) -> Cell:
    try:
        found = float(value)
    except OverflowError:
        return str(value)
    return found if math.isfinite(found) else None


def _moment(value: str, kind: str, zone: ZoneInfo) -> Cell:
    try:
        if kind == "date":
            return date.fromisoformat(value)
        found = datetime.fromisoformat(value)
        return found.astimezone(zone) if found.tzinfo else value
    except (ValueError, OverflowError):
        return clean(value)


def text(value: Any) -> str:
    """Any JSON value as plain text. An object is called by its name, a document of rich text by its words."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    return _of_object(value) if isinstance(value, Mapping) else ""


def _of_object(value: Mapping[str, Any]) -> str:
    if value.get("type") == "doc":
        return clean(richtext.text_of(dict(value)))
    if isinstance(value.get("fields"), Mapping) and isinstance(value.get("key"), str):
        return clean(value["key"])  # another issue
    for side in ("outwardIssue", "inwardIssue"):
        if isinstance(value.get(side), Mapping):
            return text(value[side])
    for name in _COUNTS:
        if isinstance(value.get(name), int):
            return str(value[name])
    named = next((each for name in _NAMES if isinstance(each := value.get(name), str)), "")
    child = value.get("child")
    if isinstance(child, Mapping):
        return " / ".join((clean(named), text(child)))
    return clean(named)


def number(value: float) -> str:
    """A number without a fraction that says nothing: 3, 2.5."""
    is_whole = abs(value) < 1e15 and value == int(value)
    return str(int(value)) if is_whole else repr(value)


def clean(value: str) -> str:
    """A text that every format can hold: line feeds alone end lines, control characters are spaces."""
    if value.isprintable():
        return value
    return _UNPRINTABLE.sub(" ", _LINE_END.sub("\n", value))


def plain(value: Cell) -> str:
    """A cell as text that sorts and reads alike everywhere: `2026-11-30 14:05`, `2.5`."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return number(value) if isinstance(value, float) else value or ""

"""Values of Jira's fields in words, for people to read. Pure.

What a value looks like follows from its schema, and where that says nothing, from the value. A kind that nobody knows
is shown by its name, or not at all: never as JSON.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from integrations.jira import Schema

# Members that name an object, best first.
_NAMES = ("displayName", "name", "value", "title", "label", "key", "summary", "emailAddress")
_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f-\x9f\\]+\Z", re.IGNORECASE)
# Custom types whose values are for machines: the order on a board, a summary of commits.
_FOR_MACHINES = ("gh-lexo-rank", "devsummarycf", "vulnerabilitycf", "designcf", "jsw-issue-color")


@dataclass(frozen=True)
class FieldValue:
    """A value: its words, or one of the others. `document`: rich text (ADF). `address`: the words are a web address."""

    words: str = ""
    moment: datetime | None = None
    document: Mapping[str, Any] | None = None
    address: str = ""


def shown(value: Any, schema: Schema | None) -> FieldValue | None:
    """*value* for a page. None where it is empty, or says nothing to people."""
    if schema is not None and schema.custom.rpartition(":")[2] in _FOR_MACHINES:
        return None
    if isinstance(value, dict) and value.get("type") == "doc":
        return FieldValue(document=value)
    kind = schema.type if schema is not None else ""
    if kind == "datetime" and isinstance(value, str):
        moment = _moment(value)
        return FieldValue(moment=moment) if moment else FieldValue(value)
    if kind == "timetracking" and isinstance(value, dict):
        words = "; ".join(_times(value))
    else:
        words = ", ".join(filter(None, (_words(each, kind) for each in _items(value))))
    if not words:
        return None
    return FieldValue(words, address=words if _ADDRESS.match(words) else "")


def person(value: Any) -> str:
    """The name of a user. "" where there is none; a sentence where it is hidden."""
    if not isinstance(value, dict):
        return ""
    name = value.get("displayName")
    return name if isinstance(name, str) and name else _("A person whose name is hidden")


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return str(number_format(value))
    if isinstance(value, str):
        return _day(value) if kind == "date" else value.strip()
    if isinstance(value, dict):
        named = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), "")
        below = _words(value["child"], "") if isinstance(value.get("child"), dict) else ""
        return f"{named} → {below}" if below else named
    return ""


def _times(value: Mapping[str, Any]) -> Iterator[str]:
    """Estimates and time spent, in Jira's own words ("3h 20m")."""
    for name, said in (
        ("originalEstimate", _("estimated %(time)s")),
        ("timeSpent", _("spent %(time)s")),
        ("remainingEstimate", _("remaining %(time)s")),
    ):
        if isinstance(value.get(name), str):
            yield said % {"time": value[name]}


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _day(text: str) -> str:
    try:
        return str(date_format(date.fromisoformat(text), "j M Y"))
    except ValueError:
        return text

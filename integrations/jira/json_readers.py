"""Strict readers for Jira's JSON: a missing or wrongly typed value raises here; unknown values are ignored.

Pure. The client turns `MalformedError` into Unavailable (a read) or OutcomeUnknown (a write).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


class MalformedError(ValueError):
    """An answer that breaks Atlassian's contract. The message names what is wrong."""


def mapping(data: Any, what: str = "answer") -> Mapping[str, Any]:
    """*data* as a JSON object."""
    if not isinstance(data, Mapping):
        raise MalformedError(f"{what} is {type(data).__name__}, not an object")
    return data


def text(data: Mapping[str, Any], name: str) -> str:
    """The string called *name*."""
    value = data.get(name)
    if not isinstance(value, str):
        raise MalformedError(f"{name!r} is {type(value).__name__}, not a string")
    return value


def optional_text(data: Mapping[str, Any], name: str) -> str:
    """The string called *name*, or "" where there is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def number(data: Mapping[str, Any], name: str) -> int:
    """The integer called *name*."""
    value = optional_number(data, name)
    if value is None:
        raise MalformedError(f"{name!r} is not an integer")
    return value


def moment(data: Mapping[str, Any], name: str) -> datetime:
    """The aware datetime called *name*. Jira writes `2026-09-25T22:42:39.399-0300`."""
    try:
        value = datetime.fromisoformat(text(data, name))
    except ValueError:
        raise MalformedError(f"{name!r} is not a date and time") from None
    if value.tzinfo is None:
        raise MalformedError(f"{name!r} has no time zone")
    return value


def flag(data: Mapping[str, Any], name: str) -> bool:
    """The boolean called *name*."""
    value = data.get(name)
    if not isinstance(value, bool):
        raise MalformedError(f"{name!r} is {type(value).__name__}, not a boolean")
    return value


def optional_number(data: Mapping[str, Any], name: str) -> int | None:
    """The integer called *name*, or None where there is none."""
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def objects(data: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The objects of the array called *name*."""
    value = data.get(name)
    if not isinstance(value, list):
        raise MalformedError(f"{name!r} is {type(value).__name__}, not an array")
    return (mapping(item, f"an item of {name!r}") for item in value)


def optional_object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object called *name*, or an empty one where there is none."""
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}

"""The history of an issue. Pure. Source: Jira Cloud platform REST API v3, "Get changelogs"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

PAGE_SIZE = 100


@dataclass(frozen=True)
class ChangedField:
    """One field that changed: its label, its id (may be ""), and the words before and after.

    `after_id`: the id behind the words after, where it has one.
    """

    name: str
    field_id: str
    before: str
    after: str
    after_id: str = ""


@dataclass(frozen=True)
class Change:
    """What one person changed at one moment. `author`: "" where hidden, or for an app without a name."""

    id: str
    author: str
    author_id: str
    created: datetime
    items: tuple[ChangedField, ...]


@dataclass(frozen=True)
class ChangePage:
    """Some changes, oldest first, and how many there are."""

    changes: tuple[Change, ...]
    total: int


def page(key: str, start: int = 0) -> Call[ChangePage]:
    """At most 100 changes from the *start*-th on, oldest first."""
    return Call(
        operation="getChangeLogs",
        method="GET",
        path=path_of("issue", key, "changelog"),
        query={"startAt": start, "maxResults": PAGE_SIZE},
        read=_read_page,
    )


def read_changes(histories: Any) -> tuple[Change, ...]:
    """Read an array of Changelog. Anything else is no change."""
    found = histories if isinstance(histories, list) else []
    return tuple(_read(json_readers.mapping(each, "a change")) for each in found)


def _read_page(answer: Any) -> ChangePage:
    data = json_readers.mapping(answer)
    changes = read_changes(data.get("values"))
    return ChangePage(changes, json_readers.optional_number(data, "total") or len(changes))


def _read(data: Mapping[str, Any]) -> Change:
    author = json_readers.optional_object(data, "author")
    items = data.get("items")
    return Change(
        id=json_readers.optional_text(data, "id"),
        author=json_readers.optional_text(author, "displayName"),
        author_id=json_readers.optional_text(author, "accountId"),
        created=_moment(data),
        items=tuple(
            _read_item(each)
            for each in (items if isinstance(items, list) else ())
            if isinstance(each, Mapping)
        ),
    )


def _moment(data: Mapping[str, Any]) -> datetime:
    """A date as text, or as milliseconds: the documents show both."""
    number = json_readers.optional_number(data, "created")
    if number is None:
        return json_readers.moment(data, "created")
    try:
        return datetime.fromtimestamp(number / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise json_readers.MalformedError("'created' is no moment") from None


def _read_item(data: Mapping[str, Any]) -> ChangedField:
    """Read a ChangeDetails. Where there are no words, the ids stand in for them."""
    before, after = (
        json_readers.optional_text(data, words) or json_readers.optional_text(data, value)
        for words, value in (("fromString", "from"), ("toString", "to"))
    )
    return ChangedField(
        json_readers.optional_text(data, "field"),
        json_readers.optional_text(data, "fieldId"),
        before,
        after,
        json_readers.optional_text(data, "to"),
    )

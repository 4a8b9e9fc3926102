"""The files of an issue. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from issues.reading.field_values import person

# Pictures that a page shows: browsers draw them and run nothing in them. SVG is not one of these.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class IssueFile:
    """A file by its id. `name` is clean. `address` and `picture` are Lodge's own; `picture` may be ""."""

    id: str
    name: str
    size: int
    author: str
    created: datetime | None
    address: str
    picture: str


def files_of(
    fields: Mapping[str, Any],
    *,
    clean: Callable[[str], str],
    addresses: Callable[[str], tuple[str, str]],
) -> list[IssueFile]:
    """Files, newest first. *clean*: makes a name harmless. *addresses*: of a file's bytes and of its picture, by id."""
    found = list(_read(fields, clean, addresses))
    found.sort(key=lambda each: int(each.id), reverse=True)
    return found


def by_name(
    files: list[IssueFile], raw_names: Mapping[str, str]
) -> Iterator[tuple[str, IssueFile]]:
    """(name in a document, file). A name that two files have names neither. *raw_names*: Jira's names by id."""
    names = list(raw_names.values())
    for each in files:
        name = raw_names.get(each.id, "")
        if name and names.count(name) == 1:
            yield name, each


def raw_names(fields: Mapping[str, Any]) -> dict[str, str]:
    """The names of the files as Jira keeps them, by id."""
    return {each["id"]: str(each.get("filename", "")) for each in _rows(fields)}


def _read(
    fields: Mapping[str, Any],
    clean: Callable[[str], str],
    addresses: Callable[[str], tuple[str, str]],
) -> Iterator[IssueFile]:
    for each in _rows(fields):
        address, picture = addresses(each["id"])
        size, created = each.get("size"), each.get("created")
        yield IssueFile(
            id=each["id"],
            name=clean(str(each.get("filename", ""))),
            size=size if isinstance(size, int) else 0,
            author=person(each.get("author")),
            created=_moment(created),
            address=address,
            picture=picture if each.get("mimeType") in PICTURES else "",
        )


def _rows(fields: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    rows = fields.get("attachment")
    for each in rows if isinstance(rows, list) else ():
        if isinstance(each, Mapping) and str(each.get("id", "")).isdecimal():
            yield {**each, "id": str(each["id"])}


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None

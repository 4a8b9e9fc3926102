"""Issues that another one refers to: its parent, its sub-tasks, its links. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class LinkedIssue:
    """Another issue as Jira shows it in short. `category`: of its status ("done" and so on), or ""."""

    relation: str
    key: str
    summary: str
    status: str
    category: str


def linked(fields: Mapping[str, Any]) -> list[LinkedIssue]:
    """The parent first, then sub-tasks, then links by their relation. What cannot be read is left out."""
    found = [_brief(_("is part of"), fields.get("parent"))]
    found += [_brief(_("has the sub-task"), each) for each in _list(fields, "subtasks")]
    links = [_of_link(each) for each in _list(fields, "issuelinks")]
    links.sort(key=lambda each: each.relation if each else "")
    return [each for each in (*found, *links) if each is not None]


def _of_link(link: Any) -> LinkedIssue | None:
    """`outwardIssue`: this issue "blocks" the other."""
    if not isinstance(link, Mapping):
        return None
    kind = link.get("type")
    outward = "outwardIssue" in link
    words = kind.get("outward" if outward else "inward") if isinstance(kind, Mapping) else None
    return _brief(
        words if isinstance(words, str) else _("is linked to"),
        link.get("outwardIssue" if outward else "inwardIssue"),
    )


def _brief(relation: str, data: Any) -> LinkedIssue | None:
    if not isinstance(data, Mapping) or not isinstance(data.get("key"), str):
        return None
    fields = _object(data, "fields")
    status = _object(fields, "status")
    return LinkedIssue(
        relation,
        data["key"],
        _text(fields, "summary"),
        _text(status, "name"),
        _text(_object(status, "statusCategory"), "key"),
    )


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""

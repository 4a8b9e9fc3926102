"""One issue with all that a page shows and what its viewer may do there. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get issue". Fields that cannot be loaded are left
out without an error (`failFast`), so an absent field is not an empty one.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.createmeta import FieldMeta, Schema
from integrations.jira.issue_changelog import Change, read_changes
from integrations.jira.transitions import Transition, read_transitions

EXPAND = "names,schema,transitions,operations,editmeta,changelog"
# These two have calls of their own, which page.
FIELDS = "*all,-comment,-worklog"


@dataclass(frozen=True)
class IssueDetails:
    """An issue as this account sees it.

    `names` by field id. `operations`: Jira's names for what it may do ("edit-issue", "comment-issue", …); empty where
    Jira names none. `changes`: newest first. `raw_schemas` and `raw_edit_fields` are read on first use, because a page
    needs few of them.
    """

    id: str
    key: str
    fields: dict[str, Any]
    names: dict[str, str] = field(default_factory=dict)
    raw_schemas: Mapping[str, Any] = field(default_factory=dict)
    raw_edit_fields: Mapping[str, Any] = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()
    operations: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()
    changes_total: int = 0

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read an IssueBean."""
        data = json_readers.mapping(answer, "the issue")
        issue_id = json_readers.text(data, "id")
        if not issue_id.isdecimal():
            raise json_readers.MalformedError("an issue's id is no number")
        names = json_readers.optional_object(data, "names")
        log = json_readers.optional_object(data, "changelog")
        changes = read_changes(log.get("histories"))
        return cls(
            id=issue_id,
            key=json_readers.text(data, "key"),
            fields=dict(json_readers.mapping(data.get("fields"), "'fields'")),
            names={str(key): name for key, name in names.items() if isinstance(name, str)},
            raw_schemas=json_readers.optional_object(data, "schema"),
            raw_edit_fields=json_readers.optional_object(
                json_readers.optional_object(data, "editmeta"), "fields"
            ),
            transitions=read_transitions(data.get("transitions")),
            operations=frozenset(_operation_ids(data.get("operations"))),
            changes=tuple(sorted(changes, key=lambda each: each.created, reverse=True)),
            changes_total=json_readers.optional_number(log, "total") or len(changes),
        )

    @cached_property
    def schemas(self) -> dict[str, Schema]:
        """The data type of every field, by field id."""
        return {name: found for name in self.raw_schemas if (found := self.schema_of(name))}

    @cached_property
    def editable(self) -> tuple[FieldMeta, ...]:
        """The fields that this account may change, in the order of Jira's form. What cannot be read is left out."""
        return tuple(_readable(self.raw_edit_fields))

    def schema_of(self, field_id: str) -> Schema | None:
        """The data type of a field. None where Jira does not say."""
        found = self.raw_schemas.get(field_id)
        if isinstance(found, Mapping) and isinstance(found.get("type"), str):
            return Schema.from_json(found)
        return None

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that may be edited and yet did not come: Jira could not load them."""
        ignored = {"comment", "worklog"}
        return tuple(
            str(name)
            for name in self.raw_edit_fields
            if name not in self.fields and name not in ignored
        )


def get(key: str, *, viewed: bool = False) -> Call[IssueDetails]:
    """The issue with this key or id; a key from before it moved is good. *viewed*: note it in "recently viewed"."""
    query: dict[str, str | int] = {"fields": FIELDS, "expand": EXPAND}
    if viewed:
        query["updateHistory"] = "true"
    return Call(
        operation="getIssue",
        method="GET",
        path=path_of("issue", key),
        query=query,
        read=IssueDetails.from_json,
    )


def edit_fields(key: str) -> Call[tuple[FieldMeta, ...]]:
    """The fields that this account may change now ("Get edit issue metadata")."""
    return Call(
        operation="getEditIssueMeta",
        method="GET",
        path=path_of("issue", key, "editmeta"),
        read=read_edit_fields,
    )


def read_edit_fields(answer: Any) -> tuple[FieldMeta, ...]:
    """Read an IssueUpdateMetadata, or a transition: its fields, whose id is their member's name."""
    found = json_readers.optional_object(answer, "fields") if isinstance(answer, Mapping) else {}
    return tuple(
        FieldMeta.from_json({**json_readers.mapping(each, "a field"), "fieldId": str(field_id)})
        for field_id, each in found.items()
    )


def _readable(found: Mapping[str, Any]) -> Iterator[FieldMeta]:
    for name, each in found.items():
        with suppress(json_readers.MalformedError):
            yield FieldMeta.from_json({**json_readers.mapping(each), "fieldId": str(name)})


def _operation_ids(found: Any) -> Iterator[str]:
    """The ids of all links in the nested groups, however deep."""
    groups = [found]
    while groups:
        group = groups.pop()
        if not isinstance(group, Mapping):
            continue
        for name in ("linkGroups", "groups"):
            below = group.get(name)
            groups += below if isinstance(below, list) else ()
        links = group.get("links")
        for link in links if isinstance(links, list) else ():
            if isinstance(link, Mapping) and isinstance(link.get("id"), str):
                yield link["id"]

"""The issue types that a user may create in a project, and the fields of each. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get create metadata issue types for a project" and
"Get create field metadata for a project and issue type id". The older createmeta is deprecated: not used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

PAGE_SIZE = 200  # more is answered with 400

T = TypeVar("T")


@dataclass(frozen=True)
class IssueType:
    """An issue type that may be created in a project. `name` is translated: never compare it."""

    id: str
    name: str
    description: str
    subtask: bool
    # Of a service project: what its customers ask for (integrations/jira/request_forms.py).
    is_request: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an IssueTypeIssueCreateMetadata."""
        return cls(
            id=json_readers.text(data, "id"),
            name=json_readers.text(data, "name"),
            description=json_readers.optional_text(data, "description"),
            subtask=data.get("subtask") is True,
        )


@dataclass(frozen=True)
class Schema:
    """The data type of a field (JsonTypeBean): `system` names a system field, `custom` a custom field's type."""

    type: str
    items: str = ""
    system: str = ""
    custom: str = ""
    custom_id: int | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a JsonTypeBean."""
        return cls(
            type=json_readers.text(data, "type"),
            items=json_readers.optional_text(data, "items"),
            system=json_readers.optional_text(data, "system"),
            custom=json_readers.optional_text(data, "custom"),
            custom_id=json_readers.optional_number(data, "customId"),
        )


@dataclass(frozen=True)
class FieldMeta:
    """One field of a create form (FieldCreateMetadata). A required one with a default may be left out.

    `hint`: what the form of a request says of it, in plain text.
    """

    field_id: str
    name: str
    required: bool
    schema: Schema
    operations: tuple[str, ...] = ("set",)
    has_default: bool = False
    default: Any = None
    allowed_values: tuple[dict[str, Any], ...] | None = None
    auto_complete_url: str = ""
    hint: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a FieldCreateMetadata."""
        allowed = data.get("allowedValues")
        operations = data.get("operations")
        return cls(
            field_id=json_readers.text(data, "fieldId"),
            name=json_readers.text(data, "name"),
            required=json_readers.flag(data, "required"),
            schema=Schema.from_json(json_readers.mapping(data.get("schema"), "'schema'")),
            operations=tuple(str(each) for each in operations)
            if isinstance(operations, list)
            else (),
            has_default=data.get("hasDefaultValue") is True,
            default=data.get("defaultValue"),
            allowed_values=tuple(dict(each) for each in allowed if isinstance(each, Mapping))
            if isinstance(allowed, list)
            else None,
            auto_complete_url=json_readers.optional_text(data, "autoCompleteUrl"),
        )


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; `total` is None where Jira does not say."""

    items: tuple[T, ...]
    total: int | None

    def is_last(self, start: int) -> bool:
        """Whether nothing follows this page, which began at *start*. An empty page is always the last."""
        return not self.items or start + len(self.items) >= (self.total or 0)


def issue_types(project: str, start: int = 0) -> Call[Page[IssueType]]:
    """The types that may be created in *project* (id or key). 404 or none: no permission to create there."""
    return Call(
        operation="getCreateIssueMetaIssueTypes",
        method="GET",
        path=path_of("issue", "createmeta", project, "issuetypes"),
        query={"startAt": start, "maxResults": PAGE_SIZE},
        read=_page_reader("issueTypes", IssueType.from_json),
    )


def fields(project: str, issue_type_id: str, start: int = 0) -> Call[Page[FieldMeta]]:
    """The fields of *project*'s create form for a type."""
    return Call(
        operation="getCreateIssueMetaIssueTypeId",
        method="GET",
        path=path_of("issue", "createmeta", project, "issuetypes", issue_type_id),
        query={"startAt": start, "maxResults": PAGE_SIZE},
        read=_page_reader("fields", FieldMeta.from_json),
    )


def _page_reader(
    name: str, read_item: Callable[[Mapping[str, Any]], T]
) -> Callable[[Any], Page[T]]:
    def read(answer: Any) -> Page[T]:
        data = json_readers.mapping(answer)
        items = tuple(read_item(each) for each in json_readers.objects(data, name))
        return Page(items, json_readers.optional_number(data, "total"))

    return read

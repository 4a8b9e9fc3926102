"""All fields of a site, system and custom. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get fields".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of


@dataclass(frozen=True)
class Field:
    """A field. *type* is that of its schema, and "" where it has none; *items* that of an array's members.

    *clauses*: what JQL calls it. The first one may be put into a query.
    """

    id: str
    name: str
    type: str
    items: str
    custom: bool
    orderable: bool
    clauses: tuple[str, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a FieldDetails."""
        field_id, schema = json_readers.text(data, "id"), data.get("schema")
        known: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
        clauses = data.get("clauseNames")
        return cls(
            id=field_id,
            name=json_readers.optional_text(data, "name") or field_id,
            type=json_readers.optional_text(known, "type"),
            items=json_readers.optional_text(known, "items"),
            custom=data.get("custom") is True,
            orderable=data.get("orderable") is True,
            clauses=tuple(each for each in (clauses if isinstance(clauses, list) else ()) if each),
        )


def listed() -> Call[tuple[Field, ...]]:
    """Every field that this account may see, with names in its language."""
    return Call(
        operation="getFields",
        method="GET",
        path=path_of("field"),
        read=lambda answer: tuple(
            Field.from_json(json_readers.mapping(each, "a field")) for each in _array(answer)
        ),
    )


def _array(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise json_readers.MalformedError("the fields are no array")
    return answer

"""Transitions of an issue: which there are, and performing one. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get transitions", "Transition issue".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.createmeta import FieldMeta


@dataclass(frozen=True)
class Transition:
    """A step that this account may take. `category`: "new", "indeterminate", "done" or "undefined" of its status.

    `fields`: those on its screen, where they were asked for.
    """

    id: str
    name: str
    to_id: str
    to_name: str
    category: str
    has_screen: bool
    fields: tuple[FieldMeta, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an IssueTransition."""
        to = json_readers.optional_object(data, "to")
        category = json_readers.optional_object(to, "statusCategory")
        fields = json_readers.optional_object(data, "fields")
        return cls(
            id=json_readers.text(data, "id"),
            name=json_readers.optional_text(data, "name"),
            to_id=json_readers.optional_text(to, "id"),
            to_name=json_readers.optional_text(to, "name"),
            category=json_readers.optional_text(category, "key") or "undefined",
            has_screen=data.get("hasScreen") is True,
            fields=tuple(
                FieldMeta.from_json({**json_readers.mapping(each, "a field"), "fieldId": str(name)})
                for name, each in fields.items()
            ),
        )


def read_transitions(found: Any) -> tuple[Transition, ...]:
    """Read an array of IssueTransition, without those that are not available."""
    rows = found if isinstance(found, list) else []
    return tuple(
        Transition.from_json(each)
        for each in (json_readers.mapping(row, "a transition") for row in rows)
        if each.get("isAvailable") is not False
    )


def of_issue(key: str, transition_id: str = "") -> Call[tuple[Transition, ...]]:
    """The transitions with the fields of their screens. Without the permission, or for an unknown id: none."""
    query: dict[str, str | int] = {"expand": "transitions.fields"}
    if transition_id:
        query["transitionId"] = transition_id
    return Call(
        operation="getTransitions",
        method="GET",
        path=path_of("issue", key, "transitions"),
        query=query,
        read=lambda answer: read_transitions(json_readers.mapping(answer).get("transitions")),
    )


def perform(
    key: str, transition_id: str, fields: Mapping[str, Any], update: Mapping[str, Any]
) -> Call[None]:
    """Take a step. 400: no longer possible, or a field is wrong. 409: somebody changes the issue just now."""
    body: dict[str, Any] = {"transition": {"id": transition_id}}
    body |= {"fields": dict(fields)} if fields else {}
    body |= {"update": dict(update)} if update else {}
    return Call(
        operation="doTransition",
        method="POST",
        path=path_of("issue", key, "transitions"),
        json=body,
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )

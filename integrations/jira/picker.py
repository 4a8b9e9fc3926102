"""Suggestions while somebody types: issues, and values of a field. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get issue picker suggestions", "Get field auto
complete suggestions". Both mark what matched with HTML, which never leaves this module.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Self

from integrations.jira import readers, search
from integrations.jira.calls import Call, path_of

_TAG = re.compile(r"</?b>", re.IGNORECASE)


@dataclass(frozen=True)
class IssueHint:
    """An issue to choose."""

    id: str
    key: str
    summary: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a SuggestedIssue."""
        return cls(
            id=str(readers.number(data, "id")),
            key=readers.text(data, "key"),
            summary=readers.optional_text(data, "summaryText"),
        )


@dataclass(frozen=True)
class Suggestion:
    """A value of a field as JQL takes it, without quotes around it, and its name for people."""

    value: str
    label: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an AutoCompleteSuggestion. A value that JQL must quote comes quoted."""
        value = readers.text(data, "value")
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        return cls(value, plain(readers.optional_text(data, "displayName")) or value)


def plain(markup: str) -> str:
    """What a text says whose match is marked with <b>."""
    return unescape(_TAG.sub("", markup)).strip()


def issues(project_key: str, query: str) -> Call[tuple[IssueHint, ...]]:
    """Issues that this user looked at lately and issues of the project ("": of all) that contain *query*."""
    asked: dict[str, str | int] = {"query": query, "showSubTasks": "true"}
    if project_key:
        asked["currentJQL"] = f"{search.clause('project', '=', project_key)} ORDER BY updated DESC"
    return Call(
        operation="getIssuePickerResource",
        method="GET",
        typed=True,
        path=path_of("issue", "picker"),
        query=asked,
        read=_read_issues,
    )


def values(field_name: str, query: str) -> Call[tuple[Suggestion, ...]]:
    """Values of the field that JQL calls *field_name*, as this user sees them."""
    return Call(
        operation="getFieldAutoCompleteForQueryString",
        method="GET",
        typed=True,
        path=path_of("jql", "autocompletedata", "suggestions"),
        query={"fieldName": field_name, "fieldValue": query},
        read=lambda answer: tuple(
            Suggestion.from_json(each) for each in readers.objects(readers.mapping(answer), "results")
        ),
    )


def _read_issues(answer: Any) -> tuple[IssueHint, ...]:
    """Both sections, each issue once."""
    found: dict[str, IssueHint] = {}
    for section in readers.objects(readers.mapping(answer), "sections"):
        if "issues" in section:  # a section that found nothing may have none
            for each in readers.objects(section, "issues"):
                hint = IssueHint.from_json(each)
                found.setdefault(hint.id, hint)
    return tuple(found.values())

"""Suggestions while a user types: issues, and values of a field. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get issue picker suggestions", "Get field auto
complete suggestions". Both mark what matched with HTML, which never leaves this module.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Self

from integrations.jira import jql_building, json_readers
from integrations.jira.api_call import Call, path_of

_TAG = re.compile(r"</?b>", re.IGNORECASE)


@dataclass(frozen=True)
class IssueHint:
    """A suggested issue."""

    id: str
    key: str
    summary: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a SuggestedIssue."""
        return cls(
            id=str(json_readers.number(data, "id")),
            key=json_readers.text(data, "key"),
            summary=json_readers.optional_text(data, "summaryText"),
        )


@dataclass(frozen=True)
class Suggestion:
    """A value of a field, and its name for people."""

    value: str
    label: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an AutoCompleteSuggestion. A value that JQL must quote comes in quotes, with escapes."""
        value = jql_building.unquoted(json_readers.text(data, "value"))
        return cls(value, plain(json_readers.optional_text(data, "displayName")) or value)


def plain(markup: str) -> str:
    """The text of a suggestion without the <b> that marks the match."""
    return unescape(_TAG.sub("", markup)).strip()


def issues(project_key: str, query: str) -> Call[tuple[IssueHint, ...]]:
    """Issues that contain *query*: recently viewed ones, and those of the project ("": of all projects)."""
    asked: dict[str, str | int] = {"query": query, "showSubTasks": "true"}
    if project_key:
        asked["currentJQL"] = (
            f"{jql_building.clause('project', '=', project_key)} ORDER BY updated DESC"
        )
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
            Suggestion.from_json(each)
            for each in json_readers.objects(json_readers.mapping(answer), "results")
        ),
    )


def _read_issues(answer: Any) -> tuple[IssueHint, ...]:
    """Both sections, each issue once."""
    found: dict[str, IssueHint] = {}
    for section in json_readers.objects(json_readers.mapping(answer), "sections"):
        if "issues" in section:  # a section without results may lack it
            for each in json_readers.objects(section, "issues"):
                hint = IssueHint.from_json(each)
                found.setdefault(hint.id, hint)
    return tuple(found.values())

"""Links between issues. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get issue link types", "Create issue link",
"Get issue".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of


@dataclass(frozen=True)
class LinkType:
    """A link type. One issue `outward` ("blocks") the other, which `inward` ("is blocked by") the first."""

    id: str
    name: str
    inward: str
    outward: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an IssueLinkType."""
        return cls(
            id=json_readers.text(data, "id"),
            name=json_readers.text(data, "name"),
            inward=json_readers.text(data, "inward"),
            outward=json_readers.text(data, "outward"),
        )


@dataclass(frozen=True)
class Link:
    """A link as one of its issues shows it. `outward`: this issue "blocks" `other_key`."""

    id: str
    type_id: str
    outward: bool
    other_key: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an IssueLink, which names the other issue alone."""
        outward = "outwardIssue" in data
        other = json_readers.mapping(
            data.get("outwardIssue" if outward else "inwardIssue"), "the linked issue"
        )
        kind = json_readers.mapping(data.get("type"), "'type'")
        return cls(
            json_readers.text(data, "id"),
            json_readers.text(kind, "id"),
            outward,
            json_readers.text(other, "key"),
        )


def types() -> Call[tuple[LinkType, ...]]:
    """Every link type of the site. 404: links are off."""
    return Call(
        operation="getIssueLinkTypes",
        method="GET",
        path=path_of("issueLinkType"),
        read=lambda answer: tuple(
            LinkType.from_json(each)
            for each in json_readers.objects(json_readers.mapping(answer), "issueLinkTypes")
        ),
    )


def create(type_id: str, inward_key: str, outward_key: str) -> Call[None]:
    """Link two issues, so that *inward_key* "blocks" *outward_key*. Repeating it changes nothing."""
    body = {
        "type": {"id": type_id},
        "inwardIssue": {"key": inward_key},
        "outwardIssue": {"key": outward_key},
    }
    return Call(
        operation="linkIssues",
        method="POST",
        path=path_of("issueLink"),
        json=body,
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 201 without a body
    )


def of_issue(key: str) -> Call[tuple[Link, ...]]:
    """Every link of an issue whose other end this user sees."""
    return Call(
        operation="getIssue",
        method="GET",
        path=path_of("issue", key),
        query={"fields": "issuelinks"},
        read=_read_of_issue,
    )


def _read_of_issue(answer: Any) -> tuple[Link, ...]:
    fields = json_readers.mapping(json_readers.mapping(answer).get("fields"), "'fields'")
    return tuple(Link.from_json(each) for each in json_readers.objects(fields, "issuelinks"))

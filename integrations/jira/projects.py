"""Projects and the user's permissions in them. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get projects paginated", "Get project", "Get my
permissions".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.createmeta import FieldMeta, IssueType

LARGEST_PAGE = 100


@dataclass(frozen=True)
class Project:
    """A project. Its key may change, its id does not. `types`: as found by a search, without descriptions."""

    id: str
    key: str
    name: str
    types: tuple[IssueType, ...] = ()
    kind: str = ""  # "software", "business" or "service_desk"

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a Project bean."""
        data = json_readers.mapping(answer, "the project")
        return cls(
            id=json_readers.text(data, "id"),
            key=json_readers.text(data, "key"),
            name=json_readers.text(data, "name"),
            kind=json_readers.optional_text(data, "projectTypeKey"),
        )


@dataclass(frozen=True)
class ProjectPage:
    """A page of matching projects, from `start`. `total` may change between pages."""

    projects: tuple[Project, ...]
    start: int
    total: int
    is_last: bool

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a PageBeanProject."""
        data = json_readers.mapping(answer)
        known: dict[IssueType, IssueType] = {}
        projects = tuple(_with_types(each, known) for each in json_readers.objects(data, "values"))
        start = json_readers.optional_number(data, "startAt") or 0
        total = json_readers.optional_number(data, "total")
        seen = start + len(projects)
        return cls(
            projects=projects,
            start=start,
            total=seen if total is None else total,
            is_last=data.get("isLast") is True or not projects,
        )


def _with_types(data: Mapping[str, Any], known: dict[IssueType, IssueType]) -> Project:
    """A project with its issue types. Most projects share types, so *known* keeps one copy of each."""
    types = [replace(IssueType.from_json(each), description="") for each in _types(data)]
    own = tuple(known.setdefault(each, each) for each in types)
    return replace(Project.from_json(data), types=own)


def _types(data: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return json_readers.objects(data, "issueTypes") if "issueTypes" in data else ()


def search(query: str, start: int, limit: int, *, types: bool = False) -> Call[ProjectPage]:
    """Projects in which the user may create issues, by name. *query*: a part of key or name. *types*: include types."""
    asked: dict[str, str | int] = {
        "action": "create",
        "orderBy": "name",
        "startAt": start,
        "maxResults": min(limit, LARGEST_PAGE),
    }
    if query:
        asked["query"] = query
    if types:
        asked["expand"] = "issueTypes"
    return Call(
        operation="searchProjects",
        method="GET",
        typed=bool(query),
        path=path_of("project", "search"),
        query=asked,
        read=ProjectPage.from_json,
    )


def get(key_or_id: str) -> Call[Project]:
    """One project."""
    return Call(
        operation="getProject",
        method="GET",
        path=path_of("project", key_or_id),
        read=Project.from_json,
    )


def of_form(metas: Iterable[FieldMeta], key_or_id: str) -> Project | None:
    """The project of a create form, from the form's field `project`. None where the field does not name it.

    A renamed project still answers to its old key, so a single project counts whatever its key.
    """
    field = next((each for each in metas if each.schema.system == "project"), None)
    named = field.allowed_values if field is not None else None
    own = [each for each in named or () if key_or_id.upper() in (each.get("key"), each.get("id"))]
    one = own or named or ()
    try:
        return Project.from_json(one[0]) if len(one) == 1 else None
    except json_readers.MalformedError:
        return None


def permissions(project_key: str, names: tuple[str, ...]) -> Call[dict[str, bool]]:
    """Whether the user has each permission of *names* (such as BROWSE_PROJECTS) in the project."""
    return Call(
        operation="getMyPermissions",
        method="GET",
        path=path_of("mypermissions"),
        query={"projectKey": project_key, "permissions": ",".join(names)},
        read=_read_permissions,
    )


def permissions_on_issue(key: str, names: tuple[str, ...]) -> Call[dict[str, bool]]:
    """The same on one issue, by key or id. 404: it is not visible."""
    return Call(
        operation="getMyPermissions",
        method="GET",
        path=path_of("mypermissions"),
        query={
            "issueId" if key.isdecimal() else "issueKey": key,
            "permissions": ",".join(names),
        },
        read=_read_permissions,
    )


def _read_permissions(answer: Any) -> dict[str, bool]:
    given = json_readers.mapping(json_readers.mapping(answer).get("permissions"), "'permissions'")
    return {
        name: isinstance(permission, Mapping) and permission.get("havePermission") is True
        for name, permission in given.items()
    }

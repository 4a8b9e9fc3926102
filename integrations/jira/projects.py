"""Projects and what the user may do in them. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get projects paginated", "Get project", "Get my
permissions".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from integrations.jira import readers
from integrations.jira.calls import Call, path_of
from integrations.jira.createmeta import FieldMeta, IssueType

LARGEST_PAGE = 100


@dataclass(frozen=True)
class Project:
    """A project; its key may change, its id does not. `types`: as a search tells them, without descriptions."""

    id: str
    key: str
    name: str
    types: tuple[IssueType, ...] = ()

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a Project bean."""
        data = readers.mapping(answer, "the project")
        return cls(
            id=readers.text(data, "id"), key=readers.text(data, "key"), name=readers.text(data, "name")
        )


@dataclass(frozen=True)
class ProjectPage:
    """A part of the projects that match, from `start`; `total` may shrink and grow while one pages."""

    projects: tuple[Project, ...]
    start: int
    total: int
    is_last: bool

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read a PageBeanProject."""
        data = readers.mapping(answer)
        known: dict[IssueType, IssueType] = {}
        projects = tuple(_with_types(each, known) for each in readers.objects(data, "values"))
        start = readers.optional_number(data, "startAt") or 0
        total = readers.optional_number(data, "total")
        seen = start + len(projects)
        return cls(
            projects=projects,
            start=start,
            total=seen if total is None else total,
            is_last=data.get("isLast") is True or not projects,
        )


def _with_types(data: Mapping[str, Any], known: dict[IssueType, IssueType]) -> Project:
    """A project with what may be filed there. Most share their types: *known* keeps one of each for all of them."""
    types = [replace(IssueType.from_json(each), description="") for each in _types(data)]
    own = tuple(known.setdefault(each, each) for each in types)
    return replace(Project.from_json(data), types=own)


def _types(data: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return readers.objects(data, "issueTypes") if "issueTypes" in data else ()


def search(query: str, start: int, limit: int, *, types: bool = False) -> Call[ProjectPage]:
    """Projects in which the user may create issues, whose key or name contains *query*, by name; with their *types*."""
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
        operation="getProject", method="GET", path=path_of("project", key_or_id), read=Project.from_json
    )


def of_form(metas: Iterable[FieldMeta], key_or_id: str) -> Project | None:
    """The project that a create form is for, as the form's own field `project` names it; None where it does not.

    A project that was renamed still answers to its old key, so the only one there is counts whatever it is called.
    """
    field = next((each for each in metas if each.schema.system == "project"), None)
    named = field.allowed_values if field is not None else None
    own = [each for each in named or () if key_or_id.upper() in (each.get("key"), each.get("id"))]
    one = own or named or ()
    try:
        return Project.from_json(one[0]) if len(one) == 1 else None
    except readers.MalformedError:
        return None


def permissions(project_key: str, names: tuple[str, ...]) -> Call[dict[str, bool]]:
    """Whether the user has each of the permissions called *names* (such as BROWSE_PROJECTS) in the project."""
    return Call(
        operation="getMyPermissions",
        method="GET",
        path=path_of("mypermissions"),
        query={"projectKey": project_key, "permissions": ",".join(names)},
        read=_read_permissions,
    )


def _read_permissions(answer: Any) -> dict[str, bool]:
    given = readers.mapping(readers.mapping(answer).get("permissions"), "'permissions'")
    return {
        name: isinstance(permission, Mapping) and permission.get("havePermission") is True
        for name, permission in given.items()
    }

"""The service desks of a site and their request types, by ids that differ from those of projects and issue types."""

from dataclasses import replace

from sandbox.jira.model import IssueType, Project
from sandbox.jira.operation import Call
from sandbox.jira.permissions import may
from sandbox.jira.request_context import Place


def desk_number(project: Project) -> str:
    """The id of a project's desk."""
    return f"9{project.number}"


def type_number(kind: IssueType) -> str:
    """The id of the request type that makes issues of this type."""
    return f"8{kind.id}"


def portal(call: Call) -> Place:
    """The caller at the portal: customers may raise requests there, in text instead of documents."""
    return replace(call.place, version=2, portal=True)


def desks(call: Call) -> list[Project]:
    """The service projects in which the caller may raise requests."""
    place = portal(call)
    return [
        one
        for one in call.jira.projects_of(call.site_id)
        if one.kind == "service_desk" and may(place, "CREATE_ISSUES", one)
    ]


def desk_named(call: Call, number: object) -> Project | None:
    """The service desk with this id."""
    return next((one for one in desks(call) if desk_number(one) == str(number)), None)


def type_named(call: Call, desk: Project, number: object) -> IssueType | None:
    """The request type of a desk with this id. Each makes issues of one type."""
    return next((one for one in types_of(call, desk) if type_number(one) == str(number)), None)


def types_of(call: Call, desk: Project) -> list[IssueType]:
    """The request types of a desk."""
    return [one for one in call.jira.types_of(desk) if one.level == 0]

"""Projects: search, list, and their parts."""

from typing import Any

from sandbox.jira import object_json, standard_objects
from sandbox.jira.messages import Refused
from sandbox.jira.model import Project
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.scopes import PERSON, PROJECT, READ
from sandbox.jira.paging import page_bean
from sandbox.jira.permissions import may

ACTIONS = {
    "create": "CREATE_ISSUES",
    "edit": "ADMINISTER_PROJECTS",
    "browse": "BROWSE_PROJECTS",
    "view": "BROWSE_PROJECTS",
}


def project_named(call: Call) -> Project:
    """The project in the path. Raises Problem 404 unless the caller may browse it."""
    name = call.path["project"]
    project = call.jira.project(call.site_id, name)
    if project is None or not may(call.place, "BROWSE_PROJECTS", project):
        raise Problem(404, Refused("no_project", key=name))
    return project


def project_shape(call: Call, project: Project, *, full: bool = False) -> dict[str, Any]:
    """A project of a list; `full` as `GET /project/{key}` shows it."""
    shape = object_json.project(call.place, project)
    shape |= {
        "style": "classic",
        "isPrivate": False,
        "properties": {},
        "expand": "description,lead,issueTypes",
    }
    expand = call.listed("expand")
    if full or "issueTypes" in expand:
        types = call.jira.types_of(project)
        shape["issueTypes"] = [object_json.issue_type(call.place, one) for one in types]
    if full or "description" in expand:
        shape["description"] = f"The project {project.name}."
    lead = call.jira.account(project.lead)
    if lead is not None and (full or "lead" in expand):
        shape["lead"] = object_json.user(call.place, lead)
    if full:
        shape["components"] = [object_json.component(call.place, one) for one in project.components]
        shape["versions"] = [object_json.version(call.place, one) for one in project.versions]
        shape["assigneeType"] = "UNASSIGNED"
    return shape


NONE_FOUND = {"maxResults": 50, "startAt": 0, "total": 0, "isLast": True, "values": []}


@operation("GET", "/project/search", classic=READ, granular=PROJECT, anonymous=NONE_FOUND)
def search_projects(call: Call) -> Answer:
    """Projects by `query`, `keys`, `id`, and by what the caller may do there (`action`), in pages."""
    wanted, keys, ids = call.query("query").lower(), call.listed("keys"), call.listed("id")
    permission = ACTIONS.get(call.query("action", "view"))
    if permission is None:
        raise Refused("bad_body")
    found = [
        one
        for one in call.jira.projects_of(call.site_id)
        if may(call.place, permission, one)
        and (not wanted or wanted in one.name.lower() or wanted in one.key.lower())
        and (not keys or one.key in keys)
        and (not ids or one.number in ids)
    ]
    order = call.query("orderBy", "key")
    if order.lstrip("+- ") == "name":
        found.sort(key=lambda one: one.name.lower())
    if order.startswith("-"):
        found.reverse()
    page = page_bean(call, "/project/search", found, default=50, most=100)
    page["values"] = [project_shape(call, one) for one in page["values"]]
    return page


@operation("GET", "/project", classic=READ, granular=PROJECT)
def get_all_projects(call: Call) -> Answer:
    """All projects that the caller may browse."""
    projects = call.jira.projects_of(call.site_id)
    return [project_shape(call, one) for one in projects if may(call.place, "BROWSE_PROJECTS", one)]


@operation("GET", "/project/<project>", classic=READ, granular=PROJECT)
def get_project(call: Call) -> Answer:
    """One project with its components, versions and issue types."""
    return project_shape(call, project_named(call), full=True)


@operation(
    "GET",
    "/project/<project>/components",
    classic=READ,
    granular=f"{PERSON} read:project:jira read:project.component:jira",
)
def get_project_components(call: Call) -> Answer:
    """All components."""
    project = project_named(call)
    facts = {"project": project.key, "projectId": int(project.number), "isAssigneeTypeValid": False}
    return [object_json.component(call.place, one) | facts for one in project.components]


@operation("GET", "/project/<project>/versions", classic=READ, granular="read:project-version:jira")
def get_project_versions(call: Call) -> Answer:
    """All versions, archived ones too."""
    project = project_named(call)
    return [
        object_json.version(call.place, one) | {"projectId": int(project.number)}
        for one in project.versions
    ]


@operation(
    "GET",
    "/project/<project>/statuses",
    classic=READ,
    granular="read:issue-status:jira read:issue-type:jira read:status:jira",
)
def get_all_statuses(call: Call) -> Answer:
    """The statuses of each issue type."""
    statuses = [object_json.status(call.place, one) for one in standard_objects.STATUSES]
    shown = []
    for one in call.jira.types_of(project_named(call)):
        shape = object_json.issue_type(call.place, one)
        shown.append(
            {name: shape[name] for name in ("self", "id", "name", "subtask")}
            | {"statuses": statuses}
        )
    return shown

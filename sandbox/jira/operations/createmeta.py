"""Create metadata: the issue types of a project, and their fields."""

from typing import Any

from flask import Response

from sandbox.jira import object_json
from sandbox.jira.fields import KINDS, metadata
from sandbox.jira.messages import Refused
from sandbox.jira.model import IssueType, Project
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.scopes import CREATEMETA, READ
from sandbox.jira.paging import cut
from sandbox.jira.permissions import may
from sandbox.jira.validate_values import screen_of

MOST = 200


def project_for_creating(call: Call) -> Project | Response:
    """The project, or a 404 for callers who may not create issues there (its body: knob `createmeta_denied`)."""
    project = call.jira.project(call.site_id, call.path["project"])
    if project is not None and may(call.place, "CREATE_ISSUES", project):
        return project
    if call.world.config.createmeta_denied == "empty":
        return Response(status=404)
    raise Problem(404, Refused("may_not_create"))


def check_page(call: Call) -> None:
    """At most 200 a page. Raises Problem with Jira's body."""
    if call.number("maxResults", 50) > MOST:
        code = {"empty": False, "present": True}
        raise Problem(400, Refused("max_results", limit=MOST), httpStatusCode=code)


@operation("GET", "/issue/createmeta/<project>/issuetypes", classic=READ, granular=CREATEMETA)
def get_create_meta_issue_types(call: Call) -> Answer:
    """The issue types that may be created in a project."""
    check_page(call)
    project = project_for_creating(call)
    if isinstance(project, Response):
        return project
    types, facts = cut(call, call.jira.types_of(project), 50, MOST)
    return page(
        call, "issueTypes", [object_json.issue_type(call.place, one) for one in types], facts
    )


@operation(
    "GET", "/issue/createmeta/<project>/issuetypes/<type_id>", classic=READ, granular=CREATEMETA
)
def get_create_meta_fields(call: Call) -> Answer:
    """The fields of the create screen of an issue type."""
    check_page(call)
    project = project_for_creating(call)
    if isinstance(project, Response):
        return project
    for one in call.jira.types_of(project):
        if one.id == call.path["type_id"]:
            fields, facts = cut(call, fields_of(call, project, one), 50, MOST)
            return page(call, "fields", fields, facts)
    raise Problem(404, Refused("type_invalid"))


def page(call: Call, name: str, items: list[Any], facts: dict[str, int]) -> dict[str, Any]:
    """A page of `items` under the name that Cloud gives it; Data Center calls it `values`."""
    if call.place.data_center:
        last = facts["startAt"] + len(items) >= facts["total"]
        return {**facts, "isLast": last, "values": items}
    return {name: items, **facts}


def fields_of(call: Call, project: Project, issue_type: IssueType) -> list[dict[str, Any]]:
    """FieldCreateMetadata of every field that the caller sees on the screen."""
    place = call.place.within(project, issue_type)
    return [metadata(KINDS[one.kind], one, item, place) for item, one in screen_of(place).values()]


@operation("GET", "/issue/createmeta", classic=READ, granular=CREATEMETA)
def get_create_meta(call: Call) -> Answer:
    """The old, deprecated form, which other clients still use. Fields only when expanded."""
    wanted = call.listed("projectKeys") + call.listed("projectIds")
    type_ids, type_names = call.listed("issuetypeIds"), call.listed("issuetypeNames")
    shown = []
    for project in call.jira.projects_of(call.site_id):
        if (wanted and not {project.key, project.number} & set(wanted)) or not may(
            call.place, "CREATE_ISSUES", project
        ):
            continue
        types = [
            one
            for one in call.jira.types_of(project)
            if not (type_ids or type_names) or one.id in type_ids or one.name in type_names
        ]
        shape = object_json.project(call.place, project)
        entry = {name: shape[name] for name in ("self", "id", "key", "name", "avatarUrls")}
        shown.append(entry | {"issuetypes": [_old_type(call, project, one) for one in types]})
    return {"expand": "projects", "projects": shown}


def _old_type(call: Call, project: Project, one: IssueType) -> dict[str, Any]:
    shape = object_json.issue_type(call.place, one)
    if "projects.issuetypes.fields" not in call.listed("expand"):
        return shape
    fields = {field.pop("fieldId"): field for field in fields_of(call, project, one)}
    return shape | {"expand": "fields", "fields": fields}

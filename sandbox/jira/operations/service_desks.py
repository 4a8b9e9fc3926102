"""Service desks, their request types with fields, and raising requests. Each type of a service project is one.

Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Servicedesk" and "Request".
"""

from dataclasses import replace
from typing import Any

from flask import Response

from sandbox.jira import object_json
from sandbox.jira.create import checked, create
from sandbox.jira.fields import KINDS
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field, Issue, IssueType, OnScreen, Project
from sandbox.jira.operation import SERVICE_DESK, Answer, Call, Problem, operation
from sandbox.jira.operations.service_requests import READ, WRITE, licensed, refuse
from sandbox.jira.permissions import may
from sandbox.jira.request_context import Place

_DESK = "read:servicedesk:jira-service-management"
_TYPE = "read:requesttype:jira-service-management"
_REQUEST = "write:request:jira-service-management read:request:jira-service-management"
# Not asked in a portal.
_NEVER = {
    "project",
    "issuetype",
    "reporter",
    "issuelinks",
    "parent",
    "attachment",
    "comment",
    "worklog",
}


def paged(call: Call, items: list[Any]) -> dict[str, Any]:
    """A PagedDTO."""
    start, limit = call.number("start", 0), min(call.number("limit", 50), 100)
    values = items[start : start + limit]
    last = start + limit >= len(items)
    facts = {"size": len(values), "start": start, "limit": limit, "isLastPage": last}
    return {**facts, "values": values, "_links": {}}


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
    return next((one for one in desks(call) if one.number == str(number)), None)


def type_named(call: Call, desk: Project, number: object) -> IssueType | None:
    """The request type of a desk with this id, which is that of its issue type."""
    return next((one for one in types_of(call, desk) if one.id == str(number)), None)


def types_of(call: Call, desk: Project) -> list[IssueType]:
    """The request types of a desk."""
    return [one for one in call.jira.types_of(desk) if one.level == 0]


@operation("GET", "/servicedesk", classic=READ, granular=_DESK, api=SERVICE_DESK)
@licensed
def get_service_desks(call: Call) -> Answer:
    """The desks of the site."""
    return paged(
        call,
        [
            {
                "id": one.number,
                "projectId": one.number,
                "projectName": one.name,
                "projectKey": one.key,
                "_links": {},
            }
            for one in desks(call)
        ],
    )


@operation("GET", "/servicedesk/<desk>/requesttype", classic=READ, granular=_TYPE, api=SERVICE_DESK)
@licensed
def get_request_types(call: Call) -> Answer:
    """The request types of a desk."""
    desk = desk_named(call, call.path["desk"])
    if desk is None:
        return refuse(call, 404, Refused("no_project", key=call.path["desk"]))
    return paged(
        call,
        [
            {
                "id": one.id,
                "name": one.name,
                "description": one.description,
                "helpText": "",
                "issueTypeId": one.id,
                "serviceDeskId": desk.number,
                "portalId": "1",
                "groupIds": ["1"],
                "canCreateRequest": True,
                "restrictionStatus": "OPEN",
                "_links": {},
            }
            for one in types_of(call, desk)
        ],
    )


@operation(
    "GET",
    "/servicedesk/<desk>/requesttype/<kind>/field",
    classic=READ,
    granular=_TYPE,
    api=SERVICE_DESK,
)
@licensed
def get_request_type_fields(call: Call) -> Answer:
    """The fields of a request type."""
    desk = desk_named(call, call.path["desk"])
    kind = type_named(call, desk, call.path["kind"]) if desk else None
    if desk is None or kind is None:
        return refuse(call, 404, Refused("no_project", key=call.path["desk"]))
    place = portal(call).within(desk, kind)
    agent = call.place.caller.id not in call.place.config.customers
    return {
        "requestTypeFields": [field_shape(place, *each) for each in screen_of(call, desk, kind)],
        "canRaiseOnBehalfOf": agent,
        "canAddRequestParticipants": agent,
    }


def screen_of(call: Call, desk: Project, kind: IssueType) -> list[tuple[OnScreen, Field]]:
    """The fields that a request type asks for."""
    fields = call.jira.fields_of(call.site_id)
    return [
        (item, fields[item.field_id])
        for item in call.jira.screen(desk, kind.id)
        if item.field_id in fields and item.field_id not in _NEVER
    ]


def field_shape(place: Place, item: OnScreen, field: Field) -> dict[str, Any]:
    """A RequestTypeFieldDTO."""
    kind = KINDS[field.kind]
    allowed = kind.details(field, place).get("allowedValues") or []
    return {
        "fieldId": field.field_id,
        "name": field.name,
        "description": "",
        "required": item.required,
        "visible": True,
        "defaultValues": [],
        "presetValues": [],
        "validValues": [valid_value(each) for each in allowed],
        "jiraSchema": kind.schema(field),
    }


def valid_value(allowed: dict[str, Any]) -> dict[str, Any]:
    """A RequestTypeFieldValueDTO of one of createmeta's allowed values."""
    return {
        "value": str(allowed["id"]),
        "label": str(allowed.get("name") or allowed.get("value")),
        "children": [valid_value(each) for each in allowed.get("children", ())],
    }


@operation("POST", "/request", classic=WRITE, granular=_REQUEST, api=SERVICE_DESK)
@licensed
def create_customer_request(call: Call) -> Answer:
    """Raise a request: 201."""
    fields = fields_of(call)
    if isinstance(fields, Response):
        return fields
    try:
        made = create(portal(call), {"fields": fields})
    except Problem as problem:
        return refuse(call, 400, [*problem.messages, *problem.errors.values()][0])
    other = call.body().get("raiseOnBehalfOf")
    if other is not None:
        made.reporter = str(other)
        call.jira.keep(made)
    return request_shape(call, made), 201


@operation("POST", "/request/validate", classic=WRITE, granular=_REQUEST, api=SERVICE_DESK)
@licensed
def validate_customer_request(call: Call) -> Answer:
    """Check what would be raised, and raise nothing."""
    fields = fields_of(call)
    if isinstance(fields, Response):
        return fields
    try:
        checked(portal(call), {"fields": fields})
    except Problem as problem:
        return refuse(call, 400, [*problem.messages, *problem.errors.values()][0])
    return None, 204


@operation("GET", "/request", classic=READ, granular=_REQUEST, api=SERVICE_DESK)
@licensed
def get_customer_requests(call: Call) -> Answer:
    """The requests that the caller reported, the newest first, of one desk and type."""
    me, desk, kind = call.place.caller.id, call.query("serviceDeskId"), call.query("requestTypeId")
    named = {
        one.number for one in call.jira.projects_of(call.site_id) if one.kind == "service_desk"
    }
    mine = [
        one
        for one in reversed(call.jira.issues_of(call.site_id))
        if one.reporter == me
        and one.project_id in ({desk} & named if desk else named)
        and kind in ("", one.type_id)
    ]
    return paged(call, [request_shape(call, one) for one in mine])


def fields_of(call: Call) -> dict[str, JSON] | Response:
    """The fields of the issue that the body asks for, or why not."""
    body = call.body()
    desk = desk_named(call, body.get("serviceDeskId"))
    kind = type_named(call, desk, body.get("requestTypeId")) if desk else None
    values, other = body.get("requestFieldValues"), body.get("raiseOnBehalfOf")
    if desk is None or kind is None or not isinstance(values, dict):
        return refuse(call, 400, Refused("bad_body"))
    if other is not None and call.place.caller.id in call.place.config.customers:
        return refuse(call, 403, Refused("may_not_create"))
    if other is not None and call.jira.account(str(other)) is None:
        return refuse(call, 400, Refused("no_user"))
    asked = {item.field_id for item, _field in screen_of(call, desk, kind)}
    if unknown := sorted(set(values) - asked):
        return refuse(call, 400, Refused("not_on_screen", field=unknown[0]))
    return {**values, "project": {"id": desk.number}, "issuetype": {"id": kind.id}}


def request_shape(call: Call, one: Issue) -> dict[str, Any]:
    """A CustomerRequestDTO."""
    place = call.place
    reporter = place.jira.account(one.reporter) if one.reporter else None
    created = {
        "iso8601": place.stamp(one.created),
        "epochMillis": int(one.created.timestamp() * 1000),
    }
    shown = {name: one.fields.get(name) for name in ("summary", "description")}
    return {
        "issueId": str(one.number),
        "issueKey": one.key,
        "requestTypeId": one.type_id,
        "serviceDeskId": one.project_id,
        "createdDate": created,
        "reporter": object_json.user(place, reporter) if reporter else None,
        "requestFieldValues": [
            {"fieldId": name, "label": name.title(), "value": value}
            for name, value in shown.items()
            if value is not None
        ],
        "currentStatus": {"status": "Waiting for support"},
        "_links": {"web": f"{place.site.url}/servicedesk/customer/portal/1/{one.key}"},
    }

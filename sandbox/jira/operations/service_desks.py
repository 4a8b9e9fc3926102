"""Service desks, their request types with fields, and raising requests. Each type of a service project is one.

Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Servicedesk" and "Request".
"""

from datetime import timedelta
from typing import Any

from flask import Response

from sandbox.jira import object_json
from sandbox.jira.create import checked, create
from sandbox.jira.fields import KINDS
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field, Issue, IssueType, OnScreen, Project
from sandbox.jira.operation import SERVICE_DESK, Answer, Call, Problem, operation
from sandbox.jira.operations.request_attachments import attach, temporary_files
from sandbox.jira.operations.service_desk_places import (
    desk_named,
    desk_number,
    desks,
    portal,
    type_named,
    type_number,
    types_of,
)
from sandbox.jira.operations.service_requests import (
    READ,
    WRITE,
    licensed,
    moment,
    paged,
    refuse,
)
from sandbox.jira.permissions import sees
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
    "comment",
    "worklog",
}


@operation("GET", "/servicedesk", classic=READ, granular=_DESK, api=SERVICE_DESK)
@licensed
def get_service_desks(call: Call) -> Answer:
    """The desks of the site."""
    return paged(
        call,
        [
            {
                "id": desk_number(one),
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
                "id": type_number(one),
                "name": one.name,
                "description": one.description,
                "helpText": "",
                "issueTypeId": one.id,
                "serviceDeskId": desk_number(desk),
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
    files, sent = [], call.body()["requestFieldValues"].get("attachment")
    try:
        checked(portal(call), {"fields": fields})
        if sent is not None:
            found = temporary_files(call, fields["project"]["id"], sent)
            if isinstance(found, Response):
                return found
            files = found
        made = create(portal(call), {"fields": fields})
    except Problem as problem:
        return refuse(call, 400, [*problem.messages, *problem.errors.values()][0])
    attach(call, made, files)
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
    """Requests of one desk and type, the last changed first: those that the caller reported, or all that they see.

    Which requests an agent owns who raised them for others is not documented: here none. The list comes from the
    search index, which lags.
    """
    me, desk, kind = call.place.caller.id, call.query("serviceDeskId"), call.query("requestTypeId")
    whose = call.query("requestOwnership", "ALL_REQUESTS")
    if whose not in ("OWNED_REQUESTS", "ALL_REQUESTS"):
        return refuse(call, 400, Refused("bad_body"))
    named = {
        one.number: desk_number(one)
        for one in call.jira.projects_of(call.site_id)
        if one.kind == "service_desk"
    }
    own = whose == "OWNED_REQUESTS" or me in call.place.config.customers
    indexed = call.place.now - timedelta(seconds=call.world.config.index_lag_seconds)
    found = [
        one
        for one in call.jira.issues_of(call.site_id)
        if (one.reporter == me if own else sees(call.place, one))
        and not one.archived
        and one.created <= indexed
        and desk in ("", named.get(one.project_id))
        and one.project_id in named
        and kind in ("", f"8{one.type_id}")
    ]
    found.sort(key=lambda one: one.updated, reverse=True)
    return paged(call, [request_shape(call, one) for one in found])


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
    sent = {name: value for name, value in values.items() if name != "attachment"}
    return {**sent, "project": {"id": desk.number}, "issuetype": {"id": kind.id}}


def request_shape(call: Call, one: Issue) -> dict[str, Any]:
    """A CustomerRequestDTO."""
    place = call.place
    reporter = place.jira.account(one.reporter) if one.reporter else None
    shown = {name: one.fields.get(name) for name in ("summary", "description")}
    return {
        "issueId": str(one.number),
        "issueKey": one.key,
        "requestTypeId": f"8{one.type_id}",
        "serviceDeskId": f"9{one.project_id}",
        "createdDate": moment(place, one.created),
        "reporter": object_json.user(place, reporter) if reporter else None,
        "requestFieldValues": [
            {"fieldId": name, "label": name.title(), "value": value}
            for name, value in shown.items()
            if value is not None
        ],
        "currentStatus": {"status": "Waiting for support"},
        "_links": {"web": f"{place.site.url}/servicedesk/customer/portal/1/{one.key}"},
    }

"""Short lists: priorities, statuses, resolutions, link types, fields, labels."""

from typing import Any

from sandbox.jira import object_json, standard_objects
from sandbox.jira.fields import KINDS
from sandbox.jira.operation import Answer, Call, operation
from sandbox.jira.operations.scopes import READ
from sandbox.jira.paging import page_bean

COMPUTED = {
    "issuekey": ("Key", ""),
    "status": ("Status", "status"),
    "creator": ("Creator", "user"),
    "created": ("Created", "datetime"),
    "updated": ("Updated", "datetime"),
}
"""Fields that are on no screen: id -> (name, schema type)."""


@operation("GET", "/priority", classic=READ, granular="read:priority:jira")
def get_priorities(call: Call) -> Answer:
    """All priorities."""
    return [object_json.full_priority(call.place, one) for one in standard_objects.PRIORITIES]


@operation("GET", "/priority/search")
def search_priorities(call: Call) -> Answer:
    """Priorities by `priorityName` or `id`, in pages."""
    wanted, ids = call.query("priorityName").lower(), call.listed("id")
    found = [
        object_json.full_priority(call.place, one)
        for one in standard_objects.PRIORITIES
        if wanted in one.name.lower()
        and (not ids or one.id in ids)
        and (call.query("onlyDefault") != "true" or one.id == standard_objects.DEFAULT_PRIORITY)
    ]
    return page_bean(call, "/priority/search", found)


@operation("GET", "/status", classic=READ, granular="read:status:jira")
def get_statuses(call: Call) -> Answer:
    """All statuses."""
    return [object_json.status(call.place, one) for one in standard_objects.STATUSES]


@operation("GET", "/resolution", classic=READ, granular="read:resolution:jira")
def get_resolutions(call: Call) -> Answer:
    """All resolutions."""
    return [object_json.resolution(call.place, one) for one in standard_objects.RESOLUTIONS]


@operation("GET", "/issueLinkType", classic=READ, granular="read:issue-link-type:jira")
def get_issue_link_types(call: Call) -> Answer:
    """All kinds of links."""
    return {
        "issueLinkTypes": [
            object_json.link_type(call.place, one) for one in standard_objects.LINK_TYPES
        ]
    }


@operation(
    "GET",
    "/field",
    classic=READ,
    granular="read:field:jira read:avatar:jira read:project-category:jira read:project:jira"
    " read:field-configuration:jira",
)
def get_fields(call: Call) -> Answer:
    """All fields, system and custom."""
    shown: list[dict[str, Any]] = []
    for field_id, (name, kind) in COMPUTED.items():
        shape = _field(field_id, name, [field_id])
        shown.append(shape | {"schema": {"type": kind, "system": field_id}} if kind else shape)
    for field_id, one in call.jira.fields_of(call.site_id).items():
        clauses = [f"cf[{one.custom_number}]", one.name] if one.custom_number else [field_id]
        shown.append(_field(field_id, one.name, clauses) | {"schema": KINDS[one.kind].schema(one)})
    return shown


def _field(field_id: str, name: str, clauses: list[str]) -> dict[str, Any]:
    return {
        "id": field_id,
        "key": field_id,
        "name": name,
        "custom": field_id.startswith("customfield_"),
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": clauses,
    }


@operation("GET", "/label", classic=READ, granular="read:label:jira")
def get_all_labels(call: Call) -> Answer:
    """All labels, in pages of 1000."""
    return page_bean(call, "/label", call.jira.labels_of(call.site_id), default=1000)

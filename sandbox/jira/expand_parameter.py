"""What `expand` adds to an issue: names, schema, rendered fields, transitions, operations, editmeta, changelog."""

from typing import Any

from sandbox.jira.changelog_json import history_shape
from sandbox.jira.fields import KINDS
from sandbox.jira.fields.base import edit_metadata
from sandbox.jira.fields.text import rendered
from sandbox.jira.history import entries_of
from sandbox.jira.model import JSON, Issue
from sandbox.jira.permissions import may
from sandbox.jira.request_context import Place
from sandbox.jira.validate_values import screen_of
from sandbox.jira.workflow import offered, transition_shape

EXPANDABLE = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
RICH = (KINDS["richtext"], KINDS["textarea"])
NAMES = {"watches": "Watchers", "subtasks": "Sub-tasks", "issuetype": "Issue Type"}
TYPES = {
    "status": {"type": "status"},
    "creator": {"type": "user"},
    "created": {"type": "datetime"},
    "updated": {"type": "datetime"},
    "watches": {"type": "watches"},
    "votes": {"type": "votes"},
    "subtasks": {"type": "array", "items": "issuelinks"},
}
"""Schemas of fields that are on no screen."""


def expanded(
    place: Place, issue: Issue, shown: dict[str, JSON], expand: list[str]
) -> dict[str, Any]:
    """The members that were asked for. `place` is narrowed to the issue's project."""
    more: dict[str, Any] = {}
    if "names" in expand:
        more["names"] = {name: name_of(place, name) for name in shown}
    if "schema" in expand:
        more["schema"] = schemas(place, shown)
    if "renderedFields" in expand:
        more["renderedFields"] = rendered_fields(place, issue, shown)
    if "transitions" in expand:
        with_fields = "transitions.fields" in expand
        more["transitions"] = [
            transition_shape(place, issue, one, with_fields=with_fields)
            for one in offered(place, issue)
        ]
    if "operations" in expand:
        more["operations"] = operations(place, issue)
    if "editmeta" in expand:
        more["editmeta"] = edit_meta(place)
    if "changelog" in expand:
        more["changelog"] = changelog(place, issue)
    return more


def name_of(place: Place, field_id: str) -> str:
    """The label of a field."""
    known = place.jira.fields_of(place.site.id).get(field_id)
    return known.name if known else NAMES.get(field_id, field_id.title())


def schemas(place: Place, shown: dict[str, JSON]) -> dict[str, Any]:
    """JsonTypeBean of every field shown."""
    fields = place.jira.fields_of(place.site.id)
    found: dict[str, Any] = {}
    for name in shown:
        if name in fields:
            found[name] = KINDS[fields[name].kind].schema(fields[name])
        elif name in TYPES:
            found[name] = TYPES[name] | {"system": name}
    return found


def rendered_fields(place: Place, issue: Issue, shown: dict[str, JSON]) -> dict[str, JSON]:
    """Rich text as HTML; null for what has no renderer."""
    fields = place.jira.fields_of(place.site.id)
    rich = {name for name in shown if name in fields and KINDS[fields[name].kind] in RICH}
    return {
        name: rendered(issue.fields[name]) if name in rich and issue.fields.get(name) else None
        for name in shown
    }


def edit_meta(place: Place) -> dict[str, Any]:
    """IssueUpdateMetadata: the fields of the edit screen that the caller may change. May be empty."""
    if not may(place, "EDIT_ISSUES", place.project):
        return {"fields": {}}
    return {
        "fields": {
            field_id: edit_metadata(KINDS[field.kind], field, item, place)
            for field_id, (item, field) in screen_of(place).items()
            if field_id not in ("project", "parent")
        }
    }


def changelog(place: Place, issue: Issue) -> dict[str, Any]:
    """PageOfChangelogs: the newest 100 changes, newest first."""
    entries = entries_of(place.jira, issue)
    newest = [history_shape(place, one) for one in reversed(entries[-100:])]
    return {
        "startAt": 0,
        "maxResults": len(newest),
        "total": len(entries),
        "histories": newest,
    }


RIGHTS = {
    "edit-issue": ("Edit", "EDIT_ISSUES"),
    "assign-issue": ("Assign", "ASSIGN_ISSUES"),
    "comment-issue": ("Comment", "ADD_COMMENTS"),
    "attach-file": ("Attach Files", "CREATE_ATTACHMENTS"),
    "link-issue": ("Link", "LINK_ISSUES"),
    "delete-issue": ("Delete", "DELETE_ISSUES"),
}


def operations(place: Place, issue: Issue) -> dict[str, Any]:
    """The links of the menus that Jira's own page shows to the caller."""
    links = [
        {"id": name, "label": label, "href": f"/secure/{name}!default.jspa?id={issue.number}"}
        for name, (label, right) in RIGHTS.items()
        if may(place, right, place.project)
    ]
    group = {"id": "operations-top-level", "links": links, "groups": []}
    return {
        "linkGroups": [
            {
                "id": "view.issue.opsbar",
                "links": [],
                "groups": [group],
            }
        ]
    }

"""An issue in Jira's JSON: the requested fields, each in its format."""

from typing import Any

from sandbox.jira import object_json, standard_objects
from sandbox.jira.comments import comment_shape
from sandbox.jira.expand_parameter import EXPANDABLE, expanded
from sandbox.jira.fields import KINDS
from sandbox.jira.fields.object_references import brief
from sandbox.jira.fields.text import show_rich_text
from sandbox.jira.model import JSON, Issue
from sandbox.jira.permissions import sees, sees_comment
from sandbox.jira.request_context import Place

EMPTY_LISTS = {"labels", "components", "fixVersions", "versions"}
"""System fields that read as [] rather than null when nothing is set."""


class Selection:
    """The fields that a client requests: names, `*all`, `*navigable`, and `-name` to exclude one."""

    def __init__(self, names: list[str], default: str = "*all") -> None:
        self.out = {name[1:] for name in names if name.startswith("-")}
        self.named = {name for name in names if not name.startswith(("-", "*"))}
        wild = any(name.startswith("*") for name in names)
        self.all = wild or (not self.named and default.startswith("*"))
        self.id_only = not self.all and self.named <= {"id"}

    def has(self, field_id: str) -> bool:
        """Whether this field is requested."""
        return (self.all or field_id in self.named) and field_id not in self.out


def issue_shape(
    place: Place,
    issue: Issue,
    selection: Selection,
    properties: list[str],
    expand: list[str] | None = None,
) -> dict[str, Any]:
    """An issue; `place` need not be narrowed to its project yet."""
    shape: dict[str, Any] = {"expand": EXPANDABLE, "id": str(issue.number)}
    if selection.id_only:
        shape = {"id": str(issue.number)}
    else:
        shape |= {"self": f"{place.base}/issue/{issue.number}", "key": issue.key}
        shape["fields"] = field_shapes(place.about(issue), issue, selection)
        shape |= expanded(place.about(issue), issue, shape["fields"], expand or [])
    if properties:
        wanted = issue.properties if "*all" in properties else properties
        shape["properties"] = {
            key: issue.properties[key] for key in wanted if key in issue.properties
        }
    return shape


def field_shapes(place: Place, issue: Issue, selection: Selection) -> dict[str, JSON]:
    """All requested fields. A field without a value is null, and one that cannot be loaded is left out."""
    shown: dict[str, JSON] = {}
    lost = place.jira.world.config.unloadable_fields or []
    for name, show in OWN.items():
        if selection.has(name) and name not in lost:
            shown[name] = show(place, issue)
    for field_id, one in place.jira.fields_of(issue.site_id).items():
        if field_id in OWN or not selection.has(field_id) or field_id in lost:
            continue
        stored = issue.fields.get(field_id)
        if stored is None:
            shown[field_id] = [] if field_id in EMPTY_LISTS else None
            continue
        value = KINDS[one.kind].read(one, stored, place)
        shown[field_id] = (
            [item for item in value if item is not None] if isinstance(value, list) else value
        )
    return shown


def _user(place: Place, account_id: str | None) -> JSON:
    account = place.jira.account(account_id) if account_id else None
    return object_json.user(place, account) if account else None


def _status(place: Place, issue: Issue) -> JSON:
    return next(
        object_json.status(place, one)
        for one in standard_objects.STATUSES
        if one.id == issue.status_id
    )


def _attachments(place: Place, issue: Issue) -> JSON:
    found = (place.jira.attachments.get(key) for key in issue.attachments)
    return [object_json.attachment(place, one) for one in found if one]


def _comments(place: Place, issue: Issue) -> JSON:
    seen = [one for one in issue.comments if sees_comment(place, one)]
    newest = seen[-20:]
    return {
        "comments": [comment_shape(place, issue.number, one) for one in newest],
        "self": f"{place.base}/issue/{issue.number}/comment",
        "maxResults": len(newest),
        "total": len(seen),
        "startAt": 0,
    }


def _worklogs(place: Place, issue: Issue) -> JSON:
    shown = []
    for one in issue.worklogs:
        entry = {
            "self": f"{place.base}/issue/{issue.number}/worklog/{one['id']}",
            "id": one["id"],
            "issueId": str(issue.number),
            "author": _user(place, one["author"]),
            "created": place.stamp(one["created"]),
            "timeSpent": one["text"],
            "timeSpentSeconds": one["seconds"],
        }
        if one["comment"] is not None:
            entry["comment"] = show_rich_text(one["comment"], place)
        shown.append(entry)
    return {"startAt": 0, "maxResults": 20, "total": len(shown), "worklogs": shown}


def _links(place: Place, issue: Issue) -> JSON:
    shown = []
    for one in issue.links:
        other = place.jira.issues.get(f"{issue.site_id}/{one.other}")
        if other is None or not sees(place, other):
            continue
        kind = next(kind for kind in standard_objects.LINK_TYPES if kind.id == one.type_id)
        entry = {
            "id": one.id,
            "self": f"{place.base}/issueLink/{one.id}",
            "type": object_json.link_type(place, kind),
        }
        shown.append(
            entry | {"outwardIssue" if one.outward else "inwardIssue": brief(other, place)}
        )
    return shown


def _subtasks(place: Place, issue: Issue) -> JSON:
    younger = place.jira.issues_of(issue.site_id, issue.created)
    own = (one for one in younger if one.fields.get("parent") == issue.number)
    return [brief(one, place) for one in own if sees(place, one)]


def _votes(place: Place, issue: Issue) -> JSON:
    return {
        "self": f"{place.base}/issue/{issue.key}/votes",
        "votes": len(issue.voters),
        "hasVoted": place.caller.id in issue.voters,
    }


def _watches(place: Place, issue: Issue) -> JSON:
    return {
        "self": f"{place.base}/issue/{issue.key}/watchers",
        "watchCount": len(issue.watchers),
        "isWatching": place.caller.id in issue.watchers,
    }


# fields whose value the issue itself holds, or that Jira computes
OWN = {
    "project": lambda place, issue: (
        object_json.project(place, place.project) if place.project else None
    ),
    "issuetype": lambda place, issue: (
        object_json.issue_type(place, place.issue_type) if place.issue_type else None
    ),
    "status": _status,
    "creator": lambda place, issue: _user(place, issue.creator),
    "reporter": lambda place, issue: _user(place, issue.reporter),
    "created": lambda place, issue: place.stamp(issue.created),
    "updated": lambda place, issue: place.stamp(issue.updated),
    "attachment": _attachments,
    "comment": _comments,
    "worklog": _worklogs,
    "issuelinks": _links,
    "watches": _watches,
    "votes": _votes,
    "subtasks": _subtasks,
}

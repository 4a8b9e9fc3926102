"""Validates the values that a client sent for an issue's fields, as Jira does."""

from dataclasses import dataclass, field

from sandbox.jira.fields import KINDS
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field, Issue, OnScreen
from sandbox.jira.permissions import may
from sandbox.jira.request_context import Place

NEEDS = {
    "reporter": "MODIFY_REPORTER",
    "assignee": "ASSIGN_ISSUES",
    "security": "SET_ISSUE_SECURITY",
}
"""Fields that are off the screen for those who lack a permission."""


Screen = dict[str, tuple[OnScreen, Field]]


@dataclass
class Taken:
    """The validated input: stored values, errors by field id, and values that are stored elsewhere.

    `issue` is the edited issue, None for a new one.
    """

    issue: Issue | None = None
    values: dict[str, JSON] = field(default_factory=dict)
    errors: dict[str, Refused] = field(default_factory=dict)
    links: list[JSON] = field(default_factory=list)
    comments: list[JSON] = field(default_factory=list)
    worklogs: list[JSON] = field(default_factory=list)


def screen_of(place: Place) -> Screen:
    """The create screen of the place's project and issue type, as this caller sees it."""
    assert place.project is not None
    assert place.issue_type is not None
    fields = place.jira.fields_of(place.site.id)
    return {
        item.field_id: (item, fields[item.field_id])
        for item in place.jira.screen(place.project, place.issue_type.id)
        if item.field_id not in NEEDS or may(place, NEEDS[item.field_id], place.project)
    }


def take(
    place: Place, body: dict[str, JSON], issue: Issue | None = None, screen: Screen | None = None
) -> Taken:
    """Check `fields` and `update` of a create (no issue yet), an edit, or a transition with its own `screen`."""
    screen, taken = screen_of(place) if screen is None else screen, Taken(issue)
    sent, update = body.get("fields") or {}, body.get("update") or {}
    if not isinstance(sent, dict) or not isinstance(update, dict):
        raise Refused("bad_body")
    for field_id, value in sent.items():
        if issue is None and field_id in ("project", "issuetype"):
            continue
        if field_id in update:
            taken.errors[field_id] = Refused("both", field=field_id)
            continue
        _set(place, screen, taken, field_id, value)
    for field_id, operations in update.items():
        _update(place, screen, taken, field_id, operations)
    _require(place, screen, taken)
    return taken


def _set(place: Place, screen: Screen, taken: Taken, field_id: str, value: JSON) -> None:
    found = screen.get(field_id)
    if found is None or "set" not in KINDS[found[1].kind].operations:
        taken.errors[field_id] = Refused("not_on_screen", field=field_id)
        return
    try:
        taken.values[field_id] = (
            None if value is None else KINDS[found[1].kind].check(found[1], value, place)
        )
    except Refused as refused:
        taken.errors[field_id] = refused


def _update(
    place: Place,
    screen: Screen,
    taken: Taken,
    field_id: str,
    operations: JSON,
) -> None:
    found = screen.get(field_id)
    if found is None and not (taken.issue is not None and field_id == "comment"):
        taken.errors[field_id] = Refused("not_on_screen", field=field_id)
        return
    kind = KINDS[found[1].kind] if found else KINDS["comment"]
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        taken.errors[field_id] = Refused("not_array")
        return
    elsewhere = {"issuelinks": taken.links, "comment": taken.comments, "worklog": taken.worklogs}
    for verb, value in (pair for one in operations for pair in one.items()):
        if verb not in kind.operations:
            taken.errors[field_id] = Refused("no_operation", field=field_id, verb=verb)
        elif field_id in elsewhere:
            elsewhere[field_id].append(value)
        elif verb in ("set", "edit"):
            _set(place, screen, taken, field_id, value)
        elif found is not None:
            _change(place, found[1], taken, verb, value)


def _change(place: Place, one: Field, taken: Taken, verb: str, value: JSON) -> None:
    """`add` to or `remove` from an array."""
    had = taken.issue.fields if taken.issue else {}
    before = taken.values.get(one.field_id) or had.get(one.field_id) or []
    try:
        items = KINDS[one.kind].check(one, [value], place)
    except Refused as refused:
        taken.errors[one.field_id] = refused
        return
    kept = [item for item in before if item not in items]
    taken.values[one.field_id] = kept + items if verb == "add" else kept


def _require(place: Place, screen: Screen, taken: Taken) -> None:
    """Apply defaults on create. Then all required values must be present."""
    for field_id, (item, one) in screen.items():
        if field_id in ("project", "issuetype") or field_id in taken.errors:
            continue
        if taken.issue is None and item.default is not None and field_id not in taken.values:
            taken.values[field_id] = KINDS[one.kind].check(one, item.default, place)
        absent = taken.issue is None and field_id not in taken.values
        emptied = field_id in taken.values and taken.values[field_id] in (None, [])
        if item.required and (absent or emptied):
            summary = field_id == "summary"
            taken.errors[field_id] = (
                Refused("summary_required") if summary else Refused("required", name=one.name)
            )

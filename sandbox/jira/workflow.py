"""The workflow of every project: any status may follow any other. Done has a screen that asks for a resolution."""

from dataclasses import dataclass
from typing import Any

from sandbox.jira import object_json, standard_objects
from sandbox.jira.create import extras, keep_extras
from sandbox.jira.fields import KINDS
from sandbox.jira.fields.base import edit_metadata
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Issue, OnScreen
from sandbox.jira.operation import Problem
from sandbox.jira.permissions import may
from sandbox.jira.request_context import Place
from sandbox.jira.validate_values import Screen, take


@dataclass(frozen=True)
class Transition:
    """A step to a status. `screen`: the fields that are asked for; empty where it has no screen."""

    id: str
    name: str
    to: str
    screen: tuple[OnScreen, ...] = ()


TRANSITIONS = (
    Transition("11", "Back to do", "10000"),
    Transition("21", "Start progress", "3"),
    Transition(
        "31",
        "Done",
        "10001",
        (OnScreen("resolution", required=True), OnScreen("fixVersions"), OnScreen("assignee")),
    ),
)


def offered(place: Place, issue: Issue) -> list[Transition]:
    """The transitions that the caller may perform now. None without *Transition issues*, which is no error."""
    if not may(place, "TRANSITION_ISSUES", place.project):
        return []
    return [one for one in TRANSITIONS if one.to != issue.status_id]


def screen_of(place: Place, one: Transition) -> Screen:
    """The fields on the screen of a transition, where the site has them."""
    fields = place.jira.fields_of(place.site.id)
    return {
        item.field_id: (item, fields[item.field_id])
        for item in one.screen
        if item.field_id in fields
    }


def transition_shape(
    place: Place, issue: Issue, one: Transition, *, with_fields: bool, available: bool = True
) -> dict[str, Any]:
    """IssueTransition. `fields` comes only when it is expanded, and there is a screen."""
    status = next(each for each in standard_objects.STATUSES if each.id == one.to)
    shape: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "to": object_json.status(place, status),
        "hasScreen": bool(one.screen),
        "isGlobal": True,
        "isInitial": False,
        "isAvailable": available,
        "isConditional": False,
        "looped": False,
    }
    if with_fields and one.screen:
        shape["fields"] = {
            field_id: edit_metadata(KINDS[field.kind], field, item, place)
            for field_id, (item, field) in screen_of(place, one).items()
        }
    return shape


def perform(place: Place, issue: Issue, body: dict[str, JSON]) -> None:
    """`POST /issue/{key}/transitions`. Raises Problem 400 with Jira's body."""
    here = place.about(issue)
    named = body.get("transition")
    number = named.get("id") if isinstance(named, dict) else None
    if not isinstance(number, str | int) or isinstance(number, bool):
        raise Problem(400, Refused("transition_needed"))
    one = next((each for each in TRANSITIONS if each.id == str(number)), None)
    if one is None:
        raise Problem(400, Refused("transition_unknown", value=number))
    if one not in offered(here, issue):
        raise Problem(400, Refused("transition_not_now", name=one.name, key=issue.key))
    taken = take(here, body, issue, screen_of(here, one))
    if taken.comments and not one.screen:
        taken.errors["comment"] = Refused("not_on_screen", field="comment")
    elif taken.comments and not may(here, "ADD_COMMENTS", here.project):
        taken.errors["comment"] = Refused("may_not_comment")
    for field_id, (item, field) in screen_of(here, one).items():
        given = taken.values.get(field_id, issue.fields.get(field_id))
        if item.required and given in (None, []) and field_id not in taken.errors:
            taken.errors[field_id] = Refused("required", name=field.name)
    more = extras(here, taken)
    if taken.errors:
        raise Problem(400, errors=taken.errors)
    if one.to != "10001":
        taken.values["resolution"] = None
    issue.status_id = one.to
    issue.fields.update(taken.values)
    issue.updated = place.now
    keep_extras(here, issue, more)
    place.jira.keep(issue)
    place.jira.world.event(
        "issue_transitioned", key=issue.key, cloud_id=issue.site_id, account_id=place.caller.id
    )

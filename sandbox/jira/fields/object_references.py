"""Kinds that refer to objects of Jira: projects, issue types, versions, components, a parent issue."""

from collections.abc import Iterable
from typing import Any, Protocol

from sandbox.jira import object_json, standard_objects
from sandbox.jira.fields.base import Kind, member
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field, Issue
from sandbox.jira.permissions import may, sees
from sandbox.jira.request_context import Place


class Named(Protocol):
    """Something with an id and a name."""

    id: str
    name: str


class ThisProject(Kind):
    """The project an issue is created in. Checked before all other fields, in `create`."""

    type = "project"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """Only the project at hand."""
        return {
            "allowedValues": [object_json.project(place, place.project)] if place.project else []
        }

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Nothing to store: the issue itself knows its project."""
        return None


class ThisType(Kind):
    """The issue type. Checked before all other fields, in `create`."""

    type = "issuetype"
    operations = ()

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """Only the type at hand."""
        return {
            "allowedValues": [object_json.issue_type(place, place.issue_type)]
            if place.issue_type
            else []
        }

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Nothing to store: the issue itself knows its type."""
        return None


class ProjectPicker(Kind):
    """Another project: `{"id"}` or `{"key"}`. Stored: its number."""

    type = "project"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All projects that the caller sees."""
        projects = place.jira.projects_of(place.site.id)
        seen = [
            object_json.project(place, one)
            for one in projects
            if may(place, "BROWSE_PROJECTS", one)
        ]
        return {"allowedValues": seen}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown project."""
        named = member(value, "id", "key")
        project = place.jira.project(place.site.id, named[1]) if named else None
        if project is None:
            raise Refused("project_required")
        return project.number

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Project with self, id, key, name, avatarUrls."""
        project = place.jira.project(place.site.id, stored)
        return object_json.project(place, project) if project else None


class Version(Kind):
    """A version of the project: `{"id"}` or `{"name"}`."""

    type = "version"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All versions that are not archived."""
        versions = place.project.versions if place.project else []
        return {
            "allowedValues": [
                object_json.version(place, one) for one in versions if not one.archived
            ]
        }

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown or archived one."""
        versions = (
            [one for one in place.project.versions if not one.archived] if place.project else []
        )
        return _named(versions, value, "version_invalid")

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Version with self, id, name, archived, released; None once it is gone (or moved away from)."""
        versions = place.project.versions if place.project else []
        return next((object_json.version(place, one) for one in versions if one.id == stored), None)


class Component(Kind):
    """A component of the project: `{"id"}` or `{"name"}`; a bare string is refused."""

    type = "component"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All components."""
        components = place.project.components if place.project else []
        return {"allowedValues": [object_json.component(place, one) for one in components]}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown one."""
        components = place.project.components if place.project else []
        return _named(components, value, "component_invalid")

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Component with self, id, name; None once it is gone (or moved away from)."""
        components = place.project.components if place.project else []
        return next(
            (object_json.component(place, one) for one in components if one.id == stored), None
        )


class Parent(Kind):
    """The parent issue: `{"key"}` or `{"id"}`. Stored: its number."""

    type = "issuelink"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused unless the caller sees it and it is one level above."""
        named = member(value, "key", "id")
        parent = place.jira.issue(place.site.id, named[1]) if named else None
        if parent is None or not sees(place, parent):
            raise Refused("parent_invalid")
        level = next((one.level for one in place.config.types if one.id == parent.type_id), 0)
        own = place.issue_type.level if place.issue_type else 0
        if own < 0 and place.project and parent.project_id != place.project.number:
            raise Refused("parent_project")
        if level != own + 1:
            raise Refused("parent_level")
        return parent.number

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """The parent with the few fields that Jira shows of it."""
        parent = place.jira.issue(place.site.id, str(stored))
        return brief(parent, place) if parent else None


class EpicLink(Kind):
    """The deprecated Epic Link: the epic's key as a string."""

    type = "any"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused unless it is the key of an issue that the caller sees."""
        if not isinstance(value, str):
            raise Refused("not_string")
        epic = place.jira.issue(place.site.id, value)
        if epic is None or not sees(place, epic):
            raise Refused("parent_invalid")
        return epic.key


def brief(issue: Issue, place: Place) -> dict[str, Any]:
    """The short form of an issue, as in links and parents."""
    status = next(one for one in standard_objects.STATUSES if one.id == issue.status_id)
    fields: dict[str, Any] = {
        "summary": issue.fields.get("summary"),
        "status": object_json.status(place, status),
    }
    for one in standard_objects.PRIORITIES:
        if one.id == issue.fields.get("priority"):
            fields["priority"] = object_json.priority(place, one)
    for kind in place.config.types:
        if kind.id == issue.type_id:
            fields["issuetype"] = object_json.issue_type(place, kind)
    return {
        "id": str(issue.number),
        "key": issue.key,
        "self": f"{place.base}/issue/{issue.number}",
        "fields": fields,
    }


def _named(things: Iterable[Named], value: JSON, refusal: str) -> str:
    named = member(value, "id", "name")
    if named is None:
        raise Refused(refusal, value="")
    by, wanted = named
    for one in things:
        if wanted == (one.id if by == "id" else one.name):
            return one.id
    raise Refused(refusal, value=wanted)

"""Kinds with a closed list: selects, checkboxes, cascading selects, priority, resolution, security."""

from typing import Any

from sandbox.jira import object_json, standard_objects
from sandbox.jira.fields.base import Kind, member
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field, Option
from sandbox.jira.request_context import Place


class Select(Kind):
    """Select list or radio buttons: `{"id"}` or `{"value"}`. Stored: the option's id."""

    type = "option"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All options that may still be chosen."""
        return {
            "allowedValues": [
                object_json.option(place, one) for one in field.options if not one.disabled
            ]
        }

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused unless it names an option that may be chosen."""
        return chosen(field.options, value).id

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Option with self, value and id."""
        return object_json.option(place, _by_id(field.options, stored))


class Cascading(Kind):
    """Parent and child: `{"id", "child": {"id"}}`. Stored: [parent id, child id or None]."""

    type = "option-with-child"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """Parents, each with its children."""
        allowed = []
        for one in field.options:
            children = [object_json.option(place, child) for child in one.children]
            allowed.append(object_json.option(place, one) | {"children": children})
        return {"allowedValues": allowed}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused unless the parent exists and the child, if any, is one of its children."""
        if isinstance(value, list):
            raise Refused("no_id_or_value")
        parent = chosen(field.options, value)
        child = value.get("child")
        return [parent.id, chosen(parent.children, child).id if child is not None else None]

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """The parent with its `child` inside."""
        parent = _by_id(field.options, stored[0])
        shape = object_json.option(place, parent)
        if stored[1]:
            shape["child"] = object_json.option(place, _by_id(parent.children, stored[1]))
        return shape


class CascadingArray(Cascading):
    """As older sites declare it: an array, which nevertheless takes one object."""

    type = "array"
    items = "string"


class Priority(Kind):
    """`{"id"}` or `{"name"}`."""

    type = "priority"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All priorities."""
        return {
            "allowedValues": [
                object_json.priority(place, one) for one in standard_objects.PRIORITIES
            ]
        }

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown one."""
        names = {one.id: one.name for one in standard_objects.PRIORITIES}
        return _by_id_or_name(value, names, "priority_invalid")

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Priority with self, iconUrl, name, id."""
        return next(
            object_json.priority(place, one)
            for one in standard_objects.PRIORITIES
            if one.id == stored
        )


class Resolution(Kind):
    """`{"id"}` or `{"name"}`."""

    type = "resolution"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All resolutions."""
        return {
            "allowedValues": [
                object_json.resolution(place, one) for one in standard_objects.RESOLUTIONS
            ]
        }

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown one."""
        names = {one.id: one.name for one in standard_objects.RESOLUTIONS}
        return _by_id_or_name(value, names, "resolution_invalid")

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Resolution with self, id, description, name."""
        return next(
            object_json.resolution(place, one)
            for one in standard_objects.RESOLUTIONS
            if one.id == stored
        )


class SecurityLevel(Kind):
    """`{"id"}` or `{"name"}`."""

    type = "securitylevel"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """All levels."""
        levels = [
            object_json.security_level(place, number) for number in standard_objects.SECURITY_LEVELS
        ]
        return {"allowedValues": levels}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown one."""
        return _by_id_or_name(value, standard_objects.SECURITY_LEVELS, "security_invalid")

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Security level with self, id, description, name."""
        return object_json.security_level(place, stored)


def chosen(options: list[Option], value: JSON) -> Option:
    """The option that `{"id"}` or `{"value"}` names. Raises Refused."""
    named = member(value, "id", "value") if isinstance(value, dict) else None
    if named is None:
        raise Refused("no_id_or_value")
    by, wanted = named
    for one in options:
        if wanted == (one.id if by == "id" else one.value) and not one.disabled:
            return one
    raise Refused("option_invalid" if by == "id" else "option_value_invalid", value=wanted)


def _by_id(options: list[Option], option_id: str) -> Option:
    return next(one for one in options if one.id == option_id)


def _by_id_or_name(value: JSON, names: dict[str, str], refusal: str) -> str:
    named = member(value, "id", "name")
    if named is not None:
        by, wanted = named
        for number, name in names.items():
            if wanted == (number if by == "id" else name):
                return number
    raise Refused(refusal)

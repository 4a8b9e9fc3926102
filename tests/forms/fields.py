"""Fields as createmeta describes them, people to be found, and a form built of both."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.jira import FieldMeta, Schema, User
from issues import forms
from issues.fieldkinds import OMIT
from issues.fieldkinds.base import CUSTOM

BOB, BOBBY, CAROL = (User(f"712020:{name}", name) for name in ("bob", "bobby", "carol"))


def system(name: str, kind: str = "string", items: str = "", **more: Any) -> FieldMeta:
    """A system field."""
    return FieldMeta(
        name, name.capitalize(), more.pop("required", False), Schema(kind, items, system=name), **more
    )


def custom(kind: str, schema_type: str, items: str = "", **more: Any) -> FieldMeta:
    """One of Jira's own custom fields, called "x"."""
    schema = Schema(schema_type, items, custom=CUSTOM + kind, custom_id=10_000)
    return FieldMeta("x", "X", more.pop("required", False), schema, **more)


def options(*values: str) -> tuple[dict[str, Any], ...]:
    """Allowed values with the ids 1, 2, …"""
    return tuple({"id": str(number), "value": value} for number, value in enumerate(values, start=1))


def people(query: str) -> Sequence[User]:
    """Whoever's name holds the query."""
    return [user for user in (BOB, BOBBY, CAROL) if query in user.name]


def build(
    *metas: FieldMeta, zone: str = "Europe/Berlin", users: Any = people, **given: Any
) -> forms.IssueForm:
    """A form of these fields."""
    return forms.build(metas, time_zone=zone, users=users, **given)


def sent(meta: FieldMeta, data: Mapping[str, Any]) -> Any:
    """What Jira is sent for one field: its value, or OMIT. Fails unless the form is valid."""
    form = build(meta, data=data)
    assert form.is_valid(), form.errors
    return form.jira_fields().get(meta.field_id, OMIT)


def refused(meta: FieldMeta, data: Mapping[str, Any]) -> str:
    """What one field says about what was typed; the form keeps it."""
    form = build(meta, data=data)
    assert not form.is_valid()
    for name, value in data.items():
        assert form.typed()[name] == value
    return " ".join(map(str, form.errors[meta.field_id]))

"""Fields as createmeta describes them, people to be found, and a form built of both."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.jira import FieldMeta, Schema, Unavailable
from issues.fieldkinds import OMIT, Choice, Lookup
from issues.fieldkinds.base import CUSTOM
from issues.forms import build_form

BOB, BOBBY, CAROL = (Choice(f"712020:{name}", name) for name in ("bob", "bobby", "carol"))


def system(name: str, kind: str = "string", items: str = "", **more: Any) -> FieldMeta:
    """A system field."""
    return FieldMeta(
        name,
        name.capitalize(),
        more.pop("required", False),
        Schema(kind, items, system=name),
        **more,
    )


def custom(kind: str, schema_type: str, items: str = "", **more: Any) -> FieldMeta:
    """One of Jira's own custom fields, called "x"."""
    schema = Schema(schema_type, items, custom=CUSTOM + kind, custom_id=10_000)
    return FieldMeta("x", "X", more.pop("required", False), schema, **more)


def other(kind: str, schema_type: str, items: str = "", **more: Any) -> FieldMeta:
    """A custom field "x" of another product or an app; *kind* is the whole name of its type."""
    schema = Schema(schema_type, items, custom=kind, custom_id=10_000)
    return FieldMeta("x", "X", more.pop("required", False), schema, **more)


def flat(html: object) -> str:
    """HTML on one line, with one space between two attributes."""
    return " ".join(str(html).split())


def options(*values: str) -> tuple[dict[str, Any], ...]:
    """Allowed values with the ids 1, 2, …"""
    return tuple(
        {"id": str(number), "value": value} for number, value in enumerate(values, start=1)
    )


class Known:
    """A Lookup over a few things that are known here; `asked` tells what was searched for."""

    people = (BOB, BOBBY, CAROL)
    keys = (Choice("DEMO-5", "DEMO-5 Checkout"), Choice("DEMO-51", "DEMO-51 Cart"))
    kinds = (
        Choice("1:outward", "blocks"),
        Choice("1:inward", "is blocked by"),
        Choice("2:outward", "relates to"),
    )
    named = (Choice("a-1", "Alpha"), Choice("b-2", "Beta"), Choice("voucher", "voucher"))

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def _found(self, what: str, query: str, choices: Sequence[Choice]) -> Sequence[Choice]:
        self.asked.append((what, query))
        return [each for each in choices if query.casefold() in each.label.casefold()]

    def users(self, query: str) -> Sequence[Choice]:
        """Whoever's name holds the query."""
        return self._found("users", query, self.people)

    def any_users(self, query: str) -> Sequence[Choice]:
        """The same people."""
        return self._found("any_users", query, self.people)

    def groups(self, query: str) -> Sequence[Choice]:
        """Two groups."""
        return self._found("groups", query, (Choice("testers", "testers"), Choice("a|b", "a|b")))

    def values(self, field: str, query: str) -> Sequence[Choice]:
        """Two named things and a word."""
        return self._found(field, query, self.named)

    def issues(self, query: str) -> Sequence[Choice]:
        """Two issues."""
        return self._found("issues", query, self.keys)

    def sprints(self, query: str) -> Sequence[Choice]:
        """Two sprints."""
        return self._found(
            "sprints", query, (Choice("37", "Sprint 7", "active"), Choice("38", "Sprint 8"))
        )

    def projects(self, query: str) -> Sequence[Choice]:
        """One project."""
        return self._found("projects", query, (Choice("10000", "Demo (DEMO)"),))

    def relations(self) -> Sequence[Choice]:
        """Three."""
        return self.kinds


class Silent(Known):
    """A Lookup that Jira does not answer; `error` says why."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error or Unavailable("no answer")

    def _found(self, what: str, query: str, choices: Sequence[Choice]) -> Sequence[Choice]:
        raise self.error

    def relations(self) -> Sequence[Choice]:
        """Nothing."""
        raise self.error


def build(
    *metas: FieldMeta, zone: str = "Europe/Berlin", lookup: Lookup | None = None, **given: Any
) -> build_form.IssueForm:
    """A form of these fields."""
    return build_form.build(metas, time_zone=zone, lookup=lookup or Known(), **given)


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

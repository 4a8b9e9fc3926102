"""Which field a name in JQL means: a system field, or a custom one as `cf[10021]`, by its name, or as `Name[Type]`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.jira.fields import KINDS
from sandbox.jira.jql.fields import (
    FIELDS,
    SAME,
    Days,
    Matching,
    Searchable,
    Test,
    Text,
    person_called,
)
from sandbox.jira.jql.tree import Clause, Empty, Value
from sandbox.jira.messages import Refused
from sandbox.jira.model import Field, Issue
from sandbox.jira.request_context import Place

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_TEXTS = {"textfield", "textarea", "readonlyfield", "forge-text"}
_PEOPLE = {"userpicker", "multiuserpicker", "people"}


@dataclass(frozen=True)
class Amounts:
    """A number. Issues without one only answer to IS EMPTY."""

    field_id: str

    def test(self, place: Place, clause: Clause) -> Test:
        """The clause as a predicate. Raises Refused for what is no number."""
        if clause.operator not in SAME | _COMPARE.keys():
            raise Refused("jql_operator", operator=clause.operator, field=clause.field)
        numbers = [_number(clause, one) for one in clause.flat if not isinstance(one, Empty)]
        empty = any(isinstance(one, Empty) for one in clause.flat)
        negative = clause.operator in ("!=", "not in", "is not")
        compare = _COMPARE.get(clause.operator)

        def matches(issue: Issue) -> bool:
            found = issue.fields.get(self.field_id)
            if found is None:
                return empty and not negative
            if compare is not None:
                return compare(found, numbers[0])
            return (found in numbers) != negative

        return matches

    def sort(self, issue: Issue) -> Any:
        """By size, those without a number last."""
        found = issue.fields.get(self.field_id)
        return (found is None, found or 0)


def _number(clause: Clause, operand: object) -> float:
    text = operand.text if isinstance(operand, Value) else ""
    try:
        return float(text)
    except ValueError:
        raise Refused("jql_value", value=text, field=clause.field) from None


def searchable(place: Place, name: str) -> Searchable | Amounts:
    """The field that *name* means, in any case. Raises Refused when there is none."""
    found = FIELDS.get(name.lower())
    if found is not None:
        return found
    for one in place.jira.fields_of(place.site.id).values():
        if one.custom_number and name.lower() in names_of(one):
            return _searched(one)
    raise Refused("jql_field", field=name)


def names_of(field: Field) -> set[str]:
    """What JQL calls a custom field, in lower case."""
    name = field.name.lower()
    return {f"cf[{field.custom_number}]", name, f"{name}[{type_of(field).lower()}]"}


def type_of(field: Field) -> str:
    """The type of a custom field as JQL writes it behind the name: `Labels`, `Short text`."""
    names = {"textfield": "Short text", "textarea": "Paragraph", "select": "Dropdown"}
    number = KINDS[field.kind].type == "number"
    return "Number" if number else names.get(field.kind, field.kind.title())


def _searched(field: Field) -> Searchable | Amounts:
    field_id = field.field_id
    if field.kind in _TEXTS:
        return Text(lambda issue: [issue.fields.get(field_id)])
    if KINDS[field.kind].type == "number":
        return Amounts(field_id)
    if field.kind == "datepicker":
        return Days(field_id)
    if field.kind in _PEOPLE:
        return Matching(_values(field_id), person_called, people=True)
    return Matching(_values(field_id), _resolve(field))


def _values(field_id: str) -> Callable[[Issue], list[Any]]:
    def values(issue: Issue) -> list[Any]:
        found = issue.fields.get(field_id)
        if found is None:
            return []
        return found if isinstance(found, list) else [found]

    return values


def _resolve(field: Field) -> Callable[[Place, Clause, str], Any]:
    options = [*field.options, *(child for one in field.options for child in one.children)]

    def resolve(place: Place, clause: Clause, text: str) -> Any:
        for one in options:
            if text == one.id or text.lower() == one.value.lower():
                return one.id
        if options:
            raise Refused("jql_value", value=text, field=clause.field)
        return text

    return resolve

"""The columns and parameters of the form, whose fields depend on what Jira and the query have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from integrations import jira
from issues.models import ParameterKind
from issues.queries.columns import MOST, USUAL, columns
from issues.queries.parameters import Declared
from issues.queries.tables.cells import Column

_LONGEST_LABEL = 200
_LAST = 10_000


@dataclass(frozen=True)
class Choice:
    """A field that may be a column. *place*: its number among the columns; None where it is not chosen."""

    column: Column
    place: int | None


def choices(
    chosen: Sequence[Mapping[str, Any]], fields: Sequence[jira.Field]
) -> tuple[list[Choice], list[Choice]]:
    """The chosen columns in their order, and the fields that can be chosen too, by name."""
    first = [Choice(column, place) for place, column in enumerate(columns(chosen, fields), start=1)]
    ids = {each.column.id for each in first}
    others = sorted(fields, key=lambda field: (field.custom, field.name.casefold()))
    rest = [Choice(Column(each.id, each.name, each.type), None) for each in others]
    return first, [each for each in rest if each.column.id not in ids]


def usual(fields: Sequence[jira.Field]) -> list[dict[str, str]]:
    """The columns of a new query."""
    names = {each.id: each.name for each in fields}
    return [{"id": each, "name": names.get(each, each)} for each in USUAL]


def posted(
    data: QueryDict, before: Sequence[Mapping[str, Any]], fields: Sequence[jira.Field]
) -> list[dict[str, str]]:
    """The columns that were chosen, by their places; each is a field that Jira lists, or was a column *before*."""
    names = {str(each["id"]): str(each.get("name", "")) for each in before}
    names |= {each.id: each.name for each in fields}
    ids = [each for each in dict.fromkeys(data.getlist("columns")) if each in names]
    ids.sort(key=lambda each: _place(data.get(f"place-{each}", "")))
    return [{"id": each, "name": names[each]} for each in ids[:MOST]]


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else _LAST


def posted_parameters(data: QueryDict, declared: Sequence[Declared]) -> dict[str, dict[str, str]]:
    """What each parameter of the query stands for, as posted; as before where the form did not ask."""
    found = {}
    for each in declared:
        kind = data.get(f"kind-{each.name}", each.kind)
        found[each.name] = {
            "kind": kind if kind in ParameterKind.values else ParameterKind.TEXT.value,
            "label": data.get(f"label-{each.name}", each.label)[:_LONGEST_LABEL],
            "default": data.get(f"default-{each.name}", each.default)[:_LONGEST_LABEL],
        }
    return found

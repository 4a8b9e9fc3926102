"""The JQL that is sent for a saved query: its parameters bound, its table's order put in."""

from collections.abc import Mapping
from dataclasses import replace

from issues.models import ParameterKind, SavedQuery
from issues.queries.jql.bind_parameters import Bound, bind, without
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import Field, Order, Query, Value
from issues.queries.jql.writer import write
from issues.queries.parameters import BOUND_BY_ITSELF, declared, searched, values

_SAMPLE_DAY = "2026-01-31"


def statement(saved: SavedQuery, typed: Mapping[str, str]) -> str:
    """The query for Jira with the texts *typed* for its parameters.

    Raises JqlError where the query cannot be read, UnboundError for a parameter without a value.
    """
    return write(sorted_by(bind(parse(saved.jql), values(typed), searched(typed)), saved))


def sorted_by(query: Query, saved: SavedQuery) -> Query:
    """The query in the order that was chosen for its table; its own where none was."""
    if not saved.sort:
        return query
    chosen = Order(
        Field(saved.sort, written=saved.sort), "desc" if saved.sort_descending else "asc"
    )
    return replace(query, order=(chosen,))


def to_check(saved: SavedQuery) -> str:
    """A query that Jira can check without a reader: with defaults, and without clauses that have no value.

    Empty where nothing is left to check. Raises JqlError.
    """
    query = parse(saved.jql)
    known: dict[str, Bound] = dict(BOUND_BY_ITSELF)
    for each in declared(query, saved.parameters):
        if each.default:
            known[each.name] = Value(each.default)
        elif each.kind == ParameterKind.DATE:
            known[each.name] = Value(_SAMPLE_DAY)
    unknown = {each.name for each in declared(query, saved.parameters) if each.name not in known}
    rest = without(query, unknown)
    return "" if rest.where is None else write(sorted_by(bind(rest, known), saved))

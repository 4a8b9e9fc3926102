"""What a reader types for a parameter, as the operand that it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.models import SavedQuery
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import Clause, Value, clauses
from issues.queries.jql_caveats import names_a_day
from issues.queries.jql_statement import statement
from issues.queries.parameters import declared, words


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("crash on start", "crash on start"),
        ("C:\\temp (x86)", "C temp x86"),
        ('say "hi"*', "say hi"),
        ("this AND that", "this and that"),
        ("NOT", "not"),
        ("a-b", "a b"),
        ("?!", "?!"),
        ("  தமிழ்  ", "தமிழ்"),
    ],
)
def test_only_words_are_searched_for(typed: str, expected: str) -> None:
    """Signs and operators of the text search are syntax; a text without words is left to Jira's own words."""
    assert words(typed) == expected


def test_parameters_are_described_by_what_is_stored() -> None:
    """In the order of the query; what nobody described is a text, and {project} a project. {me} is not asked for."""
    query = parse("a = {me} and b = {project} and c = {since_when} and d = {x}")
    stored = {"since_when": {"kind": "date"}, "x": {"kind": "nonsense", "label": "X!"}}
    found = declared(query, stored)
    assert [(each.name, each.kind, each.label) for each in found] == [
        ("project", "project", "Project"),
        ("since_when", "date", "Since when"),
        ("x", "text", "X!"),
    ]


@given(st.text("ab\"\\'() {}~=,\n", max_size=20))
def test_the_query_around_a_value_stays_as_it_is(typed: str) -> None:
    """Whatever is typed: the same clauses, with one operand each."""
    saved = SavedQuery(jql="a = {x} AND b IN (k, {x}) ORDER BY c", sort="d", sort_descending=True)
    read = parse(statement(saved, {"x": typed}))
    first, second = clauses(read.where)
    assert isinstance(first, Clause)
    assert isinstance(first.operand, Value)
    assert first.operand.text == typed.replace("\n", " ")
    assert second.operator == "in"
    assert [(each.field.name, each.direction) for each in read.order] == [("d", "desc")]


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("created >= 2026-01-31", True),
        ('created >= "2026/1/3 14:00"', True),
        ("created >= -7d", False),
        ("created >= startOfDay()", False),
        ("summary ~ crash", False),
        ("created >= ", False),
    ],
)
def test_dates_in_a_query_are_found(jql: str, expected: bool) -> None:
    """Jira reads them in the zone of the profile."""
    assert names_a_day(jql) is expected

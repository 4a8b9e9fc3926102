"""What Lodge refuses before Jira does, the hints about missing rows, and the colours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.queries.jql.guard import check
from issues.queries.jql.highlighting import parts
from issues.queries.jql.hints import hints
from issues.queries.jql.parser import parse

KNOWN = frozenset({"currentuser", "now"})


def codes(text: str) -> list[tuple[str, int]]:
    """What is wrong, and where."""
    return [(each.code, each.span.start) for each in check(text, functions=KNOWN)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = currentUser()", []),
        ("a = Now()", []),
        ("a = membersOf(x)", [("function", 4)]),
        ("", [("unbounded", 0)]),
        ("order by a", [("unbounded", 0)]),
        ("a = 1 order by " + ", ".join("abcdefgh"), [("many_orders", 36)]),
        ("a = 1 order by " + ", ".join("abcdefg"), []),
        ("a\u00a0= 1", [("space", 1)]),
        ("a = x\u3000and b = 1", [("space", 5), ("joint", 10)]),
        ("a = x\u200b", [("space", 5)]),
        ("a = \ufeffx", [("space", 4)]),
        ('a = "x\u00a0y"', []),
        ("a = ক\u200dষ", []),
        ("a = limit", [("reserved", 4)]),
    ],
)
def test_what_is_refused_before_jira_is_asked(text: str, expected: list[tuple[str, int]]) -> None:
    """Each with its place; the tree is there where the grammar holds."""
    assert codes(text) == expected


def test_functions_pass_where_jira_has_not_been_asked() -> None:
    """Without Jira's list nothing can be said against a function."""
    assert check("a = whatever()")[1] == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("assignee != x", ["(assignee != x OR assignee IS EMPTY)"]),
        ('"A b" not in (x)', ['("A b" NOT IN (x) OR "A b" IS EMPTY)']),
        ("a !~ x and b = 1", ["(a !~ x OR a IS EMPTY)"]),
        ("not a ~ x", ["((NOT a ~ x) OR a IS EMPTY)"]),
        ("not (a = 1 or b != 2)", ["(b != 2 OR b IS EMPTY)"]),
        ("a != x or a is empty", []),
        ("a is not empty", []),
        ("a != empty", []),
        ("status != Done and project not in (A)", []),
        ("a = x", []),
    ],
)
def test_clauses_that_leave_out_empty_fields_are_named(text: str, expected: list[str]) -> None:
    """With the query that would have those rows; not where it has them already."""
    assert [each.instead for each in hints(parse(text))] == expected


def test_what_a_hint_offers_needs_none_itself() -> None:
    """Its advice is good."""
    for hint in hints(parse("a != x and not b in (c, d)")):
        assert hints(parse(hint.instead)) == ()


def test_each_part_has_its_colour() -> None:
    """By what it is in the tree, not by how it looks."""
    text = 'status = Done AND "A b" in (f(x), {me}) order by status'
    assert [(each.text, each.kind) for each in parts(text) if each.kind] == [
        ("status", "field"),
        ("=", "operator"),
        ("Done", "value"),
        ("AND", "keyword"),
        ('"A b"', "field"),
        ("in", "keyword"),
        ("(", "bracket"),
        ("f", "function"),
        ("(", "bracket"),
        ("x", "value"),
        (")", "bracket"),
        (",", "bracket"),
        ("{me}", "parameter"),
        (")", "bracket"),
        ("order", "keyword"),
        ("by", "keyword"),
        ("status", "field"),
    ]


def test_a_mistake_is_marked() -> None:
    """What a problem points at, and what is no part of JQL at all."""
    text = "a = limit ;"
    marked = [each.text for each in parts(text, check("a = limit")[1]) if each.kind == "wrong"]
    assert marked == ["limit", ";"]


@given(st.text(max_size=60))
def test_the_parts_are_the_text(text: str) -> None:
    """Nothing is lost or added, whatever is typed; and the guard takes every text."""
    assert "".join(each.text for each in parts(text, check(text)[1])) == text

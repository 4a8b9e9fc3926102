"""JQL is read as Atlassian's own parser reads it, and every mistake has a place."""

import pytest

from issues.queries.jql.errors import JqlError
from issues.queries.jql.messages import WORDS, Problem, place, sentence
from issues.queries.jql.parser import LONGEST, parse
from issues.queries.jql.tree import (
    Clause,
    Empty,
    Field,
    Function,
    Group,
    Order,
    Parameter,
    Predicate,
    Several,
    Value,
)


def where(text: str) -> object:
    """The condition of a query."""
    return parse(text).where


def compared(name: str, operator: str, *values: str) -> Clause:
    """A clause with a value, or with a list of several."""
    texts = tuple(map(Value, values))
    return Clause(Field(name), operator, texts[0] if len(texts) == 1 else Several(texts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b", compared("a", "=", "b")),
        ('"Story Points" >= 3', compared("Story Points", ">=", "3")),
        ("'a' != 'b c'", compared("a", "!=", "b c")),
        ("cf[10021] ~ x", compared("cf[10021]", "~", "x")),
        ("cf [ 10021 ] ~ x", compared("cf[10021]", "~", "x")),
        ("Team[Team] = x", compared("Team[Team]", "=", "x")),
        ("issue.property[k].a.b = 1", compared("issue.property[k].a.b", "=", "1")),
        ("A NOT IN (x, 'y')", compared("A", "not in", "x", "y")),
        ("a IS NOT empty", Clause(Field("a"), "is not", Empty())),
        ("a = currentUser()", Clause(Field("a"), "=", Function("currentUser"))),
        (
            'a > startOfDay("-1d")',
            Clause(Field("a"), ">", Function("startOfDay", (Value("-1d"),))),
        ),
        (
            "a in ((x), y)",
            Clause(Field("a"), "in", Several((Several((Value("x"),)), Value("y")))),
        ),
        ("a = {me}", Clause(Field("a"), "=", Parameter("me"))),
        ("a in {projects}", Clause(Field("a"), "in", Parameter("projects"))),
        ('a = "{me}"', compared("a", "=", "{me}")),
        (
            "a changed from x by currentUser()",
            Clause(
                Field("a"),
                "changed",
                None,
                (Predicate("from", Value("x")), Predicate("by", Function("currentUser"))),
            ),
        ),
        (
            "a = 1 or b = 2 and !c = 3",
            Group(
                "or",
                (
                    compared("a", "=", "1"),
                    Group(
                        "and",
                        (compared("b", "=", "2"), Group("not", (compared("c", "=", "3"),))),
                    ),
                ),
            ),
        ),
        ("", None),
    ],
)
def test_the_tree_of_a_query(text: str, expected: object) -> None:
    """Each form of clause, and how they are joined."""
    assert where(text) == expected


def test_the_order_of_a_query() -> None:
    """Fields with and without a direction; without a condition too."""
    order = (Order(Field("a"), "desc"), Order(Field("b c")))
    assert parse('x = 1 ORDER BY a DESC, "b c"').order == order
    assert parse("order by a").where is None


@pytest.mark.parametrize(
    ("text", "code", "start", "found"),
    [
        ("a = ", "value", 4, ""),
        ("a = limit", "reserved", 4, "limit"),
        ("a b", "operator", 2, "b"),
        ("a = 1 b = 2", "joint", 6, "b"),
        ("a = 1 order by b c", "end", 17, "c"),
        ("a = 1 order b", "by", 12, "b"),
        ("(a = 1", "close", 6, ""),
        ("a in b", "list", 5, "b"),
        ("a not = 1", "in", 6, "="),
        ("a is 3", "empty", 5, "3"),
        ("a = 1 and", "field", 9, ""),
        ("cf[x] = 1", "custom_field", 3, "x"),
        ("cf = 1", "custom_field", 3, "="),
        ('a = "b', "open_quote", 4, '"'),
        (r'a = "C:\my files"', "escape", 7, r"\m"),
        ("a = me@example.org", "sign", 6, "@"),
        ("a = 1%2", "sign", 5, "%"),
        ("a = f(", "argument", 6, ""),
        ("a = f(x", "close", 7, ""),
        ("a\x00 = 1", "control", 1, "\x00"),
        ("a > empty", "value", 4, "empty"),
        ("a = {1}", "sign", 4, "{"),
        ("a[b = 1", "close_square", 4, "="),
        ("a[] = 1", "property", 2, "]"),
    ],
)
def test_a_mistake_has_its_place(text: str, code: str, start: int, found: str) -> None:
    """The first one, with the characters that it is about."""
    with pytest.raises(JqlError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.span.start) == (code, start)
    assert caught.value.found == found
    said = sentence(Problem.of(caught.value), text)
    assert str(WORDS[code]) in said
    assert f"haracter {start + 1}" in said


def test_a_place_in_several_lines() -> None:
    """Line and column count from 1."""
    text = "a = 1\n  AND b"
    with pytest.raises(JqlError) as caught:
        parse(text)
    assert place(text, caught.value.span.start) == (2, 8)
    assert sentence(Problem.of(caught.value), text).startswith("Line 2, character 8: ")


def test_what_is_too_much() -> None:
    """10,000 characters and 90 brackets are fine, more are refused at once."""
    long = "a = " + "x" * (LONGEST - 4)
    assert parse(long).where == compared("a", "=", "x" * (LONGEST - 4))
    for text, code in ((long + "x", "too_long"), ("(" * 3000 + "a = 1", "too_deep")):
        with pytest.raises(JqlError) as caught:
            parse(text)
        assert caught.value.code == code
    assert parse("(" * 90 + "a = 1" + ")" * 90).where == compared("a", "=", "1")
    with pytest.raises(JqlError):
        parse("a in " + "(" * 3000)


def test_reserved_words_of_jira_come_on_top() -> None:
    """What Jira reserves itself needs quotes, beside what the grammar needs."""
    assert parse("a = fresh").where == compared("a", "=", "fresh")
    with pytest.raises(JqlError):
        parse("a = fresh", frozenset({"fresh"}))
    with pytest.raises(JqlError):
        parse("a = and", frozenset({"fresh"}))

"""Colours for a query: each part with the name of what it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from issues.queries.jql.errors import JqlError
from issues.queries.jql.messages import Problem
from issues.queries.jql.parser import parse
from issues.queries.jql.tokens import Kind, Token, scan
from issues.queries.jql.tree import Field, Function, Query, clauses, operands

_WORDS = "after and asc before by changed desc during empty from in is not null on or order to was"
_KEYWORDS = frozenset(_WORDS.split())
_SIGNS = {"(": "bracket", ")": "bracket", ",": "bracket", "[": "bracket", "]": "bracket"}
_KINDS = {
    Kind.SPACE: "",
    Kind.QUOTED: "text",
    Kind.PARAMETER: "parameter",
    Kind.WRONG: "wrong",
}


@dataclass(frozen=True)
class Part:
    """A piece of the query. *kind*: "" for white space and what has no colour."""

    text: str
    kind: str


def parts(text: str, problems: tuple[Problem, ...] = ()) -> tuple[Part, ...]:
    """All of *text*, in pieces; together they are the text. What *problems* point at is "wrong"."""
    known = _roles(text)
    wrong = {each.span.start for each in problems if each.span.end - each.span.start <= 80}
    return tuple(
        Part(token.text, "wrong" if token.position in wrong else _kind(token, known))
        for token in scan(text)
    )


def _kind(token: Token, known: dict[int, str]) -> str:
    if token.position in known and token.kind in (Kind.WORD, Kind.QUOTED):
        return known[token.position]
    if token.kind is Kind.SIGN:
        return _SIGNS.get(token.text, "operator")
    if token.kind is Kind.WORD:
        return "keyword" if token.keyword in _KEYWORDS else "value"
    return _KINDS[token.kind]


def _roles(text: str) -> dict[int, str]:
    """Where fields and functions begin; nothing for a text that is no query."""
    try:
        query = parse(text)
    except JqlError:
        return {}
    fields = ((each.span.start, "field") for each in _fields(query))
    called = (
        (each.span.start, "function") for each in operands(query) if isinstance(each, Function)
    )
    return {**dict(fields), **dict(called)}


def _fields(query: Query) -> Iterator[Field]:
    yield from (each.field for each in clauses(query.where))
    yield from (each.field for each in query.order)

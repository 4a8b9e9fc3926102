"""Parses JQL: clauses, AND, OR, NOT, parentheses, ORDER BY. AND binds closer than OR."""

from issues.queries.jql.errors import JqlError, Span
from issues.queries.jql.operands import field_name, listed, operand, several
from issues.queries.jql.reserved_words import EMPTY, RESERVED
from issues.queries.jql.token_cursor import Cursor
from issues.queries.jql.tokens import Kind, tokens
from issues.queries.jql.tree import Clause, Empty, Group, Node, Order, Predicate, Query

LONGEST = 10_000  # characters
_EQUAL = frozenset({"=", "!=", "~", "!~"})
_ORDERED = frozenset({">", "<", ">=", "<="})
_PREDICATES = frozenset({"after", "before", "by", "during", "on"})
_OF_A_CHANGE = _PREDICATES | {"from", "to"}


def parse(text: str, reserved: frozenset[str] = RESERVED) -> Query:
    """The tree of a query. *reserved*: words in lower case that need quotes, where Jira gave its own.

    Raises JqlError for the first mistake.
    """
    if len(text) > LONGEST:
        raise JqlError("too_long", Span(LONGEST, len(text)))
    return _query(Cursor(tokens(text), reserved | RESERVED | EMPTY))


def _query(cursor: Cursor) -> Query:
    is_everything = cursor.next.kind is Kind.END or cursor.next.keyword == "order"
    where = None if is_everything else _any_of(cursor)
    order = _order(cursor) if cursor.accept("order") else ()
    if cursor.next.kind is not Kind.END:
        raise cursor.error("joint" if where is not None and not order else "end")
    return Query(where, order)


def _order(cursor: Cursor) -> tuple[Order, ...]:
    cursor.expect("by", "by")
    found = []
    while True:
        field = field_name(cursor)
        direction = cursor.next.keyword if cursor.next.keyword in ("asc", "desc") else ""
        cursor.accept("asc", "desc")
        found.append(Order(field, direction))
        if not cursor.accept(","):
            return tuple(found)


def _any_of(cursor: Cursor) -> Node:
    start, found = cursor.next.position, [_all_of(cursor)]
    while cursor.accept("or", "||", "|"):
        found.append(_all_of(cursor))
    return found[0] if len(found) == 1 else Group("or", tuple(found), cursor.since(start))


def _all_of(cursor: Cursor) -> Node:
    start, found = cursor.next.position, [_term(cursor)]
    while cursor.accept("and", "&&", "&"):
        found.append(_term(cursor))
    return found[0] if len(found) == 1 else Group("and", tuple(found), cursor.since(start))


def _term(cursor: Cursor) -> Node:
    """A clause, NOT term, or a query in parentheses."""
    start = cursor.next.position
    with cursor.deeper():
        if cursor.accept("not", "!"):
            return Group("not", (_term(cursor),), cursor.since(start))
        if cursor.accept("("):
            inside = _any_of(cursor)
            cursor.expect(")", "close")
            return inside
        return _clause(cursor)


def _clause(cursor: Cursor) -> Clause:
    start, field = cursor.next.position, field_name(cursor)
    if cursor.accept("is"):
        operator, at = ("is not" if cursor.accept("not") else "is"), cursor.next.span
        if not cursor.accept(*EMPTY):
            raise cursor.error("empty")
        return Clause(field, operator, Empty(at), (), cursor.since(start))
    if cursor.accept("was"):
        operator = "was not" if cursor.accept("not") else "was"
        is_list = cursor.accept("in")
        wanted = several(cursor) if is_list else operand(cursor)
        predicates = _predicates(cursor, _PREDICATES)
        operator += " in" if is_list else ""
        return Clause(field, operator, wanted, predicates, cursor.since(start))
    if cursor.accept("changed"):
        predicates = _predicates(cursor, _OF_A_CHANGE)
        return Clause(field, "changed", None, predicates, cursor.since(start))
    operator = _comparison(cursor)
    if operator in ("in", "not in"):
        return Clause(field, operator, several(cursor), (), cursor.since(start))
    if operator in _ORDERED and cursor.next.keyword in EMPTY:
        raise cursor.error("value")
    return Clause(field, operator, operand(cursor), (), cursor.since(start))


def _comparison(cursor: Cursor) -> str:
    if cursor.accept("not"):
        cursor.expect("in", "in")
        return "not in"
    found = cursor.next.keyword
    if not cursor.accept("in", *_EQUAL, *_ORDERED):
        raise cursor.error("operator")
    return found


def _predicates(cursor: Cursor, known: frozenset[str]) -> tuple[Predicate, ...]:
    found = []
    while (name := cursor.next.keyword) in known:
        cursor.accept(name)
        wanted = listed(cursor) if cursor.next.keyword == "(" else operand(cursor)
        found.append(Predicate(name, wanted))
    return tuple(found)

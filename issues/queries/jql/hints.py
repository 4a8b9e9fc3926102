"""Why a row is missing: clauses that leave out issues whose field is empty.

Source: Atlassian, "Advanced search reference - JQL operators": `!=`, NOT IN and `!~` do not match empty fields; the
same is measured for NOT before a clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from issues.queries.jql import writer
from issues.queries.jql.tree import Clause, Empty, Group, Node, Query

_NEGATIVE = frozenset({"!=", "not in", "!~"})
_POSITIVE = frozenset({"=", "in", "~"})
# Every issue has a value for these.
_FILLED = """
created createddate creator id issue issuekey issuetype key project projecttype status
statuscategory summary text type updated updateddate
"""
_NEVER_EMPTY = frozenset(_FILLED.split())


@dataclass(frozen=True)
class Hint:
    """A clause that leaves out issues without a value. *instead*: how the query would have them too."""

    clause: str
    field: str
    instead: str


def hints(query: Query) -> tuple[Hint, ...]:
    """A hint for each such clause, in the order of the text."""
    return tuple(_below(query.where, frozenset())) if query.where is not None else ()


def _below(node: Node, covered: frozenset[str]) -> Iterator[Hint]:
    """*covered*: fields in lower case whose empty issues an OR beside this node lets in."""
    if isinstance(node, Clause):
        if node.operator in _NEGATIVE:
            yield from _hint(node, node, covered)
    elif node.operator == "not":
        inside = node.clauses[0]
        if isinstance(inside, Clause) and inside.operator in _POSITIVE:
            yield from _hint(node, inside, covered)
        elif isinstance(inside, Group):
            yield from _below(inside, covered)
    else:
        if node.operator == "or":
            covered |= frozenset(filter(None, map(_let_in, node.clauses)))
        for each in node.clauses:
            yield from _below(each, covered)


def _let_in(node: Node) -> str:
    is_empty = isinstance(node, Clause) and node.operator in ("is", "=")
    if isinstance(node, Clause) and is_empty and isinstance(node.operand, Empty):
        return node.field.name.lower()
    return ""


def _hint(node: Node, clause: Clause, covered: frozenset[str]) -> Iterator[Hint]:
    name = clause.field.name
    names_nothing = isinstance(clause.operand, Empty)
    if name.lower() in _NEVER_EMPTY or name.lower() in covered or names_nothing:
        return
    with_empty = Group("or", (node, Clause(clause.field, "is", Empty())))
    yield Hint(
        writer.write(Query(node)), name, "".join(("(", writer.write(Query(with_empty)), ")"))
    )

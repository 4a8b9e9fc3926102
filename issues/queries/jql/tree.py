"""The syntax tree of a query. Frozen; two trees are equal where they ask the same, wherever it is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from issues.queries.jql.errors import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Value:
    """A word, number or text. *written* is how the query has it, and empty for one that is still to be quoted."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, compare=False)
    written: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True)
class Function:
    """`currentUser()`, `startOfDay("-1d")`."""

    name: str
    arguments: tuple[Value | Parameter, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Empty:
    """EMPTY or NULL."""

    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Parameter:
    """`{name}`: an operand that is known when the query is run."""

    name: str
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Several:
    """A list in parentheses, which may hold others."""

    members: tuple[Operand, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


Operand = Value | Function | Empty | Parameter | Several


@dataclass(frozen=True)
class Field:
    """A field: `name` without quotes, such as `Story Points`, `cf[10021]`, `Team[Team]`. *written*: see Value."""

    name: str
    span: Span = dataclasses.field(default=NOWHERE, compare=False)
    written: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True)
class Predicate:
    """What narrows WAS and CHANGED: `by x`, `during (a, b)`."""

    name: str
    operand: Operand


@dataclass(frozen=True)
class Clause:
    """`field operator operand`. The operator is in lower case; CHANGED has no operand."""

    field: Field
    operator: str
    operand: Operand | None
    predicates: tuple[Predicate, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Group:
    """Clauses joined by "and" or "or", or one negated by "not"."""

    operator: str
    clauses: tuple[Node, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


Node = Clause | Group


@dataclass(frozen=True)
class Order:
    """One field of ORDER BY. *direction* is "asc", "desc", or "" where the query does not say."""

    field: Field
    direction: str = ""


@dataclass(frozen=True)
class Query:
    """A whole query. Without *where* it asks for every issue."""

    where: Node | None
    order: tuple[Order, ...] = ()


def clauses(node: Node | None) -> Iterator[Clause]:
    """Every clause below *node*, in the order of the text."""
    if isinstance(node, Clause):
        yield node
    elif node is not None:
        for each in node.clauses:
            yield from clauses(each)


def operands(query: Query) -> Iterator[Operand]:
    """Every operand of the query, with those inside lists, functions and predicates."""
    for clause in clauses(query.where):
        if clause.operand is not None:
            yield from _inside(clause.operand)
        for each in clause.predicates:
            yield from _inside(each.operand)


def _inside(operand: Operand) -> Iterator[Operand]:
    yield operand
    members: tuple[Operand, ...] = ()
    if isinstance(operand, Several):
        members = operand.members
    elif isinstance(operand, Function):
        members = operand.arguments
    for each in members:
        yield from _inside(each)

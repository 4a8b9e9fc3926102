"""The tree of a parsed query, and how `POST /jql/parse` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.jira.jql.reserved_words import EMPTY, RESERVED


@dataclass(frozen=True)
class Value:
    """A word, number or quoted text."""

    text: str


@dataclass(frozen=True)
class Function:
    """`currentUser()`, `startOfDay("-1d")`."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Empty:
    """EMPTY or NULL."""


@dataclass(frozen=True)
class Several:
    """A list in parentheses. One inside of another is as good as its members beside the others."""

    members: tuple[Operand, ...]


Operand = Value | Function | Empty | Several


@dataclass(frozen=True)
class Predicate:
    """What narrows WAS and CHANGED: `by x`, `during (a, b)`."""

    name: str
    operand: Operand


@dataclass(frozen=True)
class Clause:
    """`field operator operand`; CHANGED has no operand."""

    field: str
    operator: str
    operands: tuple[Operand, ...]
    predicates: tuple[Predicate, ...] = ()

    @property
    def flat(self) -> tuple[Operand, ...]:
        """The operands, those of lists inside of lists beside the others."""
        return tuple(_members(self.operands))


def _members(operands: tuple[Operand, ...]) -> Iterator[Operand]:
    for one in operands:
        if isinstance(one, Several):
            yield from _members(one.members)
        else:
            yield one


@dataclass(frozen=True)
class Group:
    """Clauses joined by "and", "or", or negated by "not"."""

    operator: str
    clauses: tuple[Node, ...]


Node = Clause | Group


@dataclass(frozen=True)
class Query:
    """A whole query; `order` has (field, descending)."""

    where: Node | None
    order: list[tuple[str, bool]] = field(default_factory=list)


_FREE = re.compile(r"[\w.:-]+")
_BRACKETS = re.compile(r"(\w+)\[[\w.:-]+\]")


def encoded(text: str) -> str:
    """The spelling of a text that may be put into a query."""
    if _FREE.fullmatch(text) and text.lower() not in RESERVED | EMPTY:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def encoded_name(name: str) -> str:
    """The spelling of a field that may be put into a query."""
    return name if _BRACKETS.fullmatch(name) else encoded(name)


def structure(query: Query) -> dict[str, Any]:
    """JqlQuery, as the REST API describes a parsed query."""
    shape: dict[str, Any] = {}
    if query.where is not None:
        shape["where"] = _node(query.where)
    if query.order:
        shape["orderBy"] = {
            "fields": [
                {
                    "field": {"name": name, "encodedName": encoded_name(name)},
                    "direction": "desc" if descending else "asc",
                }
                for name, descending in query.order
            ]
        }
    return shape


def _node(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {"operator": node.operator, "clauses": [_node(one) for one in node.clauses]}
    shape: dict[str, Any] = {
        "field": {"name": node.field, "encodedName": encoded_name(node.field)},
        "operator": node.operator,
    }
    if node.operands:
        shape["operand"] = _operand(node.operands[0])
    if node.operator.startswith(("was", "changed")):
        shape["predicates"] = [
            {"operator": one.name, "operand": _operand(one.operand)} for one in node.predicates
        ]
    return shape


def _operand(operand: Operand) -> dict[str, Any]:
    if isinstance(operand, Value):
        return {"value": operand.text, "encodedValue": encoded(operand.text)}
    if isinstance(operand, Several):
        return {"values": [_operand(one) for one in operand.members]}
    if isinstance(operand, Function):
        return {"function": operand.name, "arguments": list(operand.arguments)}
    return {"keyword": "empty"}

"""The tree of a parsed query, and how `POST /jql/parse` writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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


Operand = Value | Function | Empty


@dataclass(frozen=True)
class Clause:
    """`field operator operand`; for IN several operands."""

    field: str
    operator: str
    operands: tuple[Operand, ...]


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


def structure(query: Query) -> dict[str, Any]:
    """JqlQuery, as the REST API describes a parsed query."""
    shape: dict[str, Any] = {}
    if query.where is not None:
        shape["where"] = _node(query.where)
    if query.order:
        shape["orderBy"] = {
            "fields": [
                {"field": {"name": name, "encodedName": name}, "direction": "desc" if descending else "asc"}
                for name, descending in query.order
            ]
        }
    return shape


def _node(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {"operator": node.operator, "clauses": [_node(one) for one in node.clauses]}
    operands = [_operand(one) for one in node.operands]
    operand = {"values": operands} if node.operator in ("in", "not in") else operands[0]
    return {
        "field": {"name": node.field, "encodedName": node.field},
        "operator": node.operator,
        "operand": operand,
    }


def _operand(operand: Operand) -> dict[str, Any]:
    if isinstance(operand, Value):
        return {"value": operand.text, "encodedValue": operand.text}
    if isinstance(operand, Function):
        return {"function": operand.name, "arguments": list(operand.arguments)}
    return {"keyword": "empty"}

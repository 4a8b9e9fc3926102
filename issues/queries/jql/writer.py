"""Writes a query from its tree. Every operand that is not from a query already is quoted, never formatted in.

The tree that `parser.parse` reads from what is written here equals the one that was written.
"""

import re

from issues.queries.jql.reserved_words import EMPTY, RESERVED
from issues.queries.jql.tokens import is_plain_word
from issues.queries.jql.tree import (
    Clause,
    Empty,
    Field,
    Function,
    Node,
    Operand,
    Order,
    Parameter,
    Query,
    Several,
    Value,
)

# Jira refuses these raw, and what its server makes of their escapes is not known: a space takes their place.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CUSTOM = re.compile(r"cf\[[0-9]+\]")


def quoted(text: str) -> str:
    """*text* as a string of JQL. Controls, which no operand needs and Jira refuses, become spaces."""
    written = _UNWRITABLE.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{written}"'


def word(name: str) -> str:
    """*name* as JQL takes it where a name stands: without quotes where it may be."""
    is_free = name.lower() not in RESERVED | EMPTY
    return name if is_free and is_plain_word(name) else quoted(name)


def field_called(name: str) -> Field:
    """The field that a person or Jira calls *name*: `summary`, `cf[10021]`, `Story Points`."""
    return Field(name, written=name if _CUSTOM.fullmatch(name) else word(name))


def write(query: Query) -> str:
    """The text of a query."""
    where = "" if query.where is None else _node(query.where)
    order = ", ".join(map(_order, query.order))
    return " ".join(filter(None, (where, order and " ".join(("ORDER BY", order)))))


def _order(order: Order) -> str:
    return " ".join(filter(None, (_field(order.field), order.direction.upper())))


def _field(field: Field) -> str:
    return field.written or field_called(field.name).written


def _node(node: Node) -> str:
    if isinstance(node, Clause):
        return _clause(node)
    if node.operator == "not":
        return " ".join(("NOT", _bracketed(node.clauses[0])))
    return f" {node.operator.upper()} ".join(map(_bracketed, node.clauses))


def _bracketed(node: Node) -> str:
    written = _node(node)
    return written if isinstance(node, Clause) else "".join(("(", written, ")"))


def _clause(clause: Clause) -> str:
    parts = [_field(clause.field), clause.operator.upper()]
    if clause.operand is not None:
        parts.append(operand(clause.operand))
    for each in clause.predicates:
        parts += [each.name.upper(), operand(each.operand)]
    return " ".join(parts)


def operand(found: Operand) -> str:
    """An operand as JQL takes it. A parameter stays as it is: it is for `binding` to put in."""
    match found:
        case Value():
            return found.written or quoted(found.text)
        case Function():
            arguments = ", ".join(map(operand, found.arguments))
            return "".join((word(found.name), "(", arguments, ")"))
        case Several():
            return "".join(("(", ", ".join(map(operand, found.members)), ")"))
        case Empty():
            return "EMPTY"
        case Parameter():
            return "".join(("{", found.name, "}"))

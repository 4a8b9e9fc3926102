"""Puts the values of parameters into a query, as nodes of its tree: no value can become a part of the query."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from issues.queries.jql.tree import (
    Clause,
    Function,
    Group,
    Node,
    Operand,
    Parameter,
    Query,
    Several,
    Value,
    operands,
)

Bound = Value | Function | Several
"""What a parameter may stand for."""


class UnboundError(LookupError):
    """A parameter has no value. *name* is the parameter's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def parameters(query: Query) -> tuple[str, ...]:
    """The names of the parameters of a query, each once, in the order of the text."""
    found = (each.name for each in operands(query) if isinstance(each, Parameter))
    return tuple(dict.fromkeys(found))


def bind(
    query: Query, values: Mapping[str, Bound], searched: Mapping[str, Bound] | None = None
) -> Query:
    """The query with *values* in place of its parameters. Raises UnboundError for one that has none.

    *searched*: those of them that are written otherwise after `~`, whose operand has a syntax of its own.
    """
    both = (values, {**values, **(searched or {})})
    return replace(query, where=None if query.where is None else _node(query.where, both))


def without(query: Query, names: Collection[str]) -> Query:
    """The query without the clauses that hold one of the parameters *names*. Its `where` may be None then."""
    return replace(query, where=None if query.where is None else _rest(query.where, names))


def _rest(node: Node, names: Collection[str]) -> Node | None:
    if isinstance(node, Clause):
        found = parameters(Query(node))
        return None if any(each in names for each in found) else node
    left = tuple(each for one in node.clauses if (each := _rest(one, names)) is not None)
    if not left:
        return None
    return left[0] if len(left) == 1 and node.operator != "not" else replace(node, clauses=left)


def _node(node: Node, both: tuple[Mapping[str, Bound], Mapping[str, Bound]]) -> Node:
    if isinstance(node, Group):
        return replace(node, clauses=tuple(_node(each, both) for each in node.clauses))
    return _clause(node, both[1] if node.operator in ("~", "!~") else both[0])


def _clause(clause: Clause, values: Mapping[str, Bound]) -> Clause:
    operand = None if clause.operand is None else _operand(clause.operand, values)
    predicates = tuple(
        replace(each, operand=_operand(each.operand, values)) for each in clause.predicates
    )
    return replace(clause, operand=operand, predicates=predicates)


def _operand(operand: Operand, values: Mapping[str, Bound]) -> Operand:
    if isinstance(operand, Parameter):
        return _value(operand, values)
    if isinstance(operand, Several):
        return replace(operand, members=tuple(_operand(each, values) for each in operand.members))
    if isinstance(operand, Function):
        return replace(
            operand, arguments=tuple(_argument(each, values) for each in operand.arguments)
        )
    return operand


def _argument(argument: Value | Parameter, values: Mapping[str, Bound]) -> Value:
    """A function takes texts only. Raises UnboundError for a parameter that stands for anything else."""
    if isinstance(argument, Value):
        return argument
    found = _value(argument, values)
    if not isinstance(found, Value):
        raise UnboundError(argument.name)
    return found


def _value(parameter: Parameter, values: Mapping[str, Bound]) -> Bound:
    found = values.get(parameter.name)
    if found is None:
        raise UnboundError(parameter.name)
    return found

"""Adds a condition to a query from three fields of the form: for people who do not know JQL by heart."""

from dataclasses import replace

from django.http import QueryDict

from integrations import jira
from issues.queries.jql import writer
from issues.queries.jql.errors import JqlError
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import (
    Clause,
    Empty,
    Field,
    Function,
    Group,
    Operand,
    Query,
    Several,
    Value,
)

OPERATORS = ("=", "!=", "~", "!~", "in", "not in", "<", "<=", ">", ">=", "is", "is not")
_CURRENT_USER = "currentUser()"


def with_clause(text: str, data: QueryDict, known: tuple[jira.QueryField, ...]) -> str:
    """*text* with the posted condition; *text* itself where no known field was chosen, or it cannot be read."""
    field, operator = data.get("add-field", ""), data.get("add-operator", "")
    if operator not in OPERATORS or field not in {each.value for each in known}:
        return text
    operand = _operand(operator, data.get("add-value", "").strip())
    clause = Clause(Field(field, written=field), operator, operand)
    try:
        query = parse(text)
    except JqlError:
        return text
    return writer.write(replace(query, where=_joined(query, clause)))


def _joined(query: Query, clause: Clause) -> Clause | Group:
    if query.where is None:
        return clause
    is_and = isinstance(query.where, Group) and query.where.operator == "and"
    before = query.where.clauses if is_and and isinstance(query.where, Group) else (query.where,)
    return Group("and", (*before, clause))


def _operand(operator: str, typed: str) -> Operand:
    if operator in ("is", "is not"):
        return Empty()
    if operator in ("in", "not in"):
        return Several(tuple(_value(each.strip()) for each in typed.split(",")))
    return _value(typed)


def _value(typed: str) -> Operand:
    return Function("currentUser") if typed == _CURRENT_USER else Value(typed)

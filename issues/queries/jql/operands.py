"""Parses the parts of a clause: the field, values, functions and lists."""

import re

from issues.queries.jql.reserved_words import EMPTY
from issues.queries.jql.token_cursor import Cursor
from issues.queries.jql.tokens import Kind
from issues.queries.jql.tree import Empty, Field, Function, Operand, Parameter, Several, Value

_NUMBER = re.compile(r"[0-9]+")


def field_name(cursor: Cursor) -> Field:
    """A name; cf[10021]; a name with the type of its field, or with the key and path of a property."""
    start = cursor.next.position
    is_custom = cursor.next.keyword == "cf"
    token = cursor.step() if is_custom else cursor.name("field")
    name, written = token.value, token.text
    if is_custom and cursor.next.text != "[":
        raise cursor.error("custom_field")
    while cursor.accept("["):
        if is_custom and not _NUMBER.fullmatch(cursor.next.text):
            raise cursor.error("custom_field")
        inside = cursor.step() if is_custom else cursor.name("property")
        cursor.expect("]", "close_square")
        name += f"[{inside.value}]"
        written += f"[{inside.text}]"
        while not is_custom and cursor.is_name():
            path = cursor.step()
            name += path.value
            written += path.text
    return Field(name, cursor.since(start), written)


def operand(cursor: Cursor) -> Operand:
    """A value, a function with its arguments, a parameter, or EMPTY."""
    start = cursor.next.position
    if cursor.next.keyword in EMPTY:
        return Empty(cursor.step().span)
    if cursor.next.kind is Kind.PARAMETER:
        return _parameter(cursor)
    token = cursor.name("value")
    if not cursor.accept("("):
        return Value(token.value, token.span, token.text)
    arguments: list[Value | Parameter] = []
    if not cursor.accept(")"):
        arguments.append(_argument(cursor))
        while cursor.accept(","):
            arguments.append(_argument(cursor))
        cursor.expect(")", "close")
    return Function(token.value, tuple(arguments), cursor.since(start))


def _argument(cursor: Cursor) -> Value | Parameter:
    if cursor.next.kind is Kind.PARAMETER:
        return _parameter(cursor)
    token = cursor.name("argument")
    return Value(token.value, token.span, token.text)


def _parameter(cursor: Cursor) -> Parameter:
    token = cursor.step()
    return Parameter(token.value, token.span)


def several(cursor: Cursor) -> Operand:
    """A list in parentheses, or a function or parameter that gives one."""
    if cursor.next.keyword == "(":
        return listed(cursor)
    if not cursor.is_name() and cursor.next.kind is not Kind.PARAMETER:
        raise cursor.error("list")
    found = operand(cursor)
    if isinstance(found, Value):
        cursor.back()
        raise cursor.error("list")
    return found


def listed(cursor: Cursor) -> Several:
    """A list in parentheses."""
    start = cursor.next.position
    with cursor.deeper():
        cursor.expect("(", "list")
        members: list[Operand] = []
        while not members or cursor.accept(","):
            is_list = cursor.next.keyword == "("
            members.append(listed(cursor) if is_list else operand(cursor))
        cursor.expect(")", "close")
    return Several(tuple(members), cursor.since(start))

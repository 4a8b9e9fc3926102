"""Parses JQL: clauses, AND, OR, NOT, parentheses, ORDER BY. AND binds closer than OR.

Judge of what is accepted and of its structure: npm @atlaskit/jql-ast 4.0.0 (`python -m tests.campaigns.jql`).
"""

import re

from sandbox.jira.jql.lexer import Sort, Token, tokens
from sandbox.jira.jql.reserved_words import EMPTY, RESERVED
from sandbox.jira.jql.tree import (
    Clause,
    Empty,
    Function,
    Group,
    Node,
    Operand,
    Predicate,
    Query,
    Several,
    Value,
)
from sandbox.jira.messages import Refused

_EQUAL = frozenset({"=", "!=", "~", "!~"})
_ORDERED = frozenset({">", "<", ">=", "<="})
_PREDICATES = frozenset({"after", "before", "by", "during", "on"})
_OF_A_CHANGE = _PREDICATES | {"from", "to"}
_NUMBER = re.compile(r"[0-9]+")
DEEPEST = 200


class Parser:
    """One query. `query` is the way in."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _wrong(self, expected: str) -> Refused:
        got = self._next.text or "the end of the query"
        return Refused(
            "jql_syntax", why=f"Expecting {expected} but got '{got}'.", at=self._next.position + 1
        )

    def _accept(self, *keywords: str) -> bool:
        """Step over the next token when it is one of these."""
        if self._next.sort is Sort.END or self._next.keyword not in keywords:
            return False
        self._at += 1
        return True

    def _expect(self, keyword: str) -> None:
        if not self._accept(keyword):
            raise self._wrong(f"'{keyword}'")

    def _name(self, what: str) -> Token:
        """A word that is not reserved, or quoted text."""
        token = self._next
        if token.sort not in (Sort.WORD, Sort.QUOTED) or token.keyword in RESERVED | EMPTY:
            raise self._wrong(what)
        self._at += 1
        return token

    def query(self) -> Query:
        """The whole text."""
        is_everything = self._next.sort is Sort.END or self._next.keyword == "order"
        where = None if is_everything else self._any_of()
        order = self._order() if self._accept("order") else []
        if self._next.sort is not Sort.END:
            raise self._wrong("operator")
        return Query(where, order)

    def _order(self) -> list[tuple[str, bool]]:
        self._expect("by")
        fields = []
        while True:
            name = self._field()
            descending = self._next.keyword == "desc"
            self._accept("asc", "desc")
            fields.append((name, descending))
            if not self._accept(","):
                return fields

    def _any_of(self) -> Node:
        clauses = [self._all_of()]
        while self._accept("or", "||", "|"):
            clauses.append(self._all_of())
        return clauses[0] if len(clauses) == 1 else Group("or", tuple(clauses))

    def _all_of(self) -> Node:
        clauses = [self._term()]
        while self._accept("and", "&&", "&"):
            clauses.append(self._term())
        return clauses[0] if len(clauses) == 1 else Group("and", tuple(clauses))

    def _term(self) -> Node:
        """A clause, NOT term, or a query in parentheses."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("less depth")
        try:
            if self._accept("not", "!"):
                return Group("not", (self._term(),))
            if self._accept("("):
                inside = self._any_of()
                self._expect(")")
                return inside
            return self._clause()
        finally:
            self._depth -= 1

    def _field(self) -> str:
        """A name; cf[10021]; a name with the type of its field, or with the key and path of a property."""
        if self._next.keyword == "cf":
            self._at += 1
            if self._next.text != "[":
                raise self._wrong("'['")
            name, only_numbers = "cf", True
        else:
            name, only_numbers = self._name("a field name").value, False
        while self._accept("["):
            inside = self._next if only_numbers else self._name("a name")
            if only_numbers:
                if not _NUMBER.fullmatch(inside.text):
                    raise self._wrong("a number")
                self._at += 1
            self._expect("]")
            name += f"[{inside.value}]"
            while not only_numbers and self._is_path():
                name += self._next.value
                self._at += 1
        return name

    def _is_path(self) -> bool:
        is_text = self._next.sort in (Sort.WORD, Sort.QUOTED)
        return is_text and self._next.keyword not in RESERVED | EMPTY

    def _clause(self) -> Clause:
        field = self._field()
        if self._accept("is"):
            operator = "is not" if self._accept("not") else "is"
            if not self._accept(*EMPTY):
                raise self._wrong("EMPTY or NULL")
            return Clause(field, operator, (Empty(),))
        if self._accept("was"):
            return self._was(field)
        if self._accept("changed"):
            return Clause(field, "changed", (), self._predicates(_OF_A_CHANGE))
        if self._accept("not"):
            self._expect("in")
            return Clause(field, "not in", (self._several(),))
        if self._accept("in"):
            return Clause(field, "in", (self._several(),))
        return self._compared(field)

    def _compared(self, field: str) -> Clause:
        sign = self._next.keyword
        if sign not in _EQUAL | _ORDERED:
            raise self._wrong("operator")
        self._at += 1
        if sign in _ORDERED and self._next.keyword in EMPTY:
            raise self._wrong("a value")
        return Clause(field, sign, (self._operand(),))

    def _was(self, field: str) -> Clause:
        operator = "was not" if self._accept("not") else "was"
        if self._accept("in"):
            operator += " in"
            operand = self._several()
        else:
            operand = self._operand()
        return Clause(field, operator, (operand,), self._predicates(_PREDICATES))

    def _predicates(self, known: frozenset[str]) -> tuple[Predicate, ...]:
        found = []
        while (name := self._next.keyword) in known:
            self._at += 1
            is_list = self._next.text == "("
            found.append(Predicate(name, self._list() if is_list else self._operand()))
        return tuple(found)

    def _several(self) -> Operand:
        """A list in parentheses, or a function that gives one."""
        if self._next.text == "(":
            return self._list()
        operand = self._operand()
        if not isinstance(operand, Function):
            self._at -= 1
            raise self._wrong("'('")
        return operand

    def _list(self) -> Several:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("less depth")
        self._expect("(")
        operands: list[Operand] = []
        while not operands or self._accept(","):
            operands.append(self._list() if self._next.text == "(" else self._operand())
        self._expect(")")
        self._depth -= 1
        return Several(tuple(operands))

    def _operand(self) -> Operand:
        """A value, a function with its arguments, or EMPTY."""
        if self._accept(*EMPTY):
            return Empty()
        name = self._name("a value").value
        if not self._accept("("):
            return Value(name)
        if self._accept(")"):
            return Function(name)
        arguments = [self._name("an argument").value]
        while self._accept(","):
            arguments.append(self._name("an argument").value)
        self._expect(")")
        return Function(name, tuple(arguments))


def parse(text: str) -> Query:
    """The tree of a query. Raises Refused with Jira's words for a syntax error."""
    return Parser(text).query()

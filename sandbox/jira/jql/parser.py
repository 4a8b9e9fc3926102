"""Parses JQL: clauses, AND, OR, NOT, parentheses, ORDER BY."""

import re

from sandbox.jira.jql.tree import Clause, Empty, Function, Group, Node, Operand, Query, Value
from sandbox.jira.messages import Refused

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<symbol>!=|!~|>=|<=|&&|\|\||[=<>~(),!])
      | (?P<word>[^\s=!<>~(),"'&|]+)
    )""",
    re.VERBOSE,
)
_COMPARE = frozenset({"=", "!=", ">", "<", ">=", "<=", "~", "!~"})
_RESERVED = frozenset({"and", "or", "not", "in", "is", "order", "by", "empty", "null"})
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", **{each: each for each in "\\'\" "}}
DEEPEST = 50


class Parser:
    """One query. `parse` is the way in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []  # (sort, text, position)
        self.at, self.depth = 0, 0
        position = 0
        while text[position:].strip():
            found = _TOKEN.match(text, position)
            if found is None:
                position += len(text[position:]) - len(text[position:].lstrip())
                raise self.wrong(f"The character '{text[position]}' is not expected here.", position)
            sort = str(found.lastgroup)
            self.tokens.append((sort, found[sort], found.start(sort)))
            position = found.end()

    def wrong(self, why: str, position: int | None = None) -> Refused:
        """A syntax error at the present token."""
        if position is None:
            position = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        return Refused("jql_syntax", why=why, at=position + 1)

    def peek(self) -> str:
        """The present token, lower-case when it is an unquoted word; empty at the end."""
        if self.at >= len(self.tokens):
            return ""
        sort, text, _ = self.tokens[self.at]
        return "" if sort == "quoted" else text.lower()

    def accept(self, *texts: str) -> bool:
        """Step over the present token when it is one of these."""
        if self.peek() in texts and self.at < len(self.tokens):
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Step over a token that must be there."""
        if not self.accept(text):
            raise self.wrong(f"Expecting '{text}' but got '{self.peek() or 'the end of the query'}'.")

    def word(self, what: str) -> str:
        """A word or quoted text."""
        if self.at >= len(self.tokens):
            raise self.wrong(f"Expecting {what} before the end of the query.")
        sort, text, _ = self.tokens[self.at]
        if sort == "symbol" or (sort == "word" and text.lower() in _RESERVED):
            raise self.wrong(f"Expecting {what} but got '{text}'.")
        self.at += 1
        return self.unquoted(text[1:-1]) if sort == "quoted" else text

    def unquoted(self, text: str) -> str:
        """What quoted text means. Raises Refused for an escape sequence that JQL does not know."""

        def meaning(found: re.Match[str]) -> str:
            sequence = found[1]
            if len(sequence) == 5:
                return chr(int(sequence[1:], 16))
            if sequence not in _ESCAPES:
                raise Refused(
                    "jql_escape", value=found[0], at=self.tokens[self.at - 1][2] + found.start() + 2
                )
            return _ESCAPES[sequence]

        return _ESCAPE.sub(meaning, text)

    def query(self) -> Query:
        """The whole text."""
        where = None if not self.tokens or self.peek() == "order" else self.disjunction()
        order = self.order() if self.accept("order") else []
        if self.at < len(self.tokens):
            raise self.wrong(f"Expecting operator but got '{self.tokens[self.at][1]}'.")
        return Query(where, order)

    def order(self) -> list[tuple[str, bool]]:
        """After ORDER: BY field [ASC|DESC], …"""
        self.expect("by")
        fields = []
        while True:
            name = self.word("a field name")
            descending = self.peek() == "desc"
            self.accept("asc", "desc")
            fields.append((name, descending))
            if not self.accept(","):
                return fields

    def disjunction(self) -> Node:
        """One or more conjunctions joined by OR."""
        clauses = [self.conjunction()]
        while self.accept("or", "||"):
            clauses.append(self.conjunction())
        return clauses[0] if len(clauses) == 1 else Group("or", tuple(clauses))

    def conjunction(self) -> Node:
        """One or more terms joined by AND."""
        clauses = [self.term()]
        while self.accept("and", "&&"):
            clauses.append(self.term())
        return clauses[0] if len(clauses) == 1 else Group("and", tuple(clauses))

    def term(self) -> Node:
        """A clause, NOT term, or a query in parentheses."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong("The query is nested too deeply.")
        try:
            if self.accept("not", "!"):
                return Group("not", (self.term(),))
            if self.accept("("):
                inside = self.disjunction()
                self.expect(")")
                return inside
            return self.clause()
        finally:
            self.depth -= 1

    def clause(self) -> Clause:
        """field operator operand."""
        name = self.word("a field name")
        if self.accept("is"):
            operator = "is not" if self.accept("not") else "is"
            if not self.accept("empty", "null"):
                raise self.wrong("Expecting EMPTY or NULL.")
            return Clause(name, operator, (Empty(),))
        negated = self.accept("not")
        if self.accept("in"):
            return Clause(name, "not in" if negated else "in", self.several())
        symbol = self.peek()
        if negated or symbol not in _COMPARE:
            raise self.wrong(f"Expecting operator but got '{symbol or 'the end of the query'}'.")
        self.at += 1
        return Clause(name, symbol, (self.operand(),))

    def several(self) -> tuple[Operand, ...]:
        """A list in parentheses, or a function that gives one."""
        if not self.accept("("):
            return (self.operand(),)
        operands = [self.operand()]
        while self.accept(","):
            operands.append(self.operand())
        self.expect(")")
        return tuple(operands)

    def operand(self) -> Operand:
        """A value, a function with its arguments, or EMPTY."""
        if self.accept("empty", "null"):
            return Empty()
        quoted = self.at < len(self.tokens) and self.tokens[self.at][0] == "quoted"
        text = self.word("a value")
        if quoted or not self.accept("("):
            return Value(text)
        arguments: list[str] = []
        while not self.accept(")"):
            arguments.append(self.word("an argument"))
            if not self.accept(","):
                self.expect(")")
                break
        return Function(text, tuple(arguments))


def parse(text: str) -> Query:
    """The tree of a query. Raises Refused with Jira's words for a syntax error."""
    return Parser(text).query()

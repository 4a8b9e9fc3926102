"""What may follow the beginning of a query: a field, an operator, a value, or a word that joins. Pure.

It reads any text, finished or not, and never fails: where it cannot tell, it expects nothing.
"""

from dataclasses import dataclass
from enum import Enum, auto

from issues.queries.jql.tokens import Kind, Token, scan


class Wanted(Enum):
    """What stands next."""

    NOTHING = auto()
    FIELD = auto()
    OPERATOR = auto()
    VALUE = auto()
    EMPTY = auto()  # behind "is"
    JOIN = auto()
    BY = auto()
    DIRECTION = auto()


@dataclass(frozen=True)
class Expected:
    """What stands next, and what is *typed* of it already. *field*: the one in whose clause it stands, as written.

    *is_listed*: inside of the brackets of a list. *is_order*: behind ORDER BY.
    """

    wanted: Wanted
    typed: str = ""
    field: str = ""
    is_listed: bool = False
    is_order: bool = False


_COMPARING = frozenset({"=", "!=", "~", "!~", "<", "<=", ">", ">="})
_JOINING = frozenset({"and", "or", "&", "&&", "|", "||"})


def expected(before: str) -> Expected:
    """What stands at the end of *before*, the query up to the cursor."""
    tokens = [each for each in scan(before) if each.kind is not Kind.SPACE]
    if any(each.kind is Kind.WRONG for each in tokens):
        return Expected(Wanted.NOTHING)  # such as an open quote
    typed = ""
    if tokens and tokens[-1].kind is Kind.WORD and before.endswith(tokens[-1].text):
        typed = tokens.pop().text
    reader = _Reader()
    for token in tokens:
        reader.read(token)
    return Expected(reader.wanted, typed, reader.field, reader.is_listed, reader.is_order)


class _Reader:
    """Walks over the tokens."""

    def __init__(self) -> None:
        self.wanted, self.field = Wanted.FIELD, ""
        self.is_listed = self.is_order = False
        self._depth = 0  # of a function's arguments
        self._after_name = False

    def read(self, token: Token) -> None:
        """Go on over one token."""
        if self._depth or (token.text == "(" and self._after_name):
            self._depth += {"(": 1, ")": -1}.get(token.text, 0)
            return
        self._after_name = False
        match self.wanted:
            case Wanted.FIELD:
                self._field(token)
            case Wanted.OPERATOR:
                self._operator(token.keyword)
            case Wanted.VALUE | Wanted.EMPTY:
                self._value(token)
            case Wanted.JOIN:
                self._join(token.keyword)
            case Wanted.BY:
                self.wanted = Wanted.FIELD if token.keyword == "by" else Wanted.NOTHING
                self.is_order = True
            case Wanted.DIRECTION:
                self._direction(token.keyword)

    def _field(self, token: Token) -> None:
        if token.keyword == "order" and not self.field:
            self.wanted = Wanted.BY
        elif token.text not in ("(", "!") and token.keyword != "not":
            self.field = token.text
            self.wanted = Wanted.DIRECTION if self.is_order else Wanted.OPERATOR

    def _operator(self, word: str) -> None:
        if ("[" in self.field and "]" not in self.field) or word == "[":
            self.field += word  # cf[10021], Team[Team]
        elif word in _COMPARING or word in ("in", "was"):
            self.wanted = Wanted.VALUE
        elif word == "is":
            self.wanted = Wanted.EMPTY
        elif word == "changed":
            self.wanted = Wanted.JOIN
        elif word != "not":
            self.wanted = Wanted.NOTHING

    def _value(self, token: Token) -> None:
        if token.text == "(":
            self.is_listed = True
        elif token.text == ")":
            self.is_listed, self.wanted = False, Wanted.JOIN
        elif token.keyword not in ("not", "in", ","):
            self._after_name = token.kind is Kind.WORD
            self.wanted = Wanted.JOIN

    def _join(self, word: str) -> None:
        if word == "," and self.is_listed:
            self.wanted = Wanted.VALUE
        elif word == ")":
            self.is_listed = False
        elif word in _JOINING:
            self.wanted, self.field = Wanted.FIELD, ""
        elif word == "order":
            self.wanted = Wanted.BY
        else:
            self.wanted = Wanted.NOTHING

    def _direction(self, word: str) -> None:
        if word == ",":
            self.wanted = Wanted.FIELD
        elif word not in ("asc", "desc"):
            self.wanted = Wanted.NOTHING

"""Parts a JQL query into tokens.

White space is tab, line feed, carriage return and U+0020 alone: any other space becomes a part of a word, as letters of
every script do. Judge: npm @atlaskit/jql-ast 4.0.0 with @atlaskit/jql-parser 3.0.1.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from sandbox.jira.messages import Refused

# Characters allowed neither in a word nor, unescaped, in quotes. In quotes, line feed and carriage return are
# allowed.
_CONTROLS = r"\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
_ESCAPE = r"""\\(?:u[0-9A-Fa-f]{4}|[nrt"'\\ ])"""
_SIGNS = r"""!"#$%&'()*+,/;<=>?@\[\\\]^{|}~"""
_TOKEN = re.compile(
    rf"""
        (?P<space>[ \t\n\r]+)
      | (?P<quoted>"(?:[^"\\{_CONTROLS}]|{_ESCAPE})*"|'(?:[^'\\{_CONTROLS}]|{_ESCAPE})*')
      | (?P<sign>!=|!~|>=|<=|&&?|\|\|?|[=<>~(),!\[\]])
      | (?P<word>(?:[^ \n\r{_SIGNS}{_CONTROLS}]|{_ESCAPE})+)
    """,
    re.VERBOSE,
)
_WRONG_ESCAPE = re.compile(r"""["'](?:[^"'\\]|\\[nrt"'\\ ]|\\u[0-9A-Fa-f]{4})*(\\.)""", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_MEANINGS = {"t": "\t", "n": "\n", "r": "\r"}


class Sort(Enum):
    """What a token is."""

    WORD = auto()
    QUOTED = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True)
class Token:
    """A piece of a query: as written, and where it begins."""

    sort: Sort
    text: str
    position: int

    @property
    def keyword(self) -> str:
        """In lower case where it can be one, and empty where it is quoted."""
        return "" if self.sort is Sort.QUOTED else self.text.lower()

    @property
    def value(self) -> str:
        """What it means, without quotes and escapes."""
        text = self.text[1:-1] if self.sort is Sort.QUOTED else self.text
        return _ESCAPED.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    sequence = found[1]
    return chr(int(sequence[1:], 16)) if len(sequence) == 5 else _MEANINGS.get(sequence, sequence)


def tokens(text: str) -> list[Token]:
    """All of *text*, with an END. Raises Refused at the first character that cannot stand where it does."""
    found, position = list[Token](), 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _refused(text, position)
        if match.lastgroup != "space":
            found.append(Token(Sort[str(match.lastgroup).upper()], match[0], position))
        position = match.end()
    return [*found, Token(Sort.END, "", len(text))]


def _refused(text: str, position: int) -> Refused:
    wrong = _WRONG_ESCAPE.match(text, position)
    if wrong is not None:
        return Refused("jql_escape", value=wrong[1], at=wrong.start(1) + 1)
    if text[position] in "\"'":
        why = "The quoted string has not been completed, or holds a control character."
    elif text[position] == "\\":
        return Refused("jql_escape", value=text[position : position + 2], at=position + 1)
    else:
        why = f"The character '{text[position]}' is a reserved JQL character."
    return Refused("jql_syntax", why=why, at=position + 1)

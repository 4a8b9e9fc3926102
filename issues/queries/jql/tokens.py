"""Parts a JQL query into tokens, each with its position.

White space is tab, line feed, carriage return and U+0020 alone: any other space is a part of a word. Outside quotes,
`{name}` is a parameter, which Lodge puts in; Jira's own grammar has no braces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from issues.queries.jql.errors import JqlError, Span

# Characters allowed neither in a word nor, unescaped, in quotes, where line feed and carriage return are allowed.
_CONTROLS = r"\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
_ESCAPE = r"""\\(?:u[0-9A-Fa-f]{4}|[nrt"'\\ ])"""
_SIGNS = r"""!"#$%&'()*+,/;<=>?@\[\\\]^{|}~"""
_WORD = rf"(?:[^ \n\r{_SIGNS}{_CONTROLS}]|{_ESCAPE})+"
_TOKEN = re.compile(
    rf"""
        (?P<space>[ \t\n\r]+)
      | (?P<quoted>"(?:[^"\\{_CONTROLS}]|{_ESCAPE})*"|'(?:[^'\\{_CONTROLS}]|{_ESCAPE})*')
      | (?P<parameter>\{{[A-Za-z][A-Za-z0-9_]{{0,39}}\}})
      | (?P<sign>!=|!~|>=|<=|&&?|\|\|?|[=<>~(),!\[\]])
      | (?P<word>{_WORD})
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(_WORD)
_WRONG_ESCAPE = re.compile(r"""["'](?:[^"'\\]|\\[nrt"'\\ ]|\\u[0-9A-Fa-f]{4})*(\\.)""", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_MEANINGS = {"t": "\t", "n": "\n", "r": "\r"}


class Kind(Enum):
    """What a token is."""

    SPACE = auto()
    WORD = auto()
    QUOTED = auto()
    PARAMETER = auto()
    SIGN = auto()
    WRONG = auto()
    END = auto()


@dataclass(frozen=True)
class Token:
    """A piece of a query as written, and where it begins, counted from 0."""

    kind: Kind
    text: str
    position: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.position, self.position + len(self.text))

    @property
    def keyword(self) -> str:
        """In lower case where it may be a keyword or a sign, else empty."""
        return self.text.lower() if self.kind in (Kind.WORD, Kind.SIGN) else ""

    @property
    def value(self) -> str:
        """What it means, without quotes, escapes and braces."""
        inside = self.kind in (Kind.QUOTED, Kind.PARAMETER)
        text = self.text[1:-1] if inside else self.text
        return _ESCAPED.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    sequence = found[1]
    if len(sequence) == 5:
        return chr(int(sequence[1:], 16))
    return _MEANINGS.get(sequence, sequence)


def is_plain_word(text: str) -> bool:
    """Whether *text* is one word of JQL without any escape."""
    return "\\" not in text and _PLAIN.fullmatch(text) is not None


def scan(text: str) -> Iterator[Token]:
    """Every token of *text*, white space too. A character that cannot stand where it does is WRONG."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            yield Token(Kind.WRONG, text[position], position)
            position += 1
            continue
        yield Token(Kind[str(match.lastgroup).upper()], match[0], position)
        position = match.end()


def tokens(text: str) -> list[Token]:
    """The tokens of *text* without white space, and an END. Raises JqlError at the first WRONG one."""
    found = []
    for token in scan(text):
        if token.kind is Kind.WRONG:
            raise _error(text, token.position)
        if token.kind is not Kind.SPACE:
            found.append(token)
    return [*found, Token(Kind.END, "", len(text))]


def _error(text: str, position: int) -> JqlError:
    character = text[position]
    wrong = _WRONG_ESCAPE.match(text, position)
    if wrong is not None:
        return JqlError("escape", Span(*wrong.span(1)), wrong[1])
    if character in "\"'":
        return JqlError("open_quote", Span(position, len(text)), character)
    if character == "\\":
        end = min(position + 2, len(text))
        return JqlError("escape", Span(position, end), text[position:end])
    code = "sign" if character.isprintable() else "control"
    return JqlError(code, Span(position, position + 1), character)

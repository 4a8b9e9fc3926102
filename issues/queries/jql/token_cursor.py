"""Steps through the tokens of a query."""

from collections.abc import Iterator
from contextlib import contextmanager

from issues.queries.jql.errors import JqlError, Span
from issues.queries.jql.tokens import Kind, Token

DEEPEST = 100


class Cursor:
    """The tokens that are left of a query. *reserved*: words in lower case that need quotes."""

    def __init__(self, tokens: list[Token], reserved: frozenset[str]) -> None:
        self._tokens, self._reserved = tokens, reserved
        self._at = self._depth = 0

    @property
    def next(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    def step(self) -> Token:
        """Go past the next token; that token."""
        token = self.next
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def back(self) -> None:
        """Undo the last step."""
        self._at -= 1

    def accept(self, *keywords: str) -> bool:
        """Go past the next token if it is one of these keywords or signs."""
        if not self.next.keyword or self.next.keyword not in keywords:
            return False
        self._at += 1
        return True

    def expect(self, keyword: str, code: str) -> None:
        """Go past *keyword*. Raises JqlError(code) where something else stands."""
        if not self.accept(keyword):
            raise self.error(code)

    def name(self, code: str) -> Token:
        """A word that is not reserved, or quoted text. Raises JqlError."""
        token = self.next
        if token.kind is Kind.WORD and token.keyword in self._reserved:
            raise self.error("reserved")
        if token.kind not in (Kind.WORD, Kind.QUOTED):
            raise self.error(code)
        return self.step()

    def is_name(self) -> bool:
        """Whether `name` would succeed."""
        token = self.next
        is_free = token.kind is Kind.WORD and token.keyword not in self._reserved
        return is_free or token.kind is Kind.QUOTED

    def error(self, code: str) -> JqlError:
        """What is wrong at the next token."""
        return JqlError(code, self.next.span, self.next.text)

    def since(self, start: int) -> Span:
        """From *start* to the end of the last token."""
        return Span(start, self._tokens[max(self._at - 1, 0)].span.end)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One bracket or NOT more. Raises JqlError where there are too many."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.error("too_deep")
        yield
        self._depth -= 1

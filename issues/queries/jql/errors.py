"""What is wrong with a query, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A part of a query: from the character *start* up to, not including, *end*. Both count from 0."""

    start: int
    end: int


class JqlError(ValueError):
    """The query breaks JQL's grammar. *code* is a key of `messages.WORDS`, *found* the text at *span*."""

    def __init__(self, code: str, span: Span, found: str = "") -> None:
        super().__init__(code)
        self.code, self.span, self.found = code, span, found

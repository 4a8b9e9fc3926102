"""What Lodge refuses before Jira is asked: bad grammar, no condition, unknown functions, white space that is none."""

import unicodedata
from collections.abc import Collection, Iterator

from issues.queries.jql.errors import JqlError, Span
from issues.queries.jql.messages import Problem
from issues.queries.jql.parser import parse
from issues.queries.jql.reserved_words import RESERVED
from issues.queries.jql.tokens import Kind, scan
from issues.queries.jql.tree import Function, Query, operands

MOST_ORDERS = 7
# Categories of characters that show as white space or not at all. Joiners are letters of some scripts.
_BLANK = frozenset({"Zs", "Zl", "Zp", "Cf"})
_JOINERS = frozenset("\u200c\u200d")


def check(
    text: str,
    *,
    functions: Collection[str] = (),
    reserved: frozenset[str] = RESERVED,
) -> tuple[Query | None, tuple[Problem, ...]]:
    """The tree of *text*, None where it has none, and every problem with it, by place.

    *functions*: the names in lower case that Jira knows; none when Jira was not asked, and then all are let through.
    """
    blanks = tuple(_false_spaces(text))
    try:
        query = parse(text, reserved)
    except JqlError as error:
        return None, (*blanks, Problem.of(error))
    problems = [*blanks, *_limits(query, text), *_unknown(query, functions)]
    return query, tuple(sorted(problems, key=lambda each: each.span.start))


def _false_spaces(text: str) -> Iterator[Problem]:
    """White space outside quotes that JQL takes for a letter: it comes with text pasted from a page."""
    for token in scan(text):
        if token.kind is Kind.WORD:
            for offset, character in enumerate(token.text):
                if unicodedata.category(character) in _BLANK and character not in _JOINERS:
                    start = token.position + offset
                    yield Problem("space", Span(start, start + 1))


def _limits(query: Query, text: str) -> Iterator[Problem]:
    if query.where is None:
        yield Problem("unbounded", Span(0, len(text)))
    if len(query.order) > MOST_ORDERS:
        extra = query.order[MOST_ORDERS].field
        yield Problem("many_orders", extra.span, extra.name)


def _unknown(query: Query, functions: Collection[str]) -> Iterator[Problem]:
    if functions:
        for each in operands(query):
            if isinstance(each, Function) and each.name.lower() not in functions:
                yield Problem("function", each.span, each.name)

"""What is said about a query as text: clauses that leave out rows, and dates."""

import re

from issues.queries.jql.errors import JqlError
from issues.queries.jql.hints import Hint, hints
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import Value, operands

_DAY = re.compile(r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}( .*)?")


def hints_of(text: str) -> tuple[Hint, ...]:
    """The clauses of *text* that leave out issues without a value. None where it cannot be read."""
    try:
        return hints(parse(text))
    except JqlError:
        return ()


def names_a_day(text: str) -> bool:
    """Whether a query has a date that Jira reads in the time zone of the caller's profile."""
    try:
        found = operands(parse(text))
    except JqlError:
        return False
    return any(isinstance(each, Value) and _DAY.fullmatch(each.text) for each in found)

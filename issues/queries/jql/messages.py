"""What is wrong with a query, in words for its writer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.queries.jql.errors import JqlError, Span

WORDS = {
    "argument": gettext_lazy("A function takes words or texts in quotes between its parentheses."),
    "close": gettext_lazy("A closing parenthesis “)” is missing here."),
    "close_square": gettext_lazy("A closing bracket “]” is missing here."),
    "control": gettext_lazy("There is an invisible control character here. Delete it."),
    "custom_field": gettext_lazy("A custom field is written cf[10021], with its number."),
    "empty": gettext_lazy("IS and IS NOT take EMPTY only. To compare with a value, use “=”."),
    "end": gettext_lazy("The query should end here."),
    "escape": gettext_lazy(
        "A backslash cannot stand before this character. Write two backslashes for one."
    ),
    "field": gettext_lazy("The name of a field is missing here."),
    "by": gettext_lazy("ORDER is followed by BY."),
    "in": gettext_lazy("NOT is followed by IN here."),
    "joint": gettext_lazy("AND, OR or ORDER BY is missing here."),
    "list": gettext_lazy("IN takes a list in parentheses, such as (Bug, Task), or a function."),
    "open_quote": gettext_lazy(
        "The text in quotes that begins here does not end, or holds a control character."
    ),
    "operator": gettext_lazy("An operator is missing here, such as =, !=, ~, IN, IS EMPTY."),
    "property": gettext_lazy("The name of a property is missing here."),
    "reserved": gettext_lazy("This word is reserved in JQL. Put it in quotes."),
    "sign": gettext_lazy("This character needs quotes around the text that it stands in."),
    "too_deep": gettext_lazy("There are too many parentheses inside each other."),
    "too_long": gettext_lazy("The query is longer than 10,000 characters."),
    "value": gettext_lazy("A value is missing here."),
    "unbounded": gettext_lazy(
        "The query asks for every issue. Jira needs at least one condition, such as project = ABC."
    ),
    "many_orders": gettext_lazy("A query can be sorted by at most 7 fields."),
    "function": gettext_lazy("Jira has no function of this name."),
    "space": gettext_lazy(
        "This looks like a space, but JQL takes it for a letter. Replace it with a space."
    ),
    "parameter": gettext_lazy("This parameter stands where only a text may stand."),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. *code* is a key of WORDS, *found* the text at *span*."""

    code: str
    span: Span
    found: str = ""

    @classmethod
    def of(cls, error: JqlError) -> "Problem":
        """The problem that a parser's error tells."""
        return cls(error.code, error.span, error.found)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column of the character at *position*, both counted from 1."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def sentence(problem: Problem, text: str) -> str:
    """The problem with its place in the query *text*, in the reader's language."""
    line, column = place(text, problem.span.start)
    facts = {"line": line, "column": column, "what": WORDS[problem.code], "found": problem.found}
    if problem.found and problem.found.isprintable() and not problem.found.isspace():
        if "\n" in text:
            return _("Line %(line)d, character %(column)d, at “%(found)s”: %(what)s") % facts
        return _("Character %(column)d, at “%(found)s”: %(what)s") % facts
    if "\n" in text:
        return _("Line %(line)d, character %(column)d: %(what)s") % facts
    return _("Character %(column)d: %(what)s") % facts

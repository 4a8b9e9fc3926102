"""What no value of any setting may look like, because somebody meant something else by it."""

import re

_QUOTES = "\"'“”„‘’‚"
_COMMENT = re.compile(r"\s#")


def flaw_of(value: str) -> str:
    """Why *value* cannot be meant as it stands, as a sentence without it; empty if it can.

    A process may get its environment from systemd, from Docker or from a shell. Docker takes quotes, comments and
    spaces around a value for a part of it, the others do not: so none of them is understood here.
    """
    if value != value.strip():
        return "begins or ends with a space or a line break. Write the value alone."
    if value and (value[0] in _QUOTES or value[-1] in _QUOTES):
        return "stands in quotes. Write the value without them, even if there are spaces in it."
    if _COMMENT.search(value):
        return "has a comment behind its value. Give the comment a line of its own."
    if not value.isprintable():
        return "holds a character that cannot be seen. Type the value instead of pasting it."
    return ""

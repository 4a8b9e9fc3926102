"""Values that no setting may have, because they do not mean what they seem to."""

import re

_QUOTES = "\"'“”„‘’‚"
_COMMENT = re.compile(r"\s#")


def flaw_of(value: str) -> str:
    """Why *value* cannot be meant as it is, without quoting it; empty if it can.

    Docker passes quotes, comments and spaces around a value on as a part of it; systemd and shells remove them. So
    Lodge accepts none of them.
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

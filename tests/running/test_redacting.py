"""What opens something stands in no line of the log."""

import logging
import sys

import pytest

from config.logs import RedactingFormatter
from config.redacting import redact


@pytest.mark.parametrize(
    ("line", "without"),
    [
        ("/account/forgotten/MQ/abc-123/", "/account/forgotten/…/"),
        ('"GET /account/forgotten/MQ/abc-123 HTTP/1.1"', '"GET /account/forgotten/… HTTP/1.1"'),
        ("Not Found: /account/invitation/ab:cd-_e/x", "Not Found: /account/invitation/…"),
        (
            "https://l.example/account/invitation/ab:cd/?next=/",
            "https://l.example/account/invitation/…/?next=/",
        ),
        ("/account/forgotten/sent/", "/account/forgotten/sent/"),
        ("/account/forgotten/", "/account/forgotten/"),
        ("/account/invitation/", "/account/invitation/"),
        ("/x/?code=abc&state=d%20e#f", "/x/?code=…&state=…#f"),
        ("GET:\ncode = 'abc'\nstate = 'def'\n", "GET:\ncode = …\nstate = …\n"),
        ("the state=active code path", "the state=active code path"),
    ],
)
def test_a_line_without_what_opens_something(line: str, without: str) -> None:
    assert redact(line) == without


def test_a_traceback_below_the_line_too() -> None:
    try:
        raise ValueError("/account/forgotten/MQ/se-cret/")
    except ValueError:
        broken = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "", 0, "at %s", ("/account/invitation/se-cret/",), broken)
    line = RedactingFormatter("{message}", style="{").format(record)
    assert "Traceback" in line
    assert "se-cret" not in line

"""What opens something stands in no line of the log."""

import logging
import sys

import pytest
from django.test import Client

from config import request_tracing
from config.log_formatting import RedactingFormatter
from config.log_redaction import redact


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
        ("/news/stop/7:abc-123_x/", "/news/stop/…/"),
        ("/news/seen/", "/news/seen/"),
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


@pytest.mark.parametrize("forged", ["\n", "\r", "\x1b[2K", "\u2028", "\x85", "\x00"])
def test_nobody_forges_a_line(forged: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "at %s", (f"/x{forged}INFO y/",), None)
    line = RedactingFormatter("{message}", style="{").format(record)
    assert line.isprintable()
    assert line.startswith("at /x\\")


def test_a_row_that_postgresql_quotes_is_left_out_within_a_request(stranger: Client) -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "no:\nFailing row contains (1, se\ncret).", (), None
    )
    token = request_tracing._present.set("0123456789abcdef")
    line = RedactingFormatter("{message}", style="{").format(record)
    request_tracing._present.reset(token)
    assert line == "no:\\nFailing row contains (…). [0123456789abcdef]"


def test_a_traceback_below_the_line_too() -> None:
    try:
        raise ValueError("/account/forgotten/MQ/se-cret/")
    except ValueError:
        broken = sys.exc_info()
    record = logging.LogRecord(
        "x", logging.ERROR, "", 0, "at %s", ("/account/invitation/se-cret/",), broken
    )
    line = RedactingFormatter("{message}", style="{").format(record)
    assert "Traceback" in line
    assert "se-cret" not in line

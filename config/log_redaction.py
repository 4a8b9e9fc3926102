"""Removes secrets from a log line: keys in links of mails, OAuth codes and states, and rows that PostgreSQL quotes.

Pure.
"""

import re

_KEY_IN_PATH = re.compile(
    r"((?<=/account/)(?:forgotten|invitation)|(?<=/news/)stop)/[^/\s\"'<>?#]+(?:/[^/\s\"'<>?#]+)?"
)
# Lodge's own words in place of a key.
_OWN_PATHS = frozenset({"forgotten/sent"})
_IN_QUERY = re.compile(r"(?<=[?&])(code|state)=[^&\s\"'<>#]*")
# The format of a query in Django's mails to admins and on its debug page.
_LISTED = re.compile(r"^(\s*(?:code|state) = ).*$", re.MULTILINE)

# Source: PostgreSQL, ExecBuildSlotValueDescription; a value may have line feeds in it.
_ROW = re.compile(r"(Failing row contains \().*?(\)\.$)", re.DOTALL | re.MULTILINE)


# Control characters, and what else ends a line: Unicode's categories Cc, Zl and Zp.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(text: str) -> str:
    """*text* with escapes for what would end a line or control a terminal."""
    return _BREAKS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def redact(text: str) -> str:
    """*text* with "…" in place of each secret."""
    if "Failing row" in text:
        text = _ROW.sub(r"\1…\2", text)
    if "/account/" in text or "/news/" in text:
        text = _KEY_IN_PATH.sub(_without_key, text)
    if "code" in text or "state" in text:
        text = _LISTED.sub(r"\1…", _IN_QUERY.sub(r"\1=…", text))
    return text


def _without_key(found: re.Match[str]) -> str:
    return found[0] if found[0] in _OWN_PATHS else f"{found[1]}/…"

"""Takes out of a line what opens something: the keys in links of mails, codes and states of a link under way; and what
PostgreSQL quotes of a row that it refuses. Pure.
"""

import re

_KEY_IN_PATH = re.compile(r"(?<=/account/)(forgotten|invitation)/[^/\s\"'<>?#]+(?:/[^/\s\"'<>?#]+)?")
# Words of Lodge's own in the place of a key.
_OWN_PATHS = frozenset({"forgotten/sent"})
_IN_QUERY = re.compile(r"(?<=[?&])(code|state)=[^&\s\"'<>#]*")
# As Django's mails to admins and its debug page list a query.
_LISTED = re.compile(r"^(\s*(?:code|state) = ).*$", re.MULTILINE)

# Source: PostgreSQL, ExecBuildSlotValueDescription; a value may have line feeds in it.
_ROW = re.compile(r"(Failing row contains \().*?(\)\.$)", re.DOTALL | re.MULTILINE)


# Control characters, and what else ends a line: Unicode's categories Cc, Zl and Zp.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(text: str) -> str:
    """*text* with escapes in the place of what would end a line, or steer a terminal."""
    return _BREAKS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def redact(text: str) -> str:
    """*text* with "…" in each such place."""
    if "Failing row" in text:
        text = _ROW.sub(r"\1…\2", text)
    if "/account/" in text:
        text = _KEY_IN_PATH.sub(_without_key, text)
    if "code" in text or "state" in text:
        text = _LISTED.sub(r"\1…", _IN_QUERY.sub(r"\1=…", text))
    return text


def _without_key(found: re.Match[str]) -> str:
    return found[0] if found[0] in _OWN_PATHS else f"{found[1]}/…"

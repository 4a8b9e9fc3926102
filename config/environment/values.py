"""Parsers for values that are no addresses. Each raises InvalidValue."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from environ import Env

_SCOPE = re.compile(r"offline_access|[a-z]+(:[a-z0-9.-]+){1,2}")
_FALSE = frozenset({"false", "off", "no", "0"})
_FEW_SIGNS = 50  # like Django's security.W009
# A century, and more than any useful count. A larger number fails elsewhere, much later.
LONGEST_DAYS, LONGEST_SECONDS, MOST = 36_500, 3_155_760_000, 1_000_000


class InvalidValue(ValueError):
    """An invalid value. The message completes "NAME …" and never quotes the value."""


def text(value: str) -> str:
    """Any text."""
    return value


def one_word(value: str) -> str:
    """Text without spaces."""
    if value.split() != [value] and value:
        raise InvalidValue("has a space in it.")
    return value


def words(value: str) -> list[str]:
    """Words, separated by commas or spaces."""
    return value.replace(",", " ").split()


def scopes(value: str) -> list[str]:
    """OAuth 2.0 scopes in Atlassian's format, separated by commas or spaces."""
    found = words(value)
    if not all(_SCOPE.fullmatch(each) for each in found):
        raise InvalidValue("names something that is no scope. Write scopes such as read:jira-work.")
    return found


def flag(value: str) -> bool:
    """True for true, yes, on, 1; False for false, no, off, 0."""
    if value.lower() in Env.BOOLEAN_TRUE_STRINGS:
        return True
    if value.lower() not in _FALSE:
        raise InvalidValue("is neither true nor false. Write one of these.")
    return False


def one_of(*choices: str) -> Callable[[str], str]:
    """One of *choices*, in any case."""

    def parse(value: str) -> str:
        if value.upper() not in choices:
            raise InvalidValue(f"is none of {', '.join(choices)}.")
        return value.upper()

    return parse


def at_most(length: int) -> Callable[[str], str]:
    """Text of at most *length* characters."""

    def parse(value: str) -> str:
        if len(value) > length:
            raise InvalidValue(f"is longer than {length} signs.")
        return value

    return parse


def signing_key(value: str) -> str:
    """A long, random key for signing sessions, without the separators of a list."""
    if value.split() != [value] or "," in value:
        raise InvalidValue(
            "has a space or a comma in it, which separate the keys of SECRET_KEY_FALLBACKS."
        )
    if len(value) < _FEW_SIGNS or len(set(value)) < 5:
        raise InvalidValue(f"is easy to guess. Write {_FEW_SIGNS} random signs or more.")
    return value


def folder(value: str) -> Path:
    """The absolute path of a folder."""
    if not value.startswith("/"):
        raise InvalidValue(
            "is no path of a folder from the root on. Write one, such as /var/lib/lodge."
        )
    return Path(value)


def listening(value: str) -> str:
    """The IP address of a network interface of this host, as before `:port`."""
    try:
        address = ip_address(value)
    except ValueError:
        raise InvalidValue(
            "is no IP address. Write 127.0.0.1 for this host alone, 0.0.0.0 for all."
        ) from None
    return f"[{address}]" if address.version == 6 else str(address)

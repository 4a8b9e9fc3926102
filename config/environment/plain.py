"""Values that are no addresses: each function understands the text of a setting, or raises Unfit."""

import math
import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from environ import Env

_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_SCOPE = re.compile(r"offline_access|[a-z]+(:[a-z0-9.-]+){1,2}")
_FALSE = frozenset({"false", "off", "no", "0"})
_FEW_SIGNS = 50  # as Django's security.W009

# A century, and more than every count that makes sense: what is larger breaks somewhere else, much later.
_LONGEST_DAYS, _LONGEST_SECONDS, _MOST = 36_500, 3_155_760_000, 1_000_000


class Unfit(ValueError):
    """A value makes no sense. The message completes "NAME …", and never quotes the value."""


def text(value: str) -> str:
    """Anything."""
    return value


def one_word(value: str) -> str:
    """Anything without spaces."""
    if value.split() != [value] and value:
        raise Unfit("has a space in it.")
    return value


def words(value: str) -> list[str]:
    """Several, separated by commas or spaces."""
    return value.replace(",", " ").split()


def scopes(value: str) -> list[str]:
    """Scopes of OAuth 2.0 as Atlassian writes them, separated by commas or spaces."""
    found = words(value)
    if not all(_SCOPE.fullmatch(each) for each in found):
        raise Unfit("names something that is no scope. Write scopes such as read:jira-work.")
    return found


def flag(value: str) -> bool:
    """True for true, yes, on, 1; False for false, no, off, 0."""
    if value.lower() in Env.BOOLEAN_TRUE_STRINGS:
        return True
    if value.lower() not in _FALSE:
        raise Unfit("is neither true nor false. Write one of these.")
    return False


def whole(value: str) -> int | None:
    """The number that *value* writes in ASCII digits, nine of them at most; None if it writes none."""
    return int(value) if _WHOLE.fullmatch(value) else None


def count(unit: str) -> Callable[[str], int]:
    """How many *unit*, one at least."""

    def parse(value: str) -> int:
        number = whole(value)
        if number is None or not 1 <= number <= _MOST:
            raise Unfit(f"is no number of {unit}. Write a whole number, 1 or more.")
        return number

    return parse


def up_to(most: int, unit: str) -> Callable[[str], int]:
    """How many *unit*, from none to *most*."""

    def parse(value: str) -> int:
        number = whole(value)
        if number is None or number > most:
            raise Unfit(f"is no number of {unit}. Write a whole number from 0 to {most}.")
        return number

    return parse


def seconds(value: str) -> float:
    """A positive number of seconds."""
    return _positive(value, "seconds", 0, _LONGEST_SECONDS)


def seconds_from(least: float) -> Callable[[str], float]:
    """A number of seconds, *least* or more."""
    return lambda value: _positive(value, "seconds", least, _LONGEST_SECONDS)


def days(value: str) -> float:
    """A positive number of days."""
    return _positive(value, "days", 0, _LONGEST_DAYS)


def hours(value: str) -> float:
    """A positive number of hours."""
    return _positive(value, "hours", 0, _LONGEST_DAYS * 24)


def _positive(value: str, unit: str, least: float, most: float) -> float:
    number = float(value) if _NUMBER.fullmatch(value) else math.nan
    if not 0 < number <= most:
        raise Unfit(f"is no number of {unit}. Write one, such as {least or 30:g}.")
    if number < least:
        raise Unfit(f"is below {least:g} {unit}, the least that it may be.")
    return number


def one_of(*choices: str) -> Callable[[str], str]:
    """One of *choices*, in capitals or not."""

    def parse(value: str) -> str:
        if value.upper() not in choices:
            raise Unfit(f"is none of {', '.join(choices)}.")
        return value.upper()

    return parse


def at_most(length: int) -> Callable[[str], str]:
    """Anything of *length* signs at most."""

    def parse(value: str) -> str:
        if len(value) > length:
            raise Unfit(f"is longer than {length} signs.")
        return value

    return parse


def signing_key(value: str) -> str:
    """What sessions are signed with: long, random, and fit for a list of such keys."""
    if value.split() != [value] or "," in value:
        raise Unfit("has a space or a comma in it, which separate the keys of SECRET_KEY_FALLBACKS.")
    if len(value) < _FEW_SIGNS or len(set(value)) < 5:
        raise Unfit(f"is easy to guess. Write {_FEW_SIGNS} random signs or more.")
    return value


def folder(value: str) -> Path:
    """The path of a folder, from the root on."""
    if not value.startswith("/"):
        raise Unfit("is no path of a folder from the root on. Write one, such as /var/lib/lodge.")
    return Path(value)


def listening(value: str) -> str:
    """The address of a network card of this host, as it stands in front of `:port`."""
    try:
        address = ip_address(value)
    except ValueError:
        raise Unfit("is no IP address. Write 127.0.0.1 for this host alone, 0.0.0.0 for all.") from None
    return f"[{address}]" if address.version == 6 else str(address)


def port(value: str) -> int:
    """Where a server listens."""
    number = whole(value)
    if number is None or not 1 <= number <= 65_535:
        raise Unfit("is no port. Write a number from 1 to 65535.")
    return number

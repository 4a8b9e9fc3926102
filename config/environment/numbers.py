"""Parses settings that are numbers, with their units."""

import math
import re
from collections.abc import Callable

from config.environment.values import LONGEST_DAYS, LONGEST_SECONDS, MOST, InvalidValue

_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def whole(value: str) -> int | None:
    """The number, up to nine ASCII digits; None for other text."""
    return int(value) if _WHOLE.fullmatch(value) else None


def count(unit: str) -> Callable[[str], int]:
    """A number of *unit*, at least one."""

    def parse(value: str) -> int:
        number = whole(value)
        if number is None or not 1 <= number <= MOST:
            raise InvalidValue(f"is no number of {unit}. Write a whole number, 1 or more.")
        return number

    return parse


def up_to(most: int, unit: str) -> Callable[[str], int]:
    """A number of *unit*, from none to *most*."""

    def parse(value: str) -> int:
        number = whole(value)
        if number is None or number > most:
            raise InvalidValue(f"is no number of {unit}. Write a whole number from 0 to {most}.")
        return number

    return parse


def seconds(value: str) -> float:
    """A positive number of seconds."""
    return _positive(value, "seconds", 0, LONGEST_SECONDS)


def seconds_from(least: float) -> Callable[[str], float]:
    """A number of seconds, at least *least*."""
    return lambda value: _positive(value, "seconds", least, LONGEST_SECONDS)


def days(value: str) -> float:
    """A positive number of days."""
    return _positive(value, "days", 0, LONGEST_DAYS)


def hours(value: str) -> float:
    """A positive number of hours."""
    return _positive(value, "hours", 0, LONGEST_DAYS * 24)


def _positive(value: str, unit: str, least: float, most: float) -> float:
    number = float(value) if _NUMBER.fullmatch(value) else math.nan
    if not 0 < number <= most:
        raise InvalidValue(f"is no number of {unit}. Write one, such as {least or 30:g}.")
    if number < least:
        raise InvalidValue(f"is below {least:g} {unit}, the least that it may be.")
    return number


def port(value: str) -> int:
    """A port number."""
    number = whole(value)
    if number is None or not 1 <= number <= 65_535:
        raise InvalidValue("is no port. Write a number from 1 to 65535.")
    return number

"""Reads a day that was typed."""

import re
from datetime import date

DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DOTTED_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]*)?)?")
LOCAL_MOMENT = re.compile(DAY.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
EARLIEST = 1000  # years have four digits; anything else is a typo


def read_day(typed: str) -> date | None:
    """The day that *typed* names: 2026-11-30 as browsers send it, or 30.11.2026; None for anything else.

    11/30/2026 is not read: which number is the month depends on the reader.
    """
    if iso := DAY.fullmatch(typed):
        year, month, day = map(int, iso.groups())
    elif dotted := DOTTED_DAY.fullmatch(typed):
        day, month, year = map(int, dotted.groups())
    else:
        return None
    try:
        return date(year, month, day) if year >= EARLIEST else None
    except ValueError:
        return None

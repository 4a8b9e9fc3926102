"""Numbers as people write them: decimal point or comma, with or without grouped digits. Pure.

A text that has one meaning in every convention is read. One that has two, such as "1.000", is read only where the
writer's own convention settles it; otherwise `AmbiguousError` names both. Grouping signs: CLDR's `group` symbols
(comma, point, spaces, apostrophe), digits of any script.
"""

import re
import unicodedata
from decimal import Decimal

# Grouping signs that are never decimal signs, written as one space.
_GROUPING = re.compile(r"(?<=[0-9])[\s\u066c'\u2019_](?=[0-9])")
_MINUS = str.maketrans({"\u2212": "-", "\u066b": ",", "\u2013": "-"})
_PLAIN = "[0-9]+"
# Groups of three, or India's groups of two that end with one of three. No number begins with a group of 0.
_GROUPS = "[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+|[1-9][0-9]?(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}"
LONGEST = 40


class AmbiguousError(ValueError):
    """A text with two meanings: `grouped` (a whole number) and `fraction`."""

    def __init__(self, grouped: Decimal, fraction: Decimal) -> None:
        super().__init__("two meanings")
        self.grouped, self.fraction = grouped, fraction


def read(typed: str, decimal_sign: str = "") -> Decimal:
    """The number that *typed* means to a user who writes *decimal_sign* ("." or ","; "" unknown).

    Raises AmbiguousError, or ValueError where it is not a number.
    """
    if len(typed) > LONGEST:
        raise ValueError("too long")
    plain = _GROUPING.sub(" ", "".join(map(_digit, typed.strip())).translate(_MINUS))
    if "\u066b" in typed:
        decimal_sign = ","
    found = {sign: _as(plain, sign) for sign in ".,"}
    point, comma = found["."], found[","]
    if point is None or comma is None or point == comma:
        value = comma if point is None else point
        if value is None:
            raise ValueError("no number")
        return value
    grouped, fraction = sorted((point, comma), key=abs, reverse=True)
    meant = found.get(decimal_sign)
    # Nobody ends a fraction of three digits with a zero: "1.500" is probably the other convention.
    if meant is None or (meant == fraction and plain.endswith("0")):
        raise AmbiguousError(grouped, fraction)
    return meant


def unambiguous(number: Decimal | float) -> str:
    """*number* with a point that no convention can misread: 2.125 is "2.1250"."""
    text = f"{number:.15g}" if isinstance(number, int | float) else f"{number.normalize():f}"
    whole, _point, fraction = text.partition(".")
    looks_grouped = len(fraction) == 3 and re.fullmatch("-?[1-9][0-9]{0,2}", whole)
    return f"{text}0" if looks_grouped else text


def _digit(character: str) -> str:
    """A decimal digit of any script as ASCII. Any other character unchanged."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _as(plain: str, sign: str) -> Decimal | None:
    """The number *plain* where *sign* is the decimal sign and the other sign groups digits."""
    mantissa, power, exponent = plain.lower().partition("e")
    # A number with an exponent has no grouped digits.
    grouping = () if power else (re.escape(_other(sign)), " ")
    whole = "|".join((_PLAIN, *map(_GROUPS.format, grouping)))
    found = re.fullmatch(
        rf"([+-]?)(?:({whole})(?:{re.escape(sign)}([0-9]*))?|{re.escape(sign)}([0-9]+))", mantissa
    )
    if found is None or (power and not re.fullmatch("[+-]?[0-9]{1,3}", exponent)):
        return None
    minus, digits, fraction, bare = found.groups(default="")
    digits = re.sub("[^0-9]", "", digits) or "0"
    return Decimal(f"{minus}{digits}.{fraction or bare or '0'}e{exponent or '0'}")


def _other(sign: str) -> str:
    return "," if sign == "." else "."

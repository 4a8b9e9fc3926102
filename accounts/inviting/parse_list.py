"""Reads a pasted list or a CSV file: one address per entry, and a name where there is one. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 2000  # lines in one list
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_BETWEEN = re.compile(r"[,;\s]+")
FIRST, LAST = (
    frozenset({"firstname", "givenname"}),
    frozenset({"lastname", "surname", "familyname"}),
)


class UnreadableError(Exception):
    """The input is not a list. The message is for the admin."""


@dataclass(frozen=True)
class Entry:
    """One person of a list: the *line* (from 1), the text in place of the address, and the name or nothing."""

    line: int
    address: str
    name: str = ""

    @property
    def written(self) -> str:
        """The entry in the format of `from_text`."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def from_text(text: str) -> list[Entry]:
    """Read text.

    A line may hold several entries: separated by commas, semicolons or spaces, or as in a mail's header.
    """
    entries = [
        entry
        for number, line in enumerate(text.splitlines(), 1)
        for entry in _of_line(number, line)
    ]
    return bounded(entries)


def _of_line(number: int, line: str) -> Iterator[Entry]:
    if "<" in line:
        for name, address in _NAMED.findall(line):
            yield Entry(number, address.strip(), name.strip(" \t,;\"'"))
        for word in _words(_NAMED.sub(" ", line)):
            yield Entry(number, word)
        return
    words = _words(line)
    addresses = [word for word in words if "@" in word]
    # A name beside an address is fine. A line without an address is one wrong entry.
    if len(addresses) == 1 or (words and not addresses):
        rest = " ".join(word for word in words if word not in addresses)
        yield Entry(number, addresses[0], rest) if addresses else Entry(number, rest)
        return
    for word in words:
        yield Entry(number, word)


def _words(line: str) -> list[str]:
    return [word for word in _BETWEEN.split(line.replace("\ufeff", "").replace("\0", "")) if word]


def bounded(entries: list[Entry]) -> list[Entry]:
    if len(entries) > MOST:
        raise UnreadableError("too long")
    return entries

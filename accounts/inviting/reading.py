"""Makes entries of what was pasted, or of a CSV file: an address, and a name where there is one. Pure."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 2000  # lines at once
MOST_BYTES = 1_000_000

_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_BETWEEN = re.compile(r"[,;\s]+")
_ADDRESS = frozenset({"email", "mail", "emailaddress", "mailaddress", "address", "useremail"})
_WHOLE_NAME = frozenset({"name", "fullname", "displayname", "username", "realname"})
_FIRST, _LAST = frozenset({"firstname", "givenname"}), frozenset({"lastname", "surname", "familyname"})


class UnreadableError(Exception):
    """This is no list. Its words are for whoever gave it."""


@dataclass(frozen=True)
class Entry:
    """One person of a list: the *line* (from 1), what stood there for an address, and a name or nothing."""

    line: int
    address: str
    name: str = ""

    @property
    def written(self) -> str:
        """As `from_text` reads it again."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def from_text(text: str) -> list[Entry]:
    """One line may hold several: separated by commas, semicolons or spaces, or as mail programs write them."""
    entries = [entry for number, line in enumerate(text.splitlines(), 1) for entry in _of_line(number, line)]
    return _bounded(entries)


def _of_line(number: int, line: str) -> Iterator[Entry]:
    if "<" in line:
        for name, address in _NAMED.findall(line):
            yield Entry(number, address.strip(), name.strip(" \t,;\"'"))
        for word in _words(_NAMED.sub(" ", line)):
            yield Entry(number, word)
        return
    words = _words(line)
    addresses = [word for word in words if "@" in word]
    if len(addresses) == 1 or (
        words and not addresses
    ):  # a name beside it is no mistake; none of both is one
        rest = " ".join(word for word in words if word not in addresses)
        yield Entry(number, addresses[0], rest) if addresses else Entry(number, rest)
        return
    for word in words:
        yield Entry(number, word)


def _words(line: str) -> list[str]:
    return [word for word in _BETWEEN.split(line.replace("\ufeff", "").replace("\0", "")) if word]


def from_file(data: bytes) -> list[Entry]:
    """A CSV file, or a list as `from_text` reads it. Raises UnreadableError."""
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    return from_text(text) if "<" in first else from_csv(data)


def from_csv(data: bytes) -> list[Entry]:
    """Every row of a file with commas, semicolons or tabs. The heading says which columns; without one, the "@" does.

    Raises UnreadableError.
    """
    rows = [row for row in enumerate(_rows(_decoded(data)), 1) if any(row[1])]
    if not rows:
        raise UnreadableError("empty")
    heading = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in rows[0][1]]
    columns = (
        heading if _ADDRESS.intersection(heading) and not any("@" in cell for cell in rows[0][1]) else []
    )
    people = rows[1:] if columns else rows
    return _bounded([entry for number, row in people for entry in _of_row(number, row, columns)])


def _of_row(number: int, row: list[str], columns: list[str]) -> Iterator[Entry]:
    """One person where there is a heading; else whoever has an "@", or nobody known."""

    def cell(kind: frozenset[str]) -> str:
        return next((text for name, text in zip(columns, row, strict=False) if name in kind and text), "")

    if columns:
        whole = " ".join(f"{cell(_FIRST)} {cell(_LAST)}".split())
        yield Entry(number, cell(_ADDRESS), whole or cell(_WHOLE_NAME))
        return
    addresses = [text for text in row if "@" in text]
    for text in addresses or [next(filter(None, row))]:
        rest = " ".join(each for each in row if each and "@" not in each) if len(addresses) == 1 else ""
        yield Entry(number, text, rest)


def _rows(text: str) -> list[list[str]]:
    try:
        kind: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        kind = csv.excel
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), kind)]
    except csv.Error:
        raise UnreadableError("no table") from None


def _decoded(data: bytes) -> str:
    """As spreadsheets write it: UTF-8 or UTF-16 with their marks, else Windows' Western letters."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("a spreadsheet")
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8-sig"),
        (b"", "cp1252"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding).replace("\0", "")
            except UnicodeDecodeError:
                continue
    raise UnreadableError("no text")


def _bounded(entries: list[Entry]) -> list[Entry]:
    if len(entries) > MOST:
        raise UnreadableError("too long")
    return entries

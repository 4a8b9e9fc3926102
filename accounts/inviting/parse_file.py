"""Reads a file of people to invite: CSV with or without a head, or text, in any usual encoding."""

import csv
import io
import re
from collections.abc import Iterator

from accounts.inviting.parse_list import FIRST, LAST, Entry, UnreadableError, bounded, from_text

MOST_BYTES = 1_000_000
_ADDRESS = frozenset({"email", "mail", "emailaddress", "mailaddress", "address", "useremail"})
_WHOLE_NAME = frozenset({"name", "fullname", "displayname", "username", "realname"})


def from_file(data: bytes) -> list[Entry]:
    """Read a CSV file, or a list in the format of `from_text`. Raises UnreadableError."""
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    return from_text(text) if "<" in first else from_csv(data)


def from_csv(data: bytes) -> list[Entry]:
    """Read every row of a file with commas, semicolons or tabs.

    A header row names the columns; without one, the column with the "@" is the address. Raises UnreadableError.
    """
    rows = [row for row in enumerate(_rows(_decoded(data)), 1) if any(row[1])]
    if not rows:
        raise UnreadableError("empty")
    heading = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in rows[0][1]]
    columns = (
        heading
        if _ADDRESS.intersection(heading) and not any("@" in cell for cell in rows[0][1])
        else []
    )
    people = rows[1:] if columns else rows
    return bounded([entry for number, row in people for entry in _of_row(number, row, columns)])


def _of_row(number: int, row: list[str], columns: list[str]) -> Iterator[Entry]:
    """One entry by the header; without one, by the "@"."""

    def cell(kind: frozenset[str]) -> str:
        return next(
            (text for name, text in zip(columns, row, strict=False) if name in kind and text), ""
        )

    if columns:
        whole = " ".join(f"{cell(FIRST)} {cell(LAST)}".split())
        yield Entry(number, cell(_ADDRESS), whole or cell(_WHOLE_NAME))
        return
    addresses = [text for text in row if "@" in text]
    for text in addresses or [next(filter(None, row))]:
        rest = (
            " ".join(each for each in row if each and "@" not in each)
            if len(addresses) == 1
            else ""
        )
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
    """Decode as spreadsheets encode: UTF-8 or UTF-16 with a byte order mark, otherwise Windows-1252."""
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

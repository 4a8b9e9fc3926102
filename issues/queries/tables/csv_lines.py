"""A table as CSV, line by line, which no spreadsheet takes for formulas.

Source: OWASP, "CSV Injection"; RFC 4180. Excel reads UTF-8 only with a byte order mark.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

from issues.queries.tables.cells import Cell, plain

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
# What begins a formula in some spreadsheet, in full width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


class _Line:
    """A file for csv.writer that hands each line back."""

    def write(self, line: str) -> str:
        return line


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The whole table, a line at a time."""
    write = csv.writer(_Line()).writerow
    yield BYTE_ORDER_MARK + _bytes(write(list(map(defused, header))))
    for row in rows:
        yield _bytes(write([_cell(each) for each in row]))


def _cell(value: Cell) -> str:
    return defused(value) if isinstance(value, str) else plain(value)


def defused(text: str) -> str:
    """*text* with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA) else text


def _bytes(line: object) -> bytes:
    return str(line).encode("utf-8", "replace")

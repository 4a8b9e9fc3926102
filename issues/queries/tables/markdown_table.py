"""A table as Markdown (GitHub's), to be copied into a chat or a document."""

import re
from collections.abc import Iterable, Sequence

from issues.queries.tables.cells import Cell, plain

_SYNTAX = re.compile(r"([\\`*_{}\[\]<>|~])")
_BREAKS = re.compile(r"\s*\n\s*")


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]], links: Iterable[str] = ()) -> str:
    """The table; *links* are the addresses of the rows' first cells."""
    written = [_line(map(escaped, header)), _line("---" for _ in header)]
    addresses = iter(links)
    for row in rows:
        cells = [escaped(plain(each)) for each in row]
        address = next(addresses, "")
        if cells and cells[0] and address:
            cells[0] = f"[{cells[0]}]({address})"
        written.append(_line(cells))
    return "\n".join(written) + "\n"


def escaped(text: str) -> str:
    """*text* so that Markdown shows it as it is, in one line."""
    return _SYNTAX.sub(r"\\\1", _BREAKS.sub(" ", text))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""The table of a move: CSV with the columns kind, old, new."""

import csv
import io
import re
from dataclasses import dataclass, field

COLUMNS = ["kind", "old", "new"]
KINDS = ("site", "account", "project", "type")
LARGEST = 5 * 1024 * 1024  # bytes
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,63}")


class TableRefusedError(ValueError):
    """The table cannot be used. The message names each wrong line."""


@dataclass
class Table:
    """Old to new: site (address or cloud id), account (id), project (key), issue type (id)."""

    site: dict[str, str] = field(default_factory=dict)
    account: dict[str, str] = field(default_factory=dict)
    project: dict[str, str] = field(default_factory=dict)
    type: dict[str, str] = field(default_factory=dict)

    def key(self, old: str) -> str:
        """The new key of an issue: the number stays."""
        project, dash, number = old.rpartition("-")
        return f"{self.project.get(project, project)}{dash}{number}"


def read(content: bytes) -> Table:
    """The table in *content*. Raises TableRefusedError with all that is wrong."""
    if len(content) > LARGEST:
        raise TableRefusedError("The table is larger than 5 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefusedError("The table is not UTF-8. Save it as CSV in UTF-8.") from None
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=False))
    if not rows or [each.strip().lower() for each in rows[0]] != COLUMNS:
        raise TableRefusedError("The first line must be: kind,old,new")
    table, wrong = Table(), []
    for number, row in enumerate(rows[1:], start=2):
        cells = [each.strip() for each in row]
        if any(cells) and (said := _put(table, cells)):
            wrong.append(f"Line {number}: {said}")
    if not table.site and not wrong:
        wrong.append("The table names no site. Write a line such as: site,<old address>,<new one>")
    if wrong:
        raise TableRefusedError("\n".join(wrong))
    return table


def _put(table: Table, cells: list[str]) -> str:
    """What is wrong with a line, or ""."""
    if len(cells) != len(COLUMNS) or not all(cells):
        return "write three cells: kind, old, new."
    kind, old, new = cells
    if kind not in KINDS:
        return f"the kind is one of {', '.join(KINDS)}."
    if kind == "project" and not (_KEY.fullmatch(old) and _KEY.fullmatch(new)):
        return "a project's key is in capitals, such as SHOP."
    known: dict[str, str] = getattr(table, kind)
    if known.get(old, new) != new:
        return f"{old} leads to two different places."
    known[old] = new
    return ""

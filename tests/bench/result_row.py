"""One line of the table: what was measured, against what, and whether the goal was met. Pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True)
class Row:
    """`ok` None: nothing was promised for it, or it could not be measured (`error` says why)."""

    what: str
    measured: str
    goal: str = ""
    ok: bool | None = None
    error: bool = False

    @classmethod
    def at_most(
        cls, what: str, value: float, limit: float, unit: str = "×", more: str = ""
    ) -> Self:
        """A row whose goal is *value* ≤ *limit*."""
        return cls(what, f"{value:.2f}{unit}{more}", f"≤ {limit:g}{unit}", value <= limit)

    @classmethod
    def at_least(cls, what: str, value: float, limit: float, unit: str, more: str = "") -> Self:
        """A row whose goal is *value* ≥ *limit*."""
        return cls(what, f"{value:.1f}{unit}{more}", f"≥ {limit:g}{unit}", value >= limit)

    @classmethod
    def exactly(cls, what: str, value: object, wanted: object) -> Self:
        """A row whose goal is one value."""
        return cls(what, str(value), str(wanted), value == wanted)

    @classmethod
    def unmeasured(cls, what: str, why: str) -> Self:
        """A row that should be here and is not."""
        return cls(what, why, error=True)

    @property
    def verdict(self) -> str:
        """The last column."""
        if self.error:
            return "NOT MEASURED"
        return "" if self.ok is None else "ok" if self.ok else "MISSED"


MARK = "row: "


def dump(row: Row) -> str:
    """One line of a part's output."""
    return MARK + json.dumps(asdict(row))


def load(output: str) -> list[Row]:
    """The rows among a part's output."""
    return [
        Row(**json.loads(line.removeprefix(MARK)))
        for line in output.splitlines()
        if line.startswith(MARK)
    ]


def table(rows: Iterable[Row]) -> str:
    """All rows as a Markdown table."""
    lines = [(row.what, row.measured, row.goal, row.verdict) for row in rows]
    lines = [("What", "Measured", "Goal", ""), *lines]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    lines.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * widths[3]))
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )

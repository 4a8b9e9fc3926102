"""Writes what was measured into docs/numbers.md, below its own heading."""

from datetime import UTC, datetime

from tests.support.paths import ROOT

HEADING = "## Written by the command"


def write(table: str, command: str) -> None:
    """Replace what stands below the heading, up to the next one. Raises ValueError where it is missing."""
    file = ROOT / "docs" / "numbers.md"
    before, heading, after = file.read_text(encoding="utf-8").partition(HEADING)
    if not heading:
        raise ValueError(f"docs/numbers.md has no {HEADING}")
    _old, following, rest = after.partition("\n## ")
    said = f"`{command}` on {datetime.now(UTC):%d %B %Y}:"
    file.write_text(f"{before}{heading}\n\n{said}\n\n{table}\n{following}{rest}", encoding="utf-8")

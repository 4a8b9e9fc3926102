"""`make strip-pictures`: is any picture refused, larger, changed or still telling after it was cleaned? A table says.

`N` is how many pictures are made (80, small; 200 in full). The exit status is not zero when a promise was broken. See
docs/campaigns.md.
"""

import hashlib
import os
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from issues.pictures import StrippedFile, UnstrippableError, kind_of, stripped
from tests.campaigns.pictures import external_tools
from tests.campaigns.pictures.encoding import pictures
from tests.campaigns.pictures.metadata_reader import left
from tests.campaigns.pictures.visual_comparison import look

USUAL = 80


@dataclass
class Row:
    """What became of the pictures of one kind. *slower*: times the SHA-256 of the same bytes."""

    files: int = 0
    refused: int = 0
    larger: int = 0
    changed: int = 0
    left: int = 0
    slower: list[float] = field(default_factory=list)
    smaller: list[float] = field(default_factory=list)

    @property
    def broken(self) -> int:
        """How many promises were."""
        return self.refused + self.larger + self.changed + self.left


def clean(row: Row, data: bytes) -> bytes | None:
    """Clean one picture and count what came of it; None where it was refused."""
    row.files += 1
    kind = kind_of(data) or ""
    began = time.perf_counter()
    try:
        fresh = StrippedFile(stripped(kind, data)).read()
    except (UnstrippableError, KeyError):
        row.refused += 1
        return None
    taken = time.perf_counter() - began
    hashlib.sha256(data).hexdigest()
    row.slower.append(taken / (time.perf_counter() - began - taken))
    row.smaller.append(len(fresh) / len(data))
    row.larger += len(fresh) > len(data)
    row.changed += look(fresh) != look(data)
    row.left += bool(left(kind, fresh))
    return fresh


def table(rows: dict[str, Row]) -> str:
    """One line a kind."""
    lines = ["kind                files  refused  larger  changed  left  size   time (x SHA-256)"]
    for name, row in rows.items():
        size, slower = (median(each) if each else 0.0 for each in (row.smaller, row.slower))
        lines.append(
            f"{name:20}{row.files:5}{row.refused:9}{row.larger:8}{row.changed:9}{row.left:6}{size:7.2f}{slower:8.1f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 where a promise was broken."""
    warnings.simplefilter("ignore")
    rows: dict[str, Row] = defaultdict(Row)
    with tempfile.TemporaryDirectory() as name:
        kept: list[Path] = []
        for number, (way, told, data) in enumerate(pictures(int(os.environ.get("N") or USUAL))):
            fresh = clean(rows[f"{way.kind}{' moving' * way.moves}{', told' * told}"], data)
            kept += _keep(Path(name) / f"{number}.{way.kind.lower()}", fresh)
        made, missing = external_tools.files()
        for file, data in made:
            kept += _keep(Path(name) / file, clean(rows["of other encoders"], data))
        found = external_tools.exiftool_finds(kept) if kept else []
    print(table(rows))
    print(
        f"not installed here: {', '.join(missing) or 'nothing'}; exiftool finds: {', '.join(found) or 'nothing'}"
    )
    return int(bool(found) or any(row.broken for row in rows.values()))


def _keep(where: Path, fresh: bytes | None) -> list[Path]:
    if fresh is None:
        return []
    where.write_bytes(fresh)
    return [where]


if __name__ == "__main__":
    sys.exit(main())

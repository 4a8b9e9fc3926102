"""`make bench`: prints the table of docs/numbers.md as measured here and now.

It exits 0 unless a row could not be measured: timings are no tests. What is not found here (PostgreSQL, Redis) is
said plainly, and its rows are left out.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from tests.__main__ import find_postgres, find_redis
from tests.bench.against import compare
from tests.bench.environment import environment, postgres_database
from tests.bench.result_row import Row, load, table
from tests.bench.written_table import write
from tests.support.paths import ROOT

# Each part, and the databases that it is measured on.
PARTS = {
    "calls": ("postgres", "sqlite"),
    "web": ("postgres",),
    "refreshes": ("postgres", "sqlite"),
    "tick": ("postgres",),
    "webhooks": ("postgres",),
    "issue_page": ("postgres",),
    "reports": ("postgres",),
    "exports": ("postgres",),
    "scale": ("postgres",),
    "administration": ("postgres",),
}
# How much of each part is measured, and what of.
SIZES = {
    "calls": (60, "creates a turn"),
    "web": (10, "seconds at full width"),
    "refreshes": (1000, "links that are due"),
    "tick": (100_000, "connections in all"),
    "webhooks": (10_000, "deliveries"),
    "issue_page": (20, "pages a turn"),
    "reports": (200_000, "reports in all"),
    "exports": (10_000, "rows of a file"),
    "scale": (200_000, "reports in all"),
    "administration": (200_000, "reports in all"),
}
# The goals of a comparison with an earlier build that compare this one with something else.
WITH_AGAINST = ("calls", "scale", "administration")
# Just enough to see that each part still runs.
SMALL = {
    "calls": 2,
    "web": 1,
    "refreshes": 20,
    "tick": 20_000,
    "webhooks": 100,
    "issue_page": 1,
    "reports": 25_000,
    "exports": 300,
    "scale": 11_000,
    "administration": 11_000,
}
PATIENCE = 3600


def measure(part: str, size: int, server: str, redis: str) -> Iterator[Row]:
    """The rows of *part*, in a process of its own on a database that is thrown away. *server* "": SQLite, no Redis."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lodge-bench-")))
        kept_at = (
            stack.enter_context(postgres_database(server))
            if server
            else f"sqlite:///{folder}/lodge.db"
        )
        command = [sys.executable, "-m", "tests.bench.part_process", part, "--size", str(size)]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(folder, kept_at, redis if server else ""),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    yield from load(done.stdout)
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
        yield Row.unmeasured(part, "it broke; see above")


def options() -> argparse.Namespace:
    """What to measure, and how much of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all"
    )
    for part, (size, what) in SIZES.items():
        parser.add_argument(
            f"--{part}", type=int, default=size, help=f"{what} (default: %(default)s)"
        )
    parser.add_argument(
        "--small", action="store_true", help="see that each part runs; the figures mean nothing"
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/numbers.md")
    parser.add_argument(
        "--only", choices=("postgres", "sqlite"), help="one database instead of both"
    )
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help=f"compare with that build, of {', '.join(compare.PARTS)}; .: with this tree itself",
    )
    chosen = parser.parse_args()
    known = {**PARTS, **(compare.PARTS if chosen.against else {})}
    if unknown := set(chosen.parts) - set(known):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if chosen.small:
        vars(chosen).update(SMALL)
    if not chosen.parts:
        chosen.parts = [*compare.PARTS, *WITH_AGAINST] if chosen.against else list(PARTS)
    return chosen


def main() -> int:
    """Measure and print."""
    chosen = options()
    rows: list[Row] = []
    server, redis = find_postgres() or "", find_redis() or ""
    redis = urlsplit(redis)._replace(path="").geturl()  # each part has a database of its own
    print(f"postgres: {server or 'not found'}; redis: {redis or 'not found'}", flush=True)
    if chosen.against:
        if not server or not redis:
            print("the builds are compared on PostgreSQL and Redis, which are not here")
            return 1
        names = [each for each in chosen.parts if each in compare.PARTS]
        rows += compare.compare(chosen.against, server, redis, names, small=chosen.small)
    for part in [each for each in chosen.parts if each in PARTS]:
        for database in PARTS[part]:
            if chosen.only not in (None, database):
                continue
            if database == "postgres" and not server:
                print(f"{part}: not measured on PostgreSQL, which is not here", flush=True)
                if PARTS[part] != ("postgres",) or part == "tick":
                    continue
            print(f"… {part}, {database}", flush=True)
            size = getattr(chosen, part)
            rows += measure(part, size, server if database == "postgres" else "", redis)
    print(f"\n{table(rows)}")
    if chosen.write:
        against = f" AGAINST={chosen.against}" if chosen.against else ""
        write(table(rows), f"make bench{against}")
    return any(row.error for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())

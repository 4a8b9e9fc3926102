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

from tests.__main__ import find_postgres, find_redis
from tests.bench.against.compare import compare
from tests.bench.environment import environment, postgres_database
from tests.bench.result_row import Row, load, table
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
    parser.add_argument(
        "--calls", type=int, default=60, help="creates a turn (default: %(default)s)"
    )
    parser.add_argument(
        "--web", type=int, default=10, help="seconds at full width (default: %(default)s)"
    )
    parser.add_argument(
        "--refreshes", type=int, default=1000, help="links that are due (default: %(default)s)"
    )
    parser.add_argument(
        "--tick", type=int, default=100_000, help="connections in all (default: %(default)s)"
    )
    parser.add_argument(
        "--webhooks", type=int, default=10_000, help="deliveries (default: %(default)s)"
    )
    parser.add_argument(
        "--issue_page", type=int, default=20, help="pages a turn (default: %(default)s)"
    )
    parser.add_argument(
        "--reports", type=int, default=200_000, help="reports in all (default: %(default)s)"
    )
    parser.add_argument(
        "--exports", type=int, default=10_000, help="rows of a file (default: %(default)s)"
    )
    parser.add_argument(
        "--scale", type=int, default=200_000, help="reports in all (default: %(default)s)"
    )
    parser.add_argument(
        "--only", choices=("postgres", "sqlite"), help="one database instead of both"
    )
    parser.add_argument(
        "--against", metavar="REVISION", help="compare pages with that build, and nothing else"
    )
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return chosen


def main() -> int:
    """Measure and print."""
    chosen = options()
    rows: list[Row] = []
    server, redis = find_postgres() or "", find_redis() or ""
    print(f"postgres: {server or 'not found'}; redis: {redis or 'not found'}", flush=True)
    if chosen.against:
        if not server or not redis:
            print("the builds are compared on PostgreSQL and Redis, which are not here")
            return 1
        rows += compare(chosen.against, server, redis)
    for part in chosen.parts or ([] if chosen.against else PARTS):
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
    return any(row.error for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())

"""`make chaos-queue`: on SQLite, then on PostgreSQL where it is found. See docs/campaigns.md.

`N` is how many messages are put (2 000, small enough for CI; 20 000 by hand). The exit status is not zero when a
promise was broken, or when LODGE_REQUIRE names a service that is not here.
"""

import os
import subprocess
import sys

from tests.__main__ import find_postgres
from tests.campaigns.databases import postgres_database, sqlite_database
from tests.support.requirements import required

USUAL = 2000


def run(database: str) -> int:
    """The whole campaign on one database, in a process of its own; its exit status."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": "none",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.campaigns.queue.run", os.environ.get("N") or str(USUAL)]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Run on what is here; the worst exit status."""
    print("SQLite:", flush=True)
    with sqlite_database() as url:
        status = run(url)
    server = find_postgres()
    if server is None:
        print("\nPostgreSQL: not found, so nothing is said about it.", flush=True)
        return max(status, int("postgres" in required()))
    print("\nPostgreSQL:", flush=True)
    with postgres_database(server) as url:
        return max(status, run(url))


if __name__ == "__main__":
    raise SystemExit(main())

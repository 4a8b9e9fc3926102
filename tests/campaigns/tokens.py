"""`make chaos-tokens`: does any fault kill a link? On PostgreSQL, then on SQLite; figures from the sandbox's log.

`KIND` is the kind of the links: "user", or a shared one ("service_account", "api_token", "scoped_api_token"), or one
of a Data Center ("data_center", "data_center_oauth").
`N` is how many processes are killed at each point (2, small enough for CI; 40 in full). The exit status is not
zero when a promise was broken, or when LODGE_REQUIRE names a service that is not here. See docs/campaigns.md.
"""

import os
import subprocess
import sys

from tests.__main__ import find_postgres
from tests.campaigns.databases import postgres_database, sqlite_database
from tests.support.requirements import required

USUAL_KILLS = 2


def run(url: str) -> int:
    """The whole campaign on one database, in a process of its own; its exit status."""
    environment = {**os.environ, "DATABASE_URL": url, "REDIS_URL": "none", "LOG_LEVEL": "CRITICAL"}
    kills = os.environ.get("N") or str(USUAL_KILLS)
    command = [sys.executable, "-m", "tests.campaigns.tokens_run", kills]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Run on what is here; the worst exit status."""
    status = 0
    server = find_postgres()
    if server is None:
        print("PostgreSQL: not found, so nothing is said about it.", flush=True)
        status = int("postgres" in required())
    else:
        print("PostgreSQL:", flush=True)
        with postgres_database(server) as url:
            status = run(url)
    print("\nSQLite:", flush=True)
    with sqlite_database() as url:
        return max(status, run(url))


if __name__ == "__main__":
    raise SystemExit(main())

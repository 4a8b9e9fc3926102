"""`make chaos`: on PostgreSQL and Redis, then on SQLite; figures from the sandbox's log. See docs/campaigns.md.

`KIND` is the kind of credential: "user" (each their own link), or one shared account for all ("service_account",
"api_token", "scoped_api_token"). At a Data Center: "data_center_oauth" (each their own) and "data_center" (one token).

`N` is how many reports are filed (300, small enough for CI; 2 000 and more by hand). The exit status is not zero
when a promise was broken, or when LODGE_REQUIRE names a service that is not here.
"""

import os
import subprocess
import sys

from tests.__main__ import find_postgres, find_redis
from tests.campaigns.databases import postgres_database, sqlite_database
from tests.support.requirements import required

USUAL = 300
REDIS_DATABASE = 14  # the tests and the benchmark use the others


def run(database: str, redis: str) -> int:
    """The whole campaign on one database, in a process of its own; its exit status."""
    # Short enough to see leases end; the order of all these times is that of production.
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "LODGE_REDIS_DATABASE": str(REDIS_DATABASE),
        "LOG_LEVEL": "ERROR",
        "OUTBOX_GRACE_SECONDS": "8",
        # Only a Data Center waits for this: there nothing looks past the index.
        "INDEX_LAG_SECONDS": "70"
        if os.environ.get("KIND", "").startswith("data_center")
        else "3600",
        "DJANGO_SETTINGS_MODULE": "tests.campaigns.settings",
    }
    command = [
        sys.executable,
        "-m",
        "tests.campaigns.filing.run",
        os.environ.get("N") or str(USUAL),
    ]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Run on what is here; the worst exit status."""
    status = 0
    server, redis = find_postgres(), find_redis()
    if server is None or redis is None:
        print("PostgreSQL or Redis: not found, so nothing is said about them.", flush=True)
        status = int(bool({"postgres", "redis"} & required()))
    else:
        print("PostgreSQL and Redis:", flush=True)
        with postgres_database(server) as url:
            status = run(url, redis)
    print("\nSQLite, the queue in it:", flush=True)
    with sqlite_database() as url:
        return max(status, run(url, "none"))


if __name__ == "__main__":
    raise SystemExit(main())

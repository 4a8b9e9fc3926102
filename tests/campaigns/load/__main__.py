"""`make load`: people at work through two web processes, Jira at 300 ms with 2 % faults. See docs/campaigns.md.

`N` people for `SECONDS` (10 for 20; FULL=1: 200 for 600). The exit status is not zero when a promise was broken, or
when LODGE_REQUIRE names a service that is not here.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tests.__main__ import find_postgres, find_redis
from tests.bench.environment import environment, postgres_database
from tests.support.requirements import required

USUAL, FULL = ("10", "20"), ("200", "600")  # people, seconds


def run(server: str, redis: str) -> int:
    """The campaign in a process of its own; its exit status. Logs stay where something was wrong."""
    people, seconds = FULL if os.environ.get("FULL") else USUAL
    people, seconds = os.environ.get("N") or people, os.environ.get("SECONDS") or seconds
    folder = Path(tempfile.mkdtemp(prefix="lodge-load-"))
    with postgres_database(server) as database:
        # Short enough to see what is in doubt settled; the order of these times is that of production.
        variables = environment(folder, database, redis) | {"OUTBOX_GRACE_SECONDS": "8"}
        command = [sys.executable, "-m", "tests.campaigns.load.run", people, seconds]
        status = subprocess.run(command, env=variables, check=False).returncode
    if status:
        print(f"\nWhat the processes said: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def main() -> int:
    """Run on what is here."""
    server, redis = find_postgres(), find_redis()
    if server is None or redis is None:
        print("PostgreSQL or Redis: not found, so nothing is said.", flush=True)
        return int(bool({"postgres", "redis"} & required()))
    return run(server, urlsplit(redis)._replace(path="").geturl())


if __name__ == "__main__":
    raise SystemExit(main())

"""`make attack`: what each attack does to the others, on PostgreSQL and Redis. See docs/campaigns.md.

`ARGS="pictures mail"` picks some, FULL=1 lets each last longer. The exit status is not zero when a promise was
broken, or when LODGE_REQUIRE names a service that is not here.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tests.__main__ import find_postgres, find_redis
from tests.bench.environment import environment, postgres_database
from tests.campaigns.attack.attacks import ATTACKS, NAMES
from tests.support.requirements import nginx, required

USUAL, FULL = 8, 30  # seconds


def run(server: str, redis: str, names: list[str]) -> int:
    """The campaign in a process of its own; its exit status. Logs stay where something was wrong."""
    folder = Path(tempfile.mkdtemp(prefix="lodge-attack-"))
    with postgres_database(server) as database:
        seconds = FULL if os.environ.get("FULL") else USUAL
        command = [sys.executable, "-m", "tests.campaigns.attack.run", str(seconds), *names]
        status = subprocess.run(
            command, env=environment(folder, database, redis), check=False
        ).returncode
    if status:
        print(f"\nWhat the processes said: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="ATTACK", help=f"of {', '.join(NAMES)}; default: all"
    )
    names = parser.parse_args().names or list(NAMES)
    if unknown := set(names) - set(NAMES):
        parser.error(f"no such attack: {', '.join(sorted(unknown))}")
    server, redis = find_postgres(), find_redis()
    if server is None or redis is None:
        print("PostgreSQL or Redis: not found, so nothing is said.", flush=True)
        return int(bool({"postgres", "redis"} & required()))
    behind = {each.name for each in ATTACKS if each.proxy}
    if behind.intersection(names) and nginx() is None:
        print(f"nginx: not found, so nothing is said of {', '.join(behind)}.", flush=True)
        if "nginx" in required():
            return 1
        names = [name for name in names if name not in behind]
    return run(server, urlsplit(redis)._replace(path="").geturl(), names)


if __name__ == "__main__":
    raise SystemExit(main())

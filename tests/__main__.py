"""`make test`: the whole suite on what is found here, then the database parts on SQLite again.

PostgreSQL: DATABASE_URL if it names one, otherwise a local server that lets us in. Redis: REDIS_URL, otherwise
a local server. What is not found is said plainly; LODGE_REQUIRE=postgres,redis,chromium,nginx makes it an error.
LODGE_TEST_AGAIN=1 runs what failed once more, alone: on a busy machine a test may fail for want of time; one that
passes alone is named as unsteady instead of failing the run. Arguments go to pytest.

`make test-fast` (`--fast`): unit and integration tests, on SQLite and without Redis, for the time after each change.
It leaves out the browser, tests/migration, nginx, and what is slow by nature (tests/slow.txt and the marker `slow`):
processes, real waiting, pages upon pages. Hypothesis tries a fifth of the examples. `make test` runs all of them.
"""

import json
import os
import socket
import subprocess
import sys
from getpass import getuser
from pathlib import Path

import psycopg

from tests.support.hypothesis_examples import FAST as FAST_PROFILE
from tests.support.paths import ROOT, TESTS
from tests.support.requirements import chromium, nginx, required
from tests.support.skip_slow_modules import slow_modules

A_HANDFUL = 5
PARTS = ("unit", "integration", "migration", "browser")
FAST = ("tests/unit", "tests/integration")
# Unless LODGE_TEST_PROCESSES says another number. Each one collects all tests and has a sandbox and a database.
PROCESSES, FAST_PROCESSES = 4, 2


def find_postgres() -> str | None:
    """The URL of a PostgreSQL server on which we may create databases, or None."""
    given = os.environ.get("DATABASE_URL", "")
    local = (f"postgres://{name}@127.0.0.1:5432/postgres" for name in ("postgres", getuser()))
    for url in [given] if given.startswith("postgres") else local:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return url
    return None


def find_redis() -> str | None:
    """The URL of a Redis server, without a database number, or None."""
    if (given := os.environ.get("REDIS_URL", "")).startswith("redis"):
        return given.rstrip("/")
    try:
        with socket.create_connection(("127.0.0.1", 6379), timeout=1) as probe:
            probe.sendall(b"PING\r\n")
            return "redis://127.0.0.1:6379" if probe.recv(5) == b"+PONG" else None
    except OSError:
        return None


def pytest(environment: dict[str, str], *arguments: str) -> int:
    """Run pytest with *environment* on top of ours; its exit status."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def suite(environment: dict[str, str], *arguments: str, processes: int = PROCESSES) -> int:
    """Run on several processes; what failed, at most a handful, may have a second chance alone."""
    count = os.environ.get("LODGE_TEST_PROCESSES", str(processes))
    # A process that has nothing left takes over from one that has: each keeps modules together, with what they share.
    spread = ("-n", count, "--dist", "worksteal", "-p", "tests.support.folder_timings")
    status = pytest(environment, *spread, *arguments)
    if status != 1 or not os.environ.get("LODGE_TEST_AGAIN"):
        return status
    failed = Path(".pytest_cache/v/cache/lastfailed")
    names = sorted(json.loads(failed.read_text())) if failed.exists() else []
    if not 0 < len(names) <= A_HANDFUL:
        return status
    print("\nOnce more, alone:", *names, sep="\n  ", flush=True)
    status = pytest(environment, *names)
    print(
        "They pass alone: unsteady, not broken. Make them steady."
        if status == 0
        else "They fail alone, too."
    )
    return status


def fast(arguments: list[str]) -> int:
    """What takes a minute on two cores."""
    ignored = [f"--ignore={path}" for path in slow_modules()]
    print(
        f"unit and integration, on SQLite, without Redis; {len(ignored)} slow modules are left out."
    )
    environment = {"DATABASE_URL": "", "REDIS_URL": "none", "HYPOTHESIS_PROFILE": FAST_PROFILE}
    chosen = ("-m", "not slow and not browser and not nginx", *ignored)
    return suite(environment, *chosen, *(arguments or FAST), processes=FAST_PROCESSES)


def on_both_databases() -> list[str]:
    """The modules with tests that are marked `database`: nothing else need be read for them."""
    modules = sorted(
        path for path in TESTS.rglob("test_*.py") if "mark.database" in path.read_text()
    )
    return [str(path.relative_to(ROOT)) for path in modules]


def main(arguments: list[str]) -> int:
    """Say what is here, run, and fail when any part did."""
    if arguments[:1] == ["--fast"]:
        return fast(arguments[1:])
    services = {
        "postgres": find_postgres(),
        "redis": find_redis(),
        "chromium": chromium(),
        "nginx": nginx(),
    }
    for name, found in services.items():
        print(f"{name}: {found or 'not found: its tests are skipped'}", flush=True)
    if missing := required() - {name for name, found in services.items() if found}:
        print(f"LODGE_REQUIRE names {', '.join(sorted(missing))}, and it was not found.")
        return 1
    environment = {}
    if services["postgres"]:
        environment["DATABASE_URL"] = services["postgres"]
    if services["redis"]:
        environment["REDIS_URL"] = services["redis"]
    print(f"Runs {', '.join(PARTS)}:", flush=True)
    status = suite(environment, *arguments)
    if not services["postgres"] or status not in (0, 5):
        return status
    print("\nThe database parts again, on SQLite:", flush=True)
    modules = [] if names_tests(arguments) else on_both_databases()
    return max(
        status, suite({"DATABASE_URL": "", "LODGE_HAR": ""}, "-m", "database", *arguments, *modules)
    )


def names_tests(arguments: list[str]) -> bool:
    """Whether somebody asked for certain tests."""
    return any(each.split("::")[0].startswith("tests") for each in arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

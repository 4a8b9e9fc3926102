"""`make test`: the whole suite on what is found here, then the database parts on SQLite again.

PostgreSQL: DATABASE_URL if it names one, otherwise a local server that lets us in. Redis: REDIS_URL, otherwise
a local server. What is not found is said plainly; LODGE_REQUIRE=postgres,redis,chromium,nginx makes it an error.
LODGE_TEST_AGAIN=1 runs what failed once more, alone: on a busy machine a test may fail for want of time; one that
passes alone is named as unsteady instead of failing the run. Arguments go to pytest.
"""

import json
import os
import socket
import subprocess
import sys
from getpass import getuser
from pathlib import Path

import psycopg

from tests.support.requirements import chromium, nginx, required

A_HANDFUL = 5


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


def suite(environment: dict[str, str], *arguments: str) -> int:
    """Run on several processes; what failed, at most a handful, may have a second chance alone."""
    status = pytest(environment, "-n", os.environ.get("LODGE_TEST_PROCESSES", "4"), *arguments)
    if status != 1 or not os.environ.get("LODGE_TEST_AGAIN"):
        return status
    failed = Path(".pytest_cache/v/cache/lastfailed")
    names = sorted(json.loads(failed.read_text())) if failed.exists() else []
    if not 0 < len(names) <= A_HANDFUL:
        return status
    print("\nOnce more, alone:", *names, sep="\n  ", flush=True)
    status = pytest(environment, *names)
    print(
        "They pass alone: unsteady, not broken. Make them steady." if status == 0 else "They fail alone, too."
    )
    return status


def main(arguments: list[str]) -> int:
    """Say what is here, run, and fail when any part did."""
    services = {"postgres": find_postgres(), "redis": find_redis(), "chromium": chromium(), "nginx": nginx()}
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
    status = suite(environment, *arguments)
    if not services["postgres"] or status not in (0, 5):
        return status
    print("\nThe database parts again, on SQLite:", flush=True)
    return max(status, suite({"DATABASE_URL": ""}, "-m", "database", *arguments))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

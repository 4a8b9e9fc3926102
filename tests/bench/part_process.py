"""One part of the table in a process of its own: `python -m tests.bench.part_process NAME`. Prints its rows as JSON.

The caller sets the environment; see `tests.bench.environment`.
"""

import argparse
import importlib
import os
from urllib.parse import urlsplit

from tests.bench.result_row import dump
from tests.support.sandbox import Sandbox


def main() -> int:
    """Start a simulated Atlassian, make the database, measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.part_process")
    parser.add_argument("name")
    parser.add_argument("--size", type=int, default=0)
    options = parser.parse_args()
    sandbox = Sandbox.start(callbacks=[f"{os.environ['PUBLIC_URL']}/link/complete/atlassian/"])
    try:
        os.environ["ATLASSIAN_AUTH_URL"] = os.environ["ATLASSIAN_API_URL"] = sandbox.url
        import django

        django.setup()
        from django.core.cache import cache
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        cache.clear()
        database = (
            "PostgreSQL" if urlsplit(os.environ["DATABASE_URL"]).scheme != "sqlite" else "SQLite"
        )
        measure = importlib.import_module(f"tests.bench.{options.name}").measure
        for row in measure(sandbox, database, options.size):
            print(dump(row), flush=True)
        cache.clear()
    finally:
        sandbox.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

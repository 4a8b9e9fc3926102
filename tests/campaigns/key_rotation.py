"""`python -m tests.campaigns.key_rotation --rows 10000`: keys rotated under traffic, on PostgreSQL and SQLite.

The order of deploys in docs/keys.md is played with real processes. The exit status is not zero when a request
failed, a row was left on the old key, or something did not work without it.
"""

import argparse
import os
import subprocess
import sys

from tests.__main__ import find_postgres
from tests.campaigns.databases import postgres_database, sqlite_database


def main() -> int:
    """Run on the databases that are here; the worst exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.key_rotation")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument(
        "--here", action="store_true", help="on the empty database that DATABASE_URL names"
    )
    options = parser.parse_args()
    if options.here:
        return here(options.rows)
    status, server = 0, find_postgres()
    if server is None:
        print("PostgreSQL: not found, so nothing is said about it.", flush=True)
    else:
        with postgres_database(server) as url:
            status = elsewhere("PostgreSQL", url, options.rows)
    with sqlite_database() as url:
        return max(status, elsewhere("SQLite", url, options.rows))


def elsewhere(name: str, url: str, rows: int) -> int:
    """The campaign on this database, in a process of its own; its exit status."""
    print(f"{name}:", flush=True)
    command = [sys.executable, "-m", "tests.campaigns.key_rotation", "--here", "--rows", str(rows)]
    environment = {**os.environ, "DATABASE_URL": url, "REDIS_URL": "none", "LOG_LEVEL": "CRITICAL"}
    return subprocess.run(command, env=environment, check=False).returncode


def here(rows: int) -> int:
    """The campaign on the database of this process."""
    import django

    from tests.support import environment  # noqa: F401  # sets what settings need

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tests.campaigns.key_rotation_deploys import play
    from tests.campaigns.key_rotation_environment import link_crowd
    from tests.support.sandbox import Sandbox

    call_command("migrate", verbosity=0, skip_checks=True)
    sandbox = Sandbox.start()
    try:
        settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = sandbox.url
        settings.ATLASSIAN_CLIENT_ID = sandbox.client_id
        settings.ATLASSIAN_CLIENT_SECRET = sandbox.client_secret
        figures = play(link_crowd(sandbox, rows))
    finally:
        sandbox.stop()
    print(figures.said.strip())
    print(
        f"{figures.rows} rows, {figures.seconds:.1f} s with start-up, {figures.requests} requests in all steps, "
        f"{figures.during} of them while it ran; failed: {figures.failed.total()} {dict(figures.failed) or ''}"
    )
    print(
        f"left on the old key: {figures.left}; without it: {figures.opened} rows open, {figures.active} links are "
        f"active, check ends with {figures.check}: {'kept' if figures.kept else 'BROKEN'}",
        flush=True,
    )
    return 0 if figures.kept else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""`manage.py check --database default`, also run by `migrate`: whether the database answers."""

import socket
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.checks.already_reported import is_wrong

_SECONDS = 5.0


@checks.register(checks.Tags.database)
def database_answers(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """An error with Lodge's own words: the server's message would contain user and host."""
    found: list[checks.CheckMessage] = []
    if is_wrong("DATABASE_URL"):
        return found
    for alias in databases or ():
        try:
            connections[alias].ensure_connection()
        except DatabaseError:
            about = _about(connections[alias].settings_dict)
            found.append(checks.Error(f"DATABASE_URL {about}", id="config.E010"))
    return found


# Connections besides web and worker: the schedule and administrators.
_OTHERS = 2 + 5


@checks.register(checks.Tags.database)
def database_lets_in_enough(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warn where one web and one worker process may need more connections than the server allows."""
    found: list[checks.CheckMessage] = []
    web = settings.WEB_CONCURRENCY * (settings.WEB_THREADS + 3)
    needed = web + settings.WORKER_CONCURRENCY + 1 + _OTHERS
    for alias in databases or ():
        limit = _limit(connections[alias])
        if limit is not None and limit < needed:
            told = (
                "DATABASE_URL names a server that lets in fewer connections than one web and one worker may hold: see "
                "WEB_CONCURRENCY, WEB_THREADS and WORKER_CONCURRENCY, or raise its max_connections."
            )
            found.append(checks.Warning(told, hint="See docs/running.md.", id="config.W006"))
    return found


def _limit(database: BaseDatabaseWrapper) -> int | None:
    """How many connections the server allows; None where it has no limit or does not answer."""
    if database.vendor != "postgresql" or is_wrong("DATABASE_URL"):
        return None
    try:
        with database.cursor() as cursor:
            cursor.execute(
                "SELECT sum(CASE name WHEN 'max_connections' THEN 1 ELSE -1 END * setting::int) FROM pg_settings"
                " WHERE name IN ('max_connections', 'superuser_reserved_connections')"
            )
            return int(cursor.fetchone()[0])
    except DatabaseError:
        return None  # reported by `database_answers`


def _about(entry: dict[str, Any]) -> str:
    """Find out, step by step and whatever the server's language is, at which step the connection failed."""
    if "sqlite" in entry["ENGINE"]:
        return "names a file that cannot be opened."
    if not entry["HOST"]:
        return "names no host, and the server of this machine is away or does not let Lodge in."
    hosts, ports = str(entry["HOST"]).split(","), str(entry["PORT"] or 5432).split(",")
    ports += ports[-1:] * (len(hosts) - len(ports))
    told = [_way_to(host, int(port)) for host, port in zip(hosts, ports, strict=False)]
    if all(told):
        return told[0]
    return "names a server that answers and does not let Lodge in: its user, password, database or TLS is wrong."


def _way_to(host: str, port: int) -> str:
    """Why nothing answers at *host*, which may be the folder of the server's socket; empty if something does."""
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(f"{host}/.s.PGSQL.{port}")
        else:
            socket.create_connection((host, port), timeout=_SECONDS).close()
    except socket.gaierror:
        return "names a host that has no address."
    except OSError:
        return "names a server that does not answer."
    return ""

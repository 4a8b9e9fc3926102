"""A migrated PostgreSQL database that test databases are copied from: to migrate one costs seconds in each process.

It stays on the server between runs. Its name has a hash of all migrations and of the pinned packages, so a change makes
a new one, and an older one is dropped. It begins with the name of the database in DATABASE_URL: others on the same
server have templates of their own.
"""

from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connections
from django.db import connection as default_connection

from tests.support.sqlite_template import migrations_digest

connection: Any = default_connection
LONGEST = 40  # characters of a name, of the 63 that PostgreSQL takes


def template() -> str:
    """The name of the template. To be asked before Django renames the database for the tests."""
    return f"{_prefix()}{migrations_digest()}"


def copy_template(name: str) -> bool:
    """Make the test database a copy of the template *name*. False where there is none yet."""
    target = connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            return False
        _drop(cursor, target)
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{name}"')
    return True


def keep_as_template(name: str) -> None:
    """Keep a copy of the database that was just migrated, unless another process did, and drop older ones."""
    connections.close_all()
    beginning = name.removesuffix(migrations_digest())
    with connection._nodb_cursor() as cursor:
        with suppress(DatabaseError):
            cursor.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"'
            )
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning]
        )
        for (old,) in cursor.fetchall():
            if old != name:
                with suppress(DatabaseError):
                    cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


def drop_copy() -> None:
    """Drop the test database, which Django keeps where it did not make it."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        _drop(cursor, connection.settings_dict["NAME"])


def _prefix() -> str:
    return f"migrated_{connection.settings_dict['NAME'][:LONGEST]}_"


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

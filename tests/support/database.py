"""The database of the tests: emptied after each test whose rows others could see."""

from collections.abc import Iterable
from typing import Any

from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

# Django fills these after each migration and asks for them by name; Lodge writes none of them.
KEPT = {"django_content_type", "auth_permission"}
# Above this a table of PostgreSQL is truncated: rows that are only deleted stay in the file, and are walked through.
FEW_BYTES = 1024 * 1024
TRIES = 5
# A DELETE of nothing costs microseconds; TRUNCATE of all tables makes and syncs hundreds of files, half a second.
EMPTY_ONE = """
    IF pg_relation_size('{table}') > {bytes} THEN TRUNCATE {table} CASCADE;
    ELSE DELETE FROM {table}; END IF;
"""


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete all rows but those of KEPT. Tables that were not written cost next to nothing."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                for statement in statements(connection.vendor, tables):
                    cursor.execute(statement)
        except (
            OperationalError
        ):  # a deadlock with a thread that still serves: PostgreSQL ends one of the two
            if not left:
                raise
        else:
            return


def statements(vendor: str, tables: Iterable[str]) -> list[str]:
    """What empties *tables*: on PostgreSQL in one round trip. Foreign keys are looked at when it is committed."""
    if vendor != "postgresql":
        return [f"DELETE FROM {table}" for table in tables]
    acts = "".join(EMPTY_ONE.format(table=table, bytes=FEW_BYTES) for table in tables)
    return [f"DO $$ BEGIN {acts} END $$"]


def empty_after_each_transactional_test() -> None:
    """Instead of Django's `flush`, which truncates every table and fills those of KEPT anew."""

    def tear_down(case: Any) -> None:
        for name in case._databases_names(include_mirrors=False):
            empty(connections[name])

    TransactionTestCase._fixture_teardown = tear_down  # type: ignore[attr-defined]

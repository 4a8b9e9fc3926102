"""Queries that are compiled once in each process.

Building and compiling a query costs Django four times what running it does. For the few that stand on the way of
every call and every filing that is too much. Nothing is remembered but the SQL: what is found is what the database
holds at that moment.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection as database
from django.db.models import QuerySet


class Prepared:
    """*build* makes the query of placeholders, one for each of *names*; texts and numbers only.

    >>> by_name = Prepared(lambda name: User.objects.filter(username=name).values_list("pk"), "name")
    >>> by_name(name="alice")
    [(1,)]
    """

    def __init__(self, build: Callable[..., QuerySet[Any, tuple[Any, ...]]], **placeholders: Any) -> None:
        self._build, self._placeholders = build, placeholders
        self._compiled = cache(self._compile)

    def _compile(self, vendor: str) -> tuple[str, tuple[Any, ...]]:
        """SQL of this kind of database, and its values with our placeholders among them."""
        return self._build(**self._placeholders).query.sql_with_params()

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows; moments of time are aware of their zone."""
        sql, parameters = self._compiled(database.vendor)
        given = {self._placeholders[name]: value for name, value in values.items()}
        with database.cursor() as cursor:
            cursor.execute(sql, [given.get(each, each) for each in parameters])
            return [tuple(_aware(each) for each in row) for row in cursor.fetchall()]


def _aware(value: Any) -> Any:
    """What the driver gives: SQLite keeps UTC and does not say so."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value

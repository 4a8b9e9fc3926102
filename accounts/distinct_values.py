"""The distinct values of an indexed column, at the cost of the values and not of the rows."""

from collections.abc import Iterator
from typing import cast

from django.db import connection, models

_BATCH = 500


def distinct(model: type[models.Model], name: str, *, besides: str = "") -> Iterator[str]:
    """The distinct values of the column *name* above *besides*, in order.

    Neither database skips along an index by itself, so this does: each value is looked up behind the one before. An
    index must begin with the column (it may leave out empty values).
    Source: wiki.postgresql.org/wiki/Loose_indexscan.
    """
    quote = connection.ops.quote_name
    field = cast("models.Field[str, str]", model._meta.get_field(name))
    table, column = quote(model._meta.db_table), quote(str(field.column))
    following = f"SELECT MIN({column}) FROM {table} WHERE {column} <> '' AND {column} >"  # noqa: S608
    statement = (  # the names are the models' own
        f"WITH RECURSIVE found(value) AS ({following} %s UNION ALL "  # noqa: S608
        f"SELECT ({following} found.value) FROM found WHERE found.value IS NOT NULL) "
        "SELECT value FROM found WHERE value IS NOT NULL LIMIT %s"
    )
    after = besides
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, _BATCH])
            values = [row[0] for row in cursor.fetchall()]
        yield from values
        if len(values) < _BATCH:
            return
        after = values[-1]

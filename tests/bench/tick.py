"""One tick of the schedule with 1 000 due among many connections, beside the same among 10 000."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from django.db import connection as database_connection

from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

FEW, DUE, TICKS = 10_000, 1000, 15
# Each like one that was linked and refreshed; the schedule reads no other table. What is not named here is as in
# the first row, which Lodge itself made.
VARIED = {
    "account_id": "'person-' || n",
    "refresh_after": "now() + interval '1 hour' + random() * interval '30 days'",
    "last_used_at": "now() - random() * interval '40 days'",
}
# The same thousand, spread over the whole table, are due anew.
MAKE_DUE = """
UPDATE integrations_connection SET refresh_after = now() - random() * interval '1 minute'
WHERE id IN (SELECT (SELECT min(id) FROM integrations_connection) + n * %s FROM generate_series(0, %s::bigint) AS n)
"""


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """Milliseconds of a whole tick, handing out to the broker included; *size* connections."""
    many = size or 100_000
    fill(1, FEW)
    few_ms = tick_ms(FEW)
    fill(FEW + 1, many)
    many_ms = tick_ms(many)
    what = f"A tick of the schedule, {DUE} due among {many:,}, {database}"
    yield Row.at_most(what, many_ms, 50, " ms", more=f" ({few_ms:.2f} ms among {FEW:,})")


def fill(first: int, last: int) -> None:
    """Insert so many connections, and let PostgreSQL look at them as its autovacuum would."""
    from integrations.models import Connection

    pattern, _ = Connection.objects.get_or_create(
        account_id="person-0", defaults={"display_name": "Person"}
    )
    columns = [
        str(field.column)
        for field in Connection._meta.local_concrete_fields
        if not field.primary_key
    ]
    values = [VARIED.get(column, column) for column in columns]
    with database_connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO integrations_connection ({', '.join(columns)}) SELECT {', '.join(values)}"
            " FROM integrations_connection, generate_series(%s::bigint, %s::bigint) AS n WHERE id = %s",
            [first, last, pattern.pk],
        )
        cursor.execute("VACUUM ANALYZE integrations_connection")


def tick_ms(rows: int) -> float:
    """The median tick, in milliseconds."""
    from integrations.tasks import refresh_due

    taken = []
    for _ in range(TICKS):
        with database_connection.cursor() as cursor:
            cursor.execute(MAKE_DUE, [rows // DUE, DUE - 1])
        started = perf_counter()
        refresh_due()
        taken.append((perf_counter() - started) * 1000)
        with database_connection.cursor() as cursor:
            cursor.execute("VACUUM integrations_connection")
    return median(taken)

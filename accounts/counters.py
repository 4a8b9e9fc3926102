"""Counts how often somebody did something in a window of time, as rows that every process sees.

One statement looks and counts: however many requests come at once, as many go through as the limits say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.crypto import salted_hmac

from accounts.models import Tries


class TooManyError(Exception):
    """This one is not done. `until`: when the next one is."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"too many tries until {until:%H:%M}")


@dataclass(frozen=True)
class Counter:
    """Of one window, which ends at `ends_at`: it counts to `most` and no further. `key`: a digest."""

    key: str
    most: int
    ends_at: datetime


def counter(purpose: str, who: object, most: int, seconds: int) -> Counter:
    """*most* times in each *seconds* for *who*."""
    window = int(time() // seconds)
    key = salted_hmac(f"accounts.{purpose}", f"{seconds} {window} {who}", algorithm="sha256").hexdigest()
    return Counter(key, most, datetime.fromtimestamp((window + 1) * seconds, tz=UTC))


def take(wanted: Iterable[Counter]) -> Sequence[Counter]:
    """Count once on each of *wanted*. Raises TooManyError, and counts nothing, where one is at its end."""
    counters = sorted(wanted, key=lambda each: each.key)
    with transaction.atomic():
        if move(counters, 1) == len(counters):
            return counters
        transaction.set_rollback(True)
    full = Tries.objects.filter(key__in=[each.key for each in counters], count__gte=F("most"))
    raise TooManyError(full.aggregate(until=Max("ends_at"))["until"] or counters[0].ends_at)


def move(counters: Sequence[Counter], step: int) -> int:
    """How many of *counters* could be moved by *step* without leaving their limits.

    They come in the order of their keys: who waits for a row of somebody else's holds none that those wait for.
    """
    table, ends_at = Tries._meta.db_table, Tries._meta.get_field("ends_at")
    values = [
        value
        for each in counters
        for value in (each.key, max(step, 0), each.most, ends_at.get_db_prep_value(each.ends_at, connection))
    ]
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(counters))
    sql = (
        f"INSERT INTO {table} (key, count, most, ends_at) VALUES {rows} "  # noqa: S608  (names of our own)
        f"ON CONFLICT (key) DO UPDATE SET count = {table}.count + %s "
        f"WHERE {table}.count + %s BETWEEN 0 AND {table}.most"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, step, step])
        return int(cursor.rowcount)

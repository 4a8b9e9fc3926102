"""Counts events in windows of time, in rows that all processes share.

One statement checks and counts, so exactly as many concurrent requests pass as the limit says.
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
    """The limit is reached. `until`: when the next event is possible."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"too many tries until {until:%H:%M}")


@dataclass(frozen=True)
class Counter:
    """The counter of one window, which ends at `ends_at` and allows `most` events. `key`: a digest."""

    key: str
    most: int
    ends_at: datetime


def counter(purpose: str, who: object, most: int, seconds: int) -> Counter:
    """The counter of *who*, which allows *most* events in each window of *seconds*."""
    window = int(time() // seconds)
    key = salted_hmac(
        f"accounts.{purpose}", f"{seconds} {window} {who}", algorithm="sha256"
    ).hexdigest()
    return Counter(key, most, datetime.fromtimestamp((window + 1) * seconds, tz=UTC))


def take(wanted: Iterable[Counter]) -> Sequence[Counter]:
    """Count one event on each of *wanted*. Where one has reached its limit, raises TooManyError and counts nothing."""
    counters = sorted(wanted, key=lambda each: each.key)
    with transaction.atomic():
        if move(counters, 1) == len(counters):
            return counters
        transaction.set_rollback(True)
    full = Tries.objects.filter(key__in=[each.key for each in counters], count__gte=F("most"))
    raise TooManyError(full.aggregate(until=Max("ends_at"))["until"] or counters[0].ends_at)


def move(counters: Sequence[Counter], step: int) -> int:
    """Add *step* to *counters* within their limits. Returns how many could be changed.

    The rows are updated in the order of their keys, so that two processes cannot deadlock.
    """
    table, ends_at = Tries._meta.db_table, Tries._meta.get_field("ends_at")
    values = [
        value
        for each in counters
        for value in (
            each.key,
            max(step, 0),
            each.most,
            ends_at.get_db_prep_value(each.ends_at, connection),
        )
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

"""How often strangers may try something: counted by name, by network and by both, for 15 minutes.

Each try is counted before it is looked at, as rows of the database, in one statement that looks and counts: however
many requests come at once, to however many processes, as many are looked at as the limits say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from time import time

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Tries
from accounts.network import network_of

WINDOW = 15 * 60


@dataclass(frozen=True)
class Limits:
    """So many tries in a window: for a name from one network, from a network in all, for a name from everywhere."""

    purpose: str
    for_a_name: int
    from_a_network: int  # a whole office may share one
    for_a_name_anywhere: int  # somebody may have many networks


PASSWORDS = Limits("guesses", 10, 100, 200)
# Links to a new password, by the address that was typed.
MAILS = Limits("mails", 5, 50, 10)


class TooManyError(Exception):
    """This try is not looked at. `until`: when the next one is."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"too many tries until {until:%H:%M}")


@dataclass(frozen=True)
class _Counter:
    key: str
    most: int
    ends_at: datetime


@dataclass(frozen=True)
class Try:
    """A try that was counted, and may be looked at."""

    _counters: Sequence[_Counter]

    def give_back(self) -> None:
        """It does not count: it was right, or nobody looked at it."""
        _move(self._counters, -1)


def take(request: HttpRequest, name: str, limits: Limits = PASSWORDS) -> Try:
    """Count one try for *name* from this caller. Raises TooManyError, and counts nothing, where a limit is reached."""
    counters = sorted(_counters(request, name, limits), key=lambda each: each.key)
    with transaction.atomic():
        if _move(counters, 1) < len(counters):
            raise TooManyError(counters[0].ends_at)
    return Try(counters)


def forget_past() -> int:
    """Delete the counters of windows that are over; how many."""
    return Tries.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def _counters(request: HttpRequest, name: str, limits: Limits) -> Iterator[_Counter]:
    window, network = int(time() // WINDOW), network_of(request.META)
    ends_at = datetime.fromtimestamp((window + 1) * WINDOW, tz=UTC)
    name = sha256(name.casefold().encode(errors="replace")).hexdigest()
    counted = (
        (f"{name} {network}", limits.for_a_name),
        (network, limits.from_a_network),
        (f"{name} anywhere", limits.for_a_name_anywhere),
    )
    for what, most in counted:
        key = salted_hmac(f"accounts.{limits.purpose}", f"{window} {what}", algorithm="sha256").hexdigest()
        yield _Counter(key, most, ends_at)


def _move(counters: Sequence[_Counter], step: int) -> int:
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

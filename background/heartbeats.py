"""Who does the work behind the pages says now and then that it is alive; whoever shows a page can see when it last did.

Three say so: the schedule, that it ticks; the worker, that its process lives; and the sweep, that a task of the
schedule was taken and done. They cost a statement by the primary key every EVERY seconds a process.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

from django.db import DatabaseError, connection, models
from django.utils import timezone

from background.models import Heartbeat

logger = logging.getLogger(__name__)

EVERY = 10.0  # seconds
SILENT_AFTER = timedelta(seconds=60)
# What was read is believed for so many seconds: a list of rows that wait must not ask once a row.
_FRESH = 5.0


class Name(models.TextChoices):
    """Who says so."""

    SCHEDULE = "schedule"
    WORKER = "worker"
    SWEEP = "sweep"


@dataclass(frozen=True)
class Silence:
    """*name* said nothing since *since*; *told*: admins had a mail about it."""

    name: Name
    since: datetime
    told: bool


class _Process:
    """What this process said and read."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.said: dict[Name, float] = {}
        self.read: tuple[float, list[Heartbeat]] = (-_FRESH, [])


_process = _Process()


def forget() -> None:
    """Say and read everything anew."""
    global _process  # noqa: PLW0603  # one a process
    _process = _Process()


def beat(name: Name) -> None:
    """Say that *name* is alive, unless this process just did. Never raises: work goes on without it."""
    now = monotonic()
    with _process.lock:
        if now - _process.said.get(name, -EVERY) < 0.9 * EVERY:
            return
        _process.said[name] = now
    try:
        if not Heartbeat.objects.filter(pk=name).update(at=timezone.now()):
            _create(name)
    except DatabaseError as error:
        logger.warning("the heartbeat of %s could not be written: %s", name, type(error).__name__)
        if not connection.in_atomic_block:
            connection.close()


def _create(*names: Name) -> None:
    rows = [Heartbeat(name=name, at=timezone.now()) for name in names]
    Heartbeat.objects.bulk_create(rows, ignore_conflicts=True)


def last(*, fresh: bool = False) -> dict[Name, Heartbeat]:
    """The last of each, some seconds old unless *fresh*. One that never spoke does when first asked for."""
    at, rows = _process.read
    if fresh or monotonic() - at >= _FRESH:
        rows = list(Heartbeat.objects.all())
        if missing := set(Name) - {Name(row.name) for row in rows}:
            _create(*missing)
            rows = list(Heartbeat.objects.all())
        _process.read = (monotonic(), rows)
    return {Name(row.name): row for row in rows}


def silences(after: timedelta = SILENT_AFTER, *, fresh: bool = False) -> list[Silence]:
    """Who said nothing for longer than *after*."""
    until, rows = timezone.now() - after, last(fresh=fresh)
    return [
        Silence(name, rows[name].at, (told_at := rows[name].told_at) is not None and told_at > rows[name].at)
        for name in Name
        if rows[name].at < until
    ]


def cause() -> Silence | None:
    """What explains best why nothing goes on, where something does not: without worker or schedule no sweep comes."""
    found = {silence.name: silence for silence in silences()}
    return found.get(Name.WORKER) or found.get(Name.SCHEDULE) or found.get(Name.SWEEP)

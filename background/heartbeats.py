"""Heartbeats of the background processes, for pages and alerts.

Three parts send them: beat on each tick, the worker while it runs, and the sweep when one of its tasks was processed.
It costs each process one statement by primary key every EVERY seconds.
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
# A result is used for this many seconds: a list of waiting rows must not query once for each row.
_FRESH = 5.0


class Name(models.TextChoices):
    """The parts that send heartbeats."""

    SCHEDULE = "schedule"
    WORKER = "worker"
    SWEEP = "sweep"


@dataclass(frozen=True)
class Silence:
    """*name* has sent no heartbeat since *since*. *told*: the admins got a mail about it."""

    name: Name
    since: datetime
    told: bool


class _Process:
    """What this process sent and read last."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.said: dict[Name, float] = {}
        self.read: tuple[float, list[Heartbeat]] = (-_FRESH, [])


_process = _Process()


def forget() -> None:
    """Discard what this process remembers."""
    global _process  # noqa: PLW0603  # one a process
    _process = _Process()


def beat(name: Name) -> None:
    """Send a heartbeat of *name*, unless this process just did. Never raises."""
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
    """The last heartbeat of each part, some seconds old unless *fresh*. A missing one is created now."""
    at, rows = _process.read
    if fresh or monotonic() - at >= _FRESH:
        rows = list(Heartbeat.objects.all())
        if missing := set(Name) - {Name(row.name) for row in rows}:
            _create(*missing)
            rows = list(Heartbeat.objects.all())
        _process.read = (monotonic(), rows)
    return {Name(row.name): row for row in rows}


def silences(after: timedelta = SILENT_AFTER, *, fresh: bool = False) -> list[Silence]:
    """The parts without a heartbeat for longer than *after*."""
    until, rows = timezone.now() - after, last(fresh=fresh)
    return [
        Silence(
            name,
            rows[name].at,
            (told_at := rows[name].told_at) is not None and told_at > rows[name].at,
        )
        for name in Name
        if rows[name].at < until
    ]


def cause() -> Silence | None:
    """The part that explains best why no work is done: without worker or beat there is no sweep."""
    found = {silence.name: silence for silence in silences()}
    return found.get(Name.WORKER) or found.get(Name.SCHEDULE) or found.get(Name.SWEEP)

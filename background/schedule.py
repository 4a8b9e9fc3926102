"""Celery's schedule and worker, as those who say that they are alive."""

import logging
from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler
from django.db import connection

from background.heartbeats import EVERY, Name, beat

logger = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Beat's own, which says that it ticks, and which forgets what it did rather than never start again."""

    schedule_filename: str

    def setup_schedule(self) -> None:
        """Read the file of what was done when. A process killed while it wrote may have left half of it."""
        try:
            super().setup_schedule()
        except Exception:  # whatever pickle and dbm make of it
            logger.exception("the file of the schedule cannot be read, and is made anew")
            for suffix in self.known_suffixes:
                Path(f"{self.schedule_filename}{suffix}").unlink(missing_ok=True)
            super().setup_schedule()

    def tick(self, *arguments: Any, **options: Any) -> float:
        """One turn, after a few seconds at most."""
        beat(Name.SCHEDULE)
        return float(super().tick(*arguments, **options))


class Pulse(bootsteps.StartStopStep):
    """A step of the worker: say that it lives, as long as it does."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        """From now on."""
        self._entry = worker.timer.call_repeatedly(EVERY, _beat_of_worker)
        _beat_of_worker()

    def stop(self, worker: Any) -> None:
        """No longer."""
        worker.timer.cancel(self._entry)


def _beat_of_worker() -> None:
    """Leave no connection open in a thread that may be the one that forks."""
    beat(Name.WORKER)
    if not connection.in_atomic_block:
        connection.close()

"""Heartbeats of Celery's beat and worker."""

import logging
from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler
from django.db import connection

from background.heartbeats import EVERY, Name, beat

logger = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Celery's beat with a heartbeat. It discards a broken schedule file, rather than never start again."""

    schedule_filename: str

    def setup_schedule(self) -> None:
        """Read the schedule file. A process that was killed while writing may have left half of it."""
        try:
            super().setup_schedule()
        except Exception:  # pickle and dbm raise errors of many kinds
            logger.exception("the schedule file cannot be read and is created anew")
            for suffix in self.known_suffixes:
                Path(f"{self.schedule_filename}{suffix}").unlink(missing_ok=True)
            super().setup_schedule()

    def tick(self, *arguments: Any, **options: Any) -> float:
        """Send a heartbeat and run due tasks. Returns after a few seconds at most."""
        beat(Name.SCHEDULE)
        return float(super().tick(*arguments, **options))


class Pulse(bootsteps.StartStopStep):
    """A step of the worker that sends heartbeats as long as it runs."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        """Start sending."""
        self._entry = worker.timer.call_repeatedly(EVERY, _beat_of_worker)
        _beat_of_worker()

    def stop(self, worker: Any) -> None:
        """Stop sending."""
        worker.timer.cancel(self._entry)


def _beat_of_worker() -> None:
    """Close the connection of this thread, which may be the one that forks."""
    beat(Name.WORKER)
    if not connection.in_atomic_block:
        connection.close()

"""The sandbox's own clock: the machine's time, shifted by `POST /_sandbox/clock`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The time of this world. Delays of faults use the machine's time instead."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def now(self) -> datetime:
        """The time in this world, aware, UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, seconds: float) -> datetime:
        """Move this world forward (or back, when negative) and return the new time."""
        self.offset += timedelta(seconds=seconds)
        return self.now()


def isoformat(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as `2026-11-21T22:42:39.399Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""The events of this world, in order, for clients that wait for them."""

from __future__ import annotations

import threading
import time
from collections import deque
from datetime import datetime
from typing import Any

from sandbox.clock import isoformat

KEPT = 50_000
"""How many events are remembered; older ones are forgotten."""


class EventLog:
    """Numbered events with a long poll."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.events: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.last = 0

    def append(self, at: datetime, name: str, facts: dict[str, Any]) -> None:
        """Number the event, store it and wake waiting clients."""
        with self.changed:
            self.last += 1
            self.events.append({"n": self.last, "at": isoformat(at), "name": name, **facts})
            self.changed.notify_all()

    def after(self, n: int, name: str | None = None) -> list[dict[str, Any]]:
        """Events after number `n`, oldest first, of one name or of all."""
        with self.changed:
            newer: list[dict[str, Any]] = []
            for event in reversed(self.events):
                if event["n"] <= n:
                    break
                if name is None or event["name"] == name:
                    newer.append(event)
        return newer[::-1]

    def wait(self, n: int, name: str | None, seconds: float) -> list[dict[str, Any]]:
        """Like `after`, but waits up to `seconds` of real time for the first event.

        A number above the last event's is from an earlier process, so it counts as 0.
        """
        deadline = time.monotonic() + seconds
        with self.changed:
            start = n if n <= self.last else 0
            while True:
                found = self.after(start, name)
                left = deadline - time.monotonic()
                if found or left <= 0:
                    return found
                self.changed.wait(left)

    def clear(self) -> None:
        """Delete all events and number from 1 again."""
        with self.changed:
            self.events.clear()
            self.last = 0
            self.changed.notify_all()

"""Shares one run of the checks among all callers: /readyz is public and must not keep the database busy."""

from threading import Condition
from time import monotonic

from config.health.probes import NAMES, UNKNOWN, Finding, Findings, look

FRESH = 2.0  # seconds for which a result is used
PATIENCE = 5.0  # seconds that a caller waits for a run in another thread

_NOTHING: Findings = {name: Finding(UNKNOWN) for name in NAMES}


class Readiness:
    """The last result of this process. While one thread runs the checks, others wait for it, but not for long."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at = -FRESH
        self._seen: Findings = _NOTHING
        self._looking = False

    def now(self) -> Findings:
        """The result of all checks, at most FRESH seconds old; "unknown" where a run takes too long."""
        with self._changed:
            if self._is_fresh():
                return self._seen
            if self._looking:
                return self._seen if self._changed.wait_for(self._is_fresh, PATIENCE) else _NOTHING
            self._looking = True
        seen = _NOTHING
        try:
            seen = look()
        finally:
            with self._changed:
                self._seen, self._at, self._looking = seen, monotonic(), False
                self._changed.notify_all()
        return seen

    def forget(self) -> None:
        """Run the checks at the next call."""
        with self._changed:
            self._at = -FRESH

    def _is_fresh(self) -> bool:
        return monotonic() - self._at < FRESH


readiness = Readiness()

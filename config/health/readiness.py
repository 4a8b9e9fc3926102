"""One look for all who ask: /readyz is open to everybody, and must be no way of keeping the database busy."""

from threading import Condition
from time import monotonic

from config.health.checks import NAMES, UNKNOWN, Finding, Findings, look

FRESH = 2.0  # seconds for which a look is believed
PATIENCE = 5.0  # seconds that others wait for a look that somebody else takes

_NOTHING: Findings = {name: Finding(UNKNOWN) for name in NAMES}


class Readiness:
    """What was seen last in this process. While one thread looks, the others wait for it, and not for long."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at = -FRESH
        self._seen: Findings = _NOTHING
        self._looking = False

    def now(self) -> Findings:
        """How everything stands, FRESH seconds old at most; "unknown" where the look takes too long."""
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
        """Look anew the next time."""
        with self._changed:
            self._at = -FRESH

    def _is_fresh(self) -> bool:
        return monotonic() - self._at < FRESH


readiness = Readiness()

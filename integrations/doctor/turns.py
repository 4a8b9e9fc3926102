"""Bounds examinations: one of a person at a time, a few in all processes together, and so many in an hour."""

from uuid import uuid4

from django.core.cache import cache

from accounts import rate_counters
from integrations.doctor.examine import DEADLINE

AT_ONCE = 4
PER_HOUR = 20
_KEPT = int(DEADLINE) + 30  # seconds after which a turn whose process died is free again


class BusyError(Exception):
    """The person examines already, has done so very often, or too many others do."""


class Turn:
    """One examination. `close` ends it."""

    def __init__(self, user_id: int) -> None:
        """Raises BusyError."""
        self._mark = uuid4().hex
        self._keys: list[str] = []
        self._take([f"doctor:user:{user_id}"])
        self._take([f"doctor:slot:{number}" for number in range(AT_ONCE)])
        try:
            rate_counters.take([rate_counters.counter("doctor", user_id, PER_HOUR, 3600)])
        except rate_counters.TooManyError as error:
            self.close()
            raise BusyError from error

    def _take(self, keys: list[str]) -> None:
        """Take the first free one of *keys*."""
        taken = next((key for key in keys if cache.add(key, self._mark, _KEPT)), None)
        if taken is None:
            self.close()
            raise BusyError
        self._keys.append(taken)

    def close(self) -> None:
        """Let others begin. A turn that another examination has taken over stays."""
        for key in self._keys:
            if cache.get(key) == self._mark:
                cache.delete(key)
        self._keys = []

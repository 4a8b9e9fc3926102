"""Django's caches, with what forms are made of kept in the process for a moment.

Every post of a form asks for its project, types and fields. Fetching and unpickling them from Redis costs more CPU
than checking the form does.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from time import monotonic
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache

# Keys that begin like this hold values that nobody changes, and that other processes may see some seconds late: what
# Jira asks for is ten minutes old anyway, and is asked again as soon as Jira refuses a report.
NEAR = ("jira:", "project:")
SECONDS = 5.0
MOST = 256


class _Nearby:
    """What this process read, by key; what was fetched first goes first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, Any]] = OrderedDict()

    def get(self, key: str) -> Any:
        """The value, or None once it is SECONDS old."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
            return value if until > monotonic() else None

    def keep(self, key: str, value: Any) -> None:
        """Remember it from now on."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (monotonic() + SECONDS, value)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def forget(self, keys: Iterable[str] | None = None) -> None:
        """Of *keys*, or of everything, nothing is known any more."""
        with self._lock:
            for key in list(self._kept) if keys is None else keys:
                self._kept.pop(key, None)


# One for all threads: each has a cache object of its own.
_nearby = _Nearby()


class _Near(BaseCache):
    """Looks nearby first. Whatever this process writes or deletes, it sees at once."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if version is not None or not str(key).startswith(NEAR):
            return super().get(key, default, version)
        found = _nearby.get(key)
        if found is None:
            found = super().get(key, None, version)
            if found is None:
                return default
            _nearby.keep(key, found)
        return found

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        super().set(key, value, *args, **options)
        _nearby.forget([key])

    def delete(self, key: Any, version: int | None = None) -> bool:
        deleted = super().delete(key, version)
        _nearby.forget([key])
        return deleted

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        gone = list(keys)
        super().delete_many(gone, version)
        _nearby.forget(gone)

    def clear(self) -> None:
        super().clear()
        _nearby.forget()


class NearRedis(_Near, RedisCache):
    """Redis, looked into every SECONDS at most for what forms are made of."""


class NearFiles(_Near, FileBasedCache):
    """The same over files."""

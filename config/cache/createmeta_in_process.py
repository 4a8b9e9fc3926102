"""Keeps create metadata in the process for a moment: to fetch it from Redis costs more CPU than to check the form."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from time import monotonic
from typing import Any

from django.core.cache.backends.base import BaseCache

# Values under these prefixes never change in place, and other processes may see them some seconds late: Jira's create
# metadata is ten minutes old anyway, and is read again as soon as Jira refuses a report.
NEAR = ("jira:", "project:")
SECONDS = 5.0
MOST = 256
_ABSENT = object()


class Nearby:
    """What this process read, by key. The oldest entry is dropped first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, Any]] = OrderedDict()

    def get(self, key: str) -> Any:
        """The value, or None once it is SECONDS old."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
            return value if until > monotonic() else None

    def keep(self, key: str, value: Any) -> None:
        """Remember the value."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (monotonic() + SECONDS, value)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def forget(self, keys: Iterable[str] | None = None) -> None:
        """Forget *keys*, or everything."""
        with self._lock:
            for key in list(self._kept) if keys is None else keys:
                self._kept.pop(key, None)


# One for all threads: each thread has its own cache object.
nearby = Nearby()


class Near(BaseCache):
    """Looks into the process first, which also knows for a moment what was not there.

    What this process writes or deletes, it sees at once.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if version is not None or not str(key).startswith(NEAR):
            return super().get(key, default, version)
        found = nearby.get(key)
        if found is None:
            found = super().get(key, None, version)
            nearby.keep(key, _ABSENT if found is None else found)
        return default if found is None or found is _ABSENT else found

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        super().set(key, value, *args, **options)
        nearby.forget([key])

    def delete(self, key: Any, version: int | None = None) -> bool:
        deleted = super().delete(key, version)
        nearby.forget([key])
        return deleted

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        gone = list(keys)
        super().delete_many(gone, version)
        nearby.forget(gone)

    def clear(self) -> None:
        super().clear()
        nearby.forget()

"""Django's caches, with what forms are made of kept in the process for a moment; and a process that goes on without.

Every post of a form asks for its project, types and fields. Fetching and unpickling them from Redis costs more CPU
than checking the form does. While Redis is away, or the disk full, each process remembers for itself: what is kept here
is never the only copy of anything, so that nobody's report has to fail for it.
"""

import logging
import zlib
from collections import OrderedDict
from collections.abc import Collection, Iterable
from itertools import islice
from threading import Lock
from time import monotonic
from typing import Any, ClassVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)

# Keys that begin like this hold values that nobody changes, and that other processes may see some seconds late: what
# Jira asks for is ten minutes old anyway, and is asked again as soon as Jira refuses a report.
NEAR = ("jira:", "project:")
SECONDS = 5.0
MOST = 256
_LOOKED_AT = 500


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


class _Away:
    """Whether the cache was away just now: for so long nobody waits for it."""

    SECONDS = 5.0

    def __init__(self) -> None:
        self._until = 0.0
        self.failures = 0

    def __bool__(self) -> bool:
        return self._until > monotonic()

    @property
    def was(self) -> bool:
        """Since it last took something."""
        return self._until > 0

    def noticed(self, error: Exception) -> None:
        """It does not answer."""
        if not self.was:
            logger.warning("the cache is away, each process remembers for itself: %s", type(error).__name__)
        self._until = monotonic() + self.SECONDS
        self.failures += 1

    def over(self) -> None:
        """It took something again."""
        logger.warning("the cache is there again")
        self._until = 0.0


_away = _Away()
_own = LocMemCache("while the cache is away", {})


_READS = frozenset({"get", "get_many", "has_key"})
# After these something new is kept. A full disk still lets go.
_TAKES = frozenset({"set", "set_many", "add", "incr"})


class _Spared(BaseCache):
    """Asks the cache itself, and this process's own memory while that is away: until it takes something again."""

    failures: ClassVar[tuple[type[Exception], ...]]

    def _ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        if not _away.was or (name not in _READS and not _away):
            before = _away.failures
            try:
                found = getattr(super(), name)(*arguments, **options)
            except self.failures as error:
                _away.noticed(error)
            else:
                # Some of Django's ask for others of these: then one of those told.
                if _away.was and name in _TAKES and found is not False and _away.failures == before:
                    _away.over()
                    _own.clear()
                return found
        return getattr(_own, name)(*arguments, **options)

    def add(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._ask("add", *arguments, **options))

    def get(self, *arguments: Any, **options: Any) -> Any:
        return self._ask("get", *arguments, **options)

    def set(self, *arguments: Any, **options: Any) -> None:
        self._ask("set", *arguments, **options)

    def touch(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._ask("touch", *arguments, **options))

    def delete(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._ask("delete", *arguments, **options))

    def has_key(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._ask("has_key", *arguments, **options))

    def incr(self, *arguments: Any, **options: Any) -> int:
        return int(self._ask("incr", *arguments, **options))

    def get_many(self, *arguments: Any, **options: Any) -> dict[Any, Any]:
        return dict(self._ask("get_many", *arguments, **options))

    def set_many(self, *arguments: Any, **options: Any) -> list[Any]:
        return list(self._ask("set_many", *arguments, **options))

    def delete_many(self, *arguments: Any, **options: Any) -> None:
        self._ask("delete_many", *arguments, **options)

    def clear(self) -> None:
        self._ask("clear")


class NearRedis(_Near, _Spared, RedisCache):
    """Redis, looked into every SECONDS at most for what forms are made of."""

    failures = (RedisError,)

    def probe(self) -> None:
        """Raise RedisError unless it answers."""
        self._cache.get_client(None, write=True).ping()

    def drop_naming(self, texts: Collection[str]) -> None:
        """Drop every entry in whose key or value one of *texts* stands, as it is written there."""
        client = self._cache.get_client(None, write=True)
        try:
            found = client.scan_iter(match=f"{self.key_prefix}:*", count=_LOOKED_AT)
            while keys := list(islice(found, _LOOKED_AT)):
                held = zip(keys, client.mget(keys), strict=True)
                gone = [key for key, value in held if _holds(key + b" " + (value or b""), texts)]
                if gone:
                    client.delete(*gone)
        except RedisError as error:
            logger.warning("the cache could not be looked through: %s", type(error).__name__)
        _nearby.forget()


class NearFiles(_Near, _Spared, FileBasedCache):
    """The same over files."""

    failures = (OSError,)

    def probe(self) -> None:
        """Raise OSError unless a file can be written there."""
        FileBasedCache.set(self, "probe", 1, 60)

    def drop_naming(self, texts: Collection[str]) -> None:
        """Drop every entry in whose value one of *texts* stands. Of a key there is only a hash."""
        own: Any = self  # what Django's class says of its files is known to no type checker
        for name in own._list_cache_files():
            try:
                with open(name, "rb") as file:
                    if not own._is_expired(file) and _holds(zlib.decompress(file.read()), texts):
                        own._delete(name)
            except (OSError, zlib.error) as error:
                logger.warning("an entry of the cache could not be looked into: %s", type(error).__name__)
        _nearby.forget()


def _holds(data: bytes, texts: Collection[str]) -> bool:
    """As pickled: UTF-8."""
    return any(text.encode() in data for text in texts)

"""While Redis is away, or the disk full, each process uses its own memory: no report has to fail."""

from typing import Any, ClassVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from config.cache.recent_outage import outage

_own = LocMemCache("while the cache is away", {})
_READS = frozenset({"get", "get_many", "has_key"})
# These store something. A full disk still deletes.
_TAKES = frozenset({"set", "set_many", "add", "incr"})


class WithFallback(BaseCache):
    """Uses the cache, or the process's own memory while the cache is away."""

    failures: ClassVar[tuple[type[Exception], ...]]

    def _ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        if not outage.was or (name not in _READS and not outage):
            before = outage.failures
            try:
                found = getattr(super(), name)(*arguments, **options)
            except self.failures as error:
                outage.noticed(error)
            else:
                # Some of Django's methods call others of these; the inner one reports the failure.
                if (
                    outage.was
                    and name in _TAKES
                    and found is not False
                    and outage.failures == before
                ):
                    outage.over()
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

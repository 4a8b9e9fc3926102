"""The two backends that the settings choose from: Redis and files."""

import logging
import zlib
from collections.abc import Collection
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis, RedisError

from config.cache.createmeta_in_process import Near, nearby
from config.cache.fallback import WithFallback

logger = logging.getLogger(__name__)
_LOOKED_AT = 500


class _OneClient(RedisCacheClient):
    """Asks the only server through one client. Django's makes one for each call, which costs as much as the call."""

    @cached_property
    def _asked(self) -> Redis:
        client: Redis = super().get_client(write=True)
        return client

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        """The client; its pool has a connection for each thread."""
        return self._asked


class NearRedis(Near, WithFallback, RedisCache):
    """Redis, with create metadata kept in the process for SECONDS."""

    failures = (RedisError,)

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient

    def probe(self) -> None:
        """Raise RedisError unless it answers."""
        self._cache.get_client(None, write=True).ping()

    def drop_naming(self, texts: Collection[str]) -> None:
        """Delete every entry whose key or value contains one of *texts* literally."""
        client = self._cache.get_client(None, write=True)
        try:
            found = client.scan_iter(match=f"{self.key_prefix}:*", count=_LOOKED_AT)
            while keys := list(islice(found, _LOOKED_AT)):
                held = zip(keys, client.mget(keys), strict=True)
                gone = [key for key, value in held if _holds(key + b" " + (value or b""), texts)]
                if gone:
                    client.delete(*gone)
        except RedisError as error:
            logger.warning("the cache could not be searched: %s", type(error).__name__)
        nearby.forget()


class NearFiles(Near, WithFallback, FileBasedCache):
    """The same for the file cache."""

    failures = (OSError,)

    def probe(self) -> None:
        """Raise OSError unless a file can be written there."""
        FileBasedCache.set(self, "probe", 1, 60)

    def drop_naming(self, texts: Collection[str]) -> None:
        """Delete every entry whose value contains one of *texts* literally. Keys are hashed."""
        own: Any = self  # private attributes of Django's class, unknown to the type checker
        for name in own._list_cache_files():
            try:
                with open(name, "rb") as file:
                    if not own._is_expired(file) and _holds(zlib.decompress(file.read()), texts):
                        own._delete(name)
            except (OSError, zlib.error) as error:
                logger.warning(
                    "an entry of the cache could not be looked into: %s", type(error).__name__
                )
        nearby.forget()


def _holds(data: bytes, texts: Collection[str]) -> bool:
    """As pickled: UTF-8."""
    return any(text.encode() in data for text in texts)

"""The progress of an upload, kept in the cache because it is useless a minute later."""

from time import monotonic
from typing import IO, Any, cast
from uuid import UUID

from django.core.cache import cache

_EVERY = 1.0
_KEPT = 120


def _key(attachment_id: UUID) -> str:
    return f"upload:{attachment_id}"


def percent(attachment_id: UUID) -> int | None:
    """The percentage of a file that was sent. None when unknown."""
    return cast("int | None", cache.get(_key(attachment_id)))


class ProgressFile:
    """A file that reports how far it was read."""

    def __init__(self, file: IO[bytes], attachment_id: UUID, size: int) -> None:
        self._file, self._size, self._name = file, size, _key(attachment_id)
        self._read = 0
        self._said_at = monotonic()

    def read(self, size: int = -1) -> bytes:
        """Read as a file does. Reports the progress once a second."""
        chunk = self._file.read(size)
        self._read += len(chunk)
        if monotonic() - self._said_at >= _EVERY:
            self._said_at = monotonic()
            cache.set(self._name, min(100 * self._read // max(self._size, 1), 99), timeout=_KEPT)
        return chunk

    def seek(self, offset: int, whence: int = 0) -> int:
        """Seek as a file does."""
        self._read = 0
        return self._file.seek(offset, whence)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

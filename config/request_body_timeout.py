"""The input of a request, with a limited time."""

from time import monotonic

from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]

from accounts import concurrency_limit
from config import settings

# Of a body, in bytes a second: the slowest mobile networks send faster.
RATE = 10_000


class ReadInTime(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """The input of a request. When its time is over, it reads as if the client had closed the connection."""

    until = 0.0

    def begin(self) -> None:
        """Start the time of a request."""
        self.until = monotonic() + settings.REQUEST_READ_SECONDS

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes. Raises NoMoreData when the time is over."""
        left = self.until - monotonic()
        if left <= 0:
            raise NoMoreData
        data = self._chunk_that_is_here(size_hint)
        if data is None:
            data = self._chunk_to_wait_for(left, size_hint)
        self.until += len(data) / RATE
        return data

    def _chunk_that_is_here(self, size_hint: int | None) -> bytes | None:
        self.sock.settimeout(0)
        try:
            data: bytes = super().chunk(size_hint)
        except BlockingIOError:
            return None
        finally:
            self.sock.settimeout(None)
        return data

    def _chunk_to_wait_for(self, seconds: float, size_hint: int | None) -> bytes:
        self.sock.settimeout(seconds)
        try:
            # A user who sends slowly may open other pages meanwhile.
            with concurrency_limit.while_waiting():
                data: bytes = super().chunk(size_hint)
        except TimeoutError:
            raise NoMoreData from None
        finally:
            self.sock.settimeout(None)
        return data

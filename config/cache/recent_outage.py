"""Whether the cache was away a moment ago, as this process saw it."""

import logging
from time import monotonic

logger = logging.getLogger(__name__)


class Outage:
    """Whether the cache was away a moment ago. While it was, no request waits for it."""

    SECONDS = 5.0

    def __init__(self) -> None:
        self._until = 0.0
        self.failures = 0

    def __bool__(self) -> bool:
        return self._until > monotonic()

    @property
    def was(self) -> bool:
        """Whether it is away, since it last answered."""
        return self._until > 0

    def noticed(self, error: Exception) -> None:
        """Note that it does not answer."""
        if not self.was:
            logger.warning(
                "the cache is away, each process remembers for itself: %s", type(error).__name__
            )
        self._until = monotonic() + self.SECONDS
        self.failures += 1

    def over(self) -> None:
        """Note that it answered."""
        logger.warning("the cache answers again")
        self._until = 0.0


outage = Outage()

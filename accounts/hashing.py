"""Password hashes, one at a time in a process: each takes 46 MiB and a core for a moment, whoever asks for it.

Whoever finds no turn soon is told so. Nobody waits long, and few wait: the other threads are for other pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 1  # in one process
PATIENCE = 3.0  # seconds
RETRY_AFTER = 5  # seconds


class TooManyAtOnceError(Exception):
    """Nothing was hashed: others are before."""


class Turns:
    """*at_once* may go on, so many more wait for at most *patience* seconds, and nobody else."""

    def __init__(self, at_once: int, waiting: int, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._places = BoundedSemaphore(at_once + waiting)
        self._turns = BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have one until the end of the block. Raises TooManyAtOnceError."""
        if not self._places.acquire(blocking=False):
            raise TooManyAtOnceError
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise TooManyAtOnceError
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


turns = Turns(AT_ONCE, waiting=max(2, settings.WEB_THREADS // 4))


class BoundedArgon2(Argon2PasswordHasher):
    """Django's, in its turn. PASSWORD_HASHERS names it, so that every page and command goes this way."""

    # OWASP's Password Storage Cheat Sheet calls these as strong as more time with less memory. Django's own
    # (100 MiB, twice, eight threads) take several times as long from the pages of others.
    memory_cost, time_cost, parallelism = 47_104, 1, 1  # KiB, passes, threads

    def encode(self, password: str, salt: str) -> str:
        """The hash of a new password, or of one that nobody has. Raises TooManyAtOnceError."""
        with turns.turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is this password. Raises TooManyAtOnceError."""
        with turns.turn():
            return super().verify(password, encoded)

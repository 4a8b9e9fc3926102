"""Limits how many passwords a process hashes at a time: each takes 46 MiB and a core for a moment.

A request that gets no turn soon is answered with 503. Few wait, and not for long: the other threads serve other pages.
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
    """Nothing was hashed: too many requests are before this one."""


class Turns:
    """Lets *at_once* threads go on and as many wait for at most *patience* seconds; all others are refused."""

    def __init__(self, at_once: int, waiting: int, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._places = BoundedSemaphore(at_once + waiting)
        self._turns = BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take a turn for the block. Raises TooManyAtOnceError."""
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
    """Django's hasher, with the limit. PASSWORD_HASHERS names it, so the limit holds for every page and command."""

    # The OWASP Password Storage Cheat Sheet rates these as strong as more passes with less memory. Django's own
    # (100 MiB, two passes, eight threads) take several times as long from other requests.
    memory_cost, time_cost, parallelism = 47_104, 1, 1  # KiB, passes, threads

    def encode(self, password: str, salt: str) -> str:
        """Hash a password, or a random one for an unknown user. Raises TooManyAtOnceError."""
        with turns.turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password is right. Raises TooManyAtOnceError."""
        with turns.turn():
            return super().verify(password, encoded)

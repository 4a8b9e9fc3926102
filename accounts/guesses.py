"""How often strangers may try something: counted by name, by network and by both, for 15 minutes.

Each try is counted before it is looked at, as rows of the database, in one statement that looks and counts: however
many requests come at once, to however many processes, as many are looked at as the limits say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest
from django.utils import timezone

from accounts import counters
from accounts.counters import Counter, TooManyError
from accounts.models import Tries
from accounts.network import network_of

__all__ = ["CODES", "MAILS", "PASSWORDS", "Limits", "TooManyError", "Try", "forget_past", "take"]

WINDOW = 15 * 60


@dataclass(frozen=True)
class Limits:
    """So many tries in a window: for a name from one network, from a network in all, for a name from everywhere."""

    purpose: str
    for_a_name: int
    from_a_network: int  # a whole office may share one
    for_a_name_anywhere: int  # somebody may have many networks


PASSWORDS = Limits("guesses", 10, 100, 200)
# Links to a new password, by the address that was typed.
MAILS = Limits("mails", 5, 50, 10)
# Codes of a second factor, by person.
CODES = Limits("codes", 10, 100, 20)


@dataclass(frozen=True)
class Try:
    """A try that was counted, and may be looked at."""

    _counters: Sequence[Counter]

    def give_back(self) -> None:
        """It does not count: it was right, or nobody looked at it."""
        counters.move(self._counters, -1)


def take(request: HttpRequest, name: str, limits: Limits = PASSWORDS) -> Try:
    """Count one try for *name* from this caller. Raises TooManyError, and counts nothing, where a limit is reached."""
    return Try(counters.take(_counters(request, name, limits)))


def forget_past() -> int:
    """Delete the counters of windows that are over; how many."""
    return Tries.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def _counters(request: HttpRequest, name: str, limits: Limits) -> Iterator[Counter]:
    network = network_of(request.META)
    name = sha256(name.casefold().encode(errors="replace")).hexdigest()
    counted = (
        (f"{name} {network}", limits.for_a_name),
        (network, limits.from_a_network),
        (f"{name} anywhere", limits.for_a_name_anywhere),
    )
    for what, most in counted:
        yield counters.counter(limits.purpose, what, most, WINDOW)

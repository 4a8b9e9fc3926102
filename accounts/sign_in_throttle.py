"""Limits attempts at passwords and codes by name, by network and by both, for 15 minutes.

An attempt is counted before it is checked, in one statement, in the database. So the limits are exact for concurrent
requests to any number of processes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest
from django.utils import timezone

from accounts import rate_counters
from accounts.client_ip_address import network_of
from accounts.models import Tries
from accounts.rate_counters import Counter, TooManyError

__all__ = ["CODES", "MAILS", "PASSWORDS", "Limits", "TooManyError", "Try", "forget_past", "take"]

WINDOW = 15 * 60


@dataclass(frozen=True)
class Limits:
    """Attempts in a window: for a name from one network, for all names from a network, for a name from all networks."""

    purpose: str
    for_a_name: int
    from_a_network: int  # a whole office may share one
    for_a_name_anywhere: int  # an attacker may have many networks


PASSWORDS = Limits("guesses", 10, 100, 200)
# Password reset links, by the typed address.
MAILS = Limits("mails", 5, 50, 10)
# Codes of a second factor, by user.
CODES = Limits("codes", 10, 100, 20)


@dataclass(frozen=True)
class Try:
    """An attempt that was counted and may be checked."""

    _counters: Sequence[Counter]

    def give_back(self) -> None:
        """Take the count back: the attempt was right, or was not checked."""
        rate_counters.move(self._counters, -1)


def take(request: HttpRequest, name: str, limits: Limits = PASSWORDS) -> Try:
    """Count an attempt at *name* by this caller. Where a limit is reached, raises TooManyError and counts nothing."""
    return Try(rate_counters.take(_counters(request, name, limits)))


def forget_past() -> int:
    """Delete the counters of past windows. Returns how many."""
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
        yield rate_counters.counter(limits.purpose, what, most, WINDOW)

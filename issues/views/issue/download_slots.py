"""Limits how many files one person may receive at once through one web process: each holds a thread."""

from collections import Counter
from functools import cache
from threading import Lock

from django.conf import settings


class TooManyDownloadsError(Exception):
    """This person receives as many files as one may at once."""


class Slot:
    """One file on its way."""

    def __init__(self, slots: "DownloadSlots", who: int) -> None:
        self._slots, self._who, self._taken = slots, who, True

    def leave(self) -> None:
        """Release the slot. Later calls do nothing."""
        if self._taken:
            self._taken = False
            self._slots._give_back(self._who)


class DownloadSlots:
    """At most *each* files for one person, and *all_of* for all together."""

    def __init__(self, each: int, all_of: int) -> None:
        self._each, self._all = each, all_of
        self._lock = Lock()
        self._under_way: Counter[int] = Counter()

    def take(self, who: int) -> Slot:
        """A slot for a file of *who*. Raises TooManyDownloadsError."""
        with self._lock:
            if self._under_way[who] >= self._each or self._under_way.total() >= self._all:
                raise TooManyDownloadsError
            self._under_way[who] += 1
        return Slot(self, who)

    def _give_back(self, who: int) -> None:
        with self._lock:
            self._under_way[who] -= 1
            if not self._under_way[who]:
                del self._under_way[who]


def slots() -> DownloadSlots:
    """The slots of this process: a quarter of its threads for one person, and half for all, at least four."""
    return _slots_of(settings.WEB_THREADS)


@cache
def _slots_of(threads: int) -> DownloadSlots:
    return DownloadSlots(max(threads // 4, 4), max(threads // 2, 4))

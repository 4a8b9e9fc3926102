"""Messages in and out of the table. Each act is one statement, so that a kill at any moment leaves a message whole.

A message is taken by a conditional UPDATE whose row count decides, as everything here is claimed. Who took it and died
has done nothing lasting: it can be read again once the lease is over. So each message comes at least once, and may
come twice; tasks are made for that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from background.models import Message

# Workers that all look at once find different first ones, mostly.
_CANDIDATES = 8
# So often a message may be taken by workers that die with it, before it counts as what kills them.
MOST_TAKEN = 5


@dataclass(frozen=True)
class Taken:
    """A message, and the lease under which it is held."""

    pk: int
    lease: str
    payload: str
    taken: int


def put(queue: str, payload: str, expires_at: datetime | None = None) -> None:
    """Add a message. What is of no use any more goes, so that no schedule without a worker fills the table."""
    now = timezone.now()
    if expires_at is not None:
        Message.objects.filter(expires_at__lte=now, set_aside_at=None).delete()
    Message.objects.create(queue=queue, payload=payload, put_at=now, visible_at=now, expires_at=expires_at)


def take(queue: str, lease_for: timedelta) -> Taken | None:
    """The one that can be read for longest, held for *lease_for*; None when there is none."""
    while found := _due(queue):
        for pk, payload, taken in found:
            held = Taken(pk, uuid4().hex, payload, taken + 1)
            now = timezone.now()
            mine = Message.objects.filter(pk=pk, visible_at__lte=now).update(
                visible_at=now + lease_for, lease=held.lease, taken=F("taken") + 1
            )
            if mine:
                return held
    return None


def _due(queue: str) -> list[tuple[int, str, int]]:
    due = Message.objects.filter(queue=queue, visible_at__lte=timezone.now()).order_by("visible_at", "pk")
    return list(due.values_list("pk", "payload", "taken")[:_CANDIDATES])


def extend(held: Mapping[int, str], lease_for: timedelta) -> None:
    """Hold messages, whose leases are given by their keys, for *lease_for* from now on."""
    ours = Message.objects.filter(pk__in=held, lease__in=held.values(), visible_at__isnull=False)
    ours.update(visible_at=timezone.now() + lease_for)


def done(pk: int) -> None:
    """The work is done, whoever holds the message by now."""
    Message.objects.filter(pk=pk).delete()


def put_back(pk: int, lease: str) -> None:
    """Let others have it at once, unless somebody else holds it by now. It does not count as taken."""
    held = Message.objects.filter(pk=pk, lease=lease, visible_at__isnull=False)
    held.update(visible_at=timezone.now(), lease="", taken=F("taken") - 1)


def set_aside(pk: int, lease: str, why: str) -> bool:
    """Keep it for those who run Lodge to look at; whether it was still ours to set aside."""
    held = Message.objects.filter(pk=pk, lease=lease, visible_at__isnull=False)
    return bool(held.update(visible_at=None, lease="", set_aside_at=timezone.now(), set_aside_why=why))


def try_again(pks: Iterable[int]) -> int:
    """Put messages that were set aside back into their queues; how many."""
    aside = Message.objects.filter(pk__in=list(pks), set_aside_at__isnull=False)
    return aside.update(
        visible_at=timezone.now(), taken=0, expires_at=None, set_aside_at=None, set_aside_why=""
    )


def size(queue: str) -> int:
    """How many wait or are being worked on."""
    return Message.objects.filter(queue=queue, visible_at__isnull=False).count()


def purge(queue: str) -> int:
    """Delete what waits; how many."""
    return Message.objects.filter(queue=queue, visible_at__isnull=False).delete()[0]

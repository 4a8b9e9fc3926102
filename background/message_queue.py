"""The message queue in the database. Each step is one statement, so a kill at any moment leaves a message whole.

A conditional UPDATE takes a message; its row count decides. If the worker dies, the message can be taken again after
the lease. So each message is delivered at least once, and tasks must allow for a second delivery.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from background.models import Message

# Workers that look at the same time mostly start at different messages.
_CANDIDATES = 8
# After this many workers died with it, a message counts as their cause.
MOST_TAKEN = 5


@dataclass(frozen=True)
class Taken:
    """A message and its lease."""

    pk: int
    lease: str
    payload: str
    taken: int


def put(queue: str, payload: str, expires_at: datetime | None = None) -> None:
    """Add a message and delete expired ones, so that a schedule without a worker does not fill the table."""
    now = timezone.now()
    if expires_at is not None:
        Message.objects.filter(expires_at__lte=now, set_aside_at=None).delete()
    Message.objects.create(
        queue=queue, payload=payload, put_at=now, visible_at=now, expires_at=expires_at
    )


def take(queue: str, lease_for: timedelta) -> Taken | None:
    """Take the oldest visible message with a lease of *lease_for*; None when there is none."""
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
    due = Message.objects.filter(queue=queue, visible_at__lte=timezone.now()).order_by(
        "visible_at", "pk"
    )
    return list(due.values_list("pk", "payload", "taken")[:_CANDIDATES])


def extend(held: Mapping[int, str], lease_for: timedelta) -> None:
    """Extend the leases of messages, given by key and lease, to *lease_for* from now."""
    ours = Message.objects.filter(pk__in=held, lease__in=held.values(), visible_at__isnull=False)
    ours.update(visible_at=timezone.now() + lease_for)


def done(pk: int) -> None:
    """Delete the message: the work is done, even if another worker has the lease now."""
    Message.objects.filter(pk=pk).delete()


def put_back(pk: int, lease: str) -> None:
    """Make the message visible at once, unless another worker has the lease. It does not count as taken."""
    held = Message.objects.filter(pk=pk, lease=lease, visible_at__isnull=False)
    held.update(visible_at=timezone.now(), lease="", taken=F("taken") - 1)


def set_aside(pk: int, lease: str, why: str) -> bool:
    """Make it a dead letter. Returns whether the lease was still valid."""
    held = Message.objects.filter(pk=pk, lease=lease, visible_at__isnull=False)
    return bool(
        held.update(visible_at=None, lease="", set_aside_at=timezone.now(), set_aside_why=why)
    )


def try_again(pks: Iterable[int]) -> int:
    """Return dead letters to their queues. Returns how many."""
    aside = Message.objects.filter(pk__in=list(pks), set_aside_at__isnull=False)
    return aside.update(
        visible_at=timezone.now(), taken=0, expires_at=None, set_aside_at=None, set_aside_why=""
    )


def size(queue: str) -> int:
    """How many messages wait or are under way."""
    return Message.objects.filter(queue=queue, visible_at__isnull=False).count()


def purge(queue: str) -> int:
    """Delete waiting messages. Returns how many."""
    return Message.objects.filter(queue=queue, visible_at__isnull=False).delete()[0]

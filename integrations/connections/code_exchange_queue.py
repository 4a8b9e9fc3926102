"""Exchanges one person's codes one at a time. Of two pairs, the one requested later is kept.

At Atlassian a later consent may replace the grant of an earlier one. If two codes were exchanged at once, nobody
could tell which of the two pairs is valid.
"""

from dataclasses import dataclass
from time import monotonic, sleep

from django.db.models import F, Q
from django.utils import timezone

from integrations import limits
from integrations.connections import backoff
from integrations.errors import LinkedLater, Unavailable
from integrations.models import LinkTurn

_LOOK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True)
class Turn:
    """The right to exchange one of a person's codes, until given back or its lease ends. *number*: a fencing token."""

    user_id: int
    number: int


def take(user_id: int, ends_at: float) -> Turn:
    """The next turn. Raises Unavailable where another tab holds it for too long, or too many requests wait."""
    LinkTurn.objects.get_or_create(user_id=user_id)
    turn = _try(user_id)
    if turn is not None:
        return turn
    with limits.process_bulkhead().slot(limits.Server.TURN, within=ends_at - monotonic()):
        while (turn := _try(user_id)) is None:
            left = ends_at - monotonic()
            if left <= 0:
                raise Unavailable("this person is linking in another tab, which takes long")
            sleep(min(left, _LOOK_AGAIN_SECONDS))
    return turn


def _try(user_id: int) -> Turn | None:
    now = timezone.now()
    rows = LinkTurn.objects.filter(user_id=user_id)
    seen = rows.values_list("taken", flat=True).get()
    free = rows.filter(Q(lease_until=None) | Q(lease_until__lte=now), taken=seen)
    taken = free.update(taken=F("taken") + 1, lease_until=now + backoff.LEASE)
    return Turn(user_id, seen + 1) if taken else None


def keep(turn: Turn) -> None:
    """Record that this turn's pair is saved, inside the transaction that saves it. Raises LinkedLater."""
    older = LinkTurn.objects.filter(user_id=turn.user_id, kept__lt=turn.number)
    if not older.update(kept=turn.number):
        raise LinkedLater("the result of a later consent is already saved")


def give_back(turn: Turn) -> None:
    """Release the turn for the next tab."""
    LinkTurn.objects.filter(user_id=turn.user_id, taken=turn.number).update(lease_until=None)

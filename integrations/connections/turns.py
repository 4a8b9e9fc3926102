"""Whose code is exchanged now: of one person's one at a time, and of two pairs the one asked for later is kept.

At Atlassian a later consent may replace what came of an earlier one. Were two codes exchanged at once, nobody could
tell which of the two pairs lives.
"""

from dataclasses import dataclass
from time import monotonic, sleep

from django.db.models import F, Q
from django.utils import timezone

from integrations import limits
from integrations.connections import pace
from integrations.errors import LinkedLater, Unavailable
from integrations.models import LinkTurn

_LOOK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True)
class Turn:
    """The right to exchange a code of this person until it is given back, or its lease ends. *number*: a fence."""

    user_id: int
    number: int


def take(user_id: int, ends_at: float) -> Turn:
    """The next turn. Raises Unavailable where another tab has it for longer, or too many wait for theirs."""
    LinkTurn.objects.get_or_create(user_id=user_id)
    turn = _try(user_id)
    if turn is not None:
        return turn
    with limits.crowd().joined(limits.Server.TURN, within=ends_at - monotonic()):
        while (turn := _try(user_id)) is None:
            left = ends_at - monotonic()
            if left <= 0:
                raise Unavailable("this person links in another tab, and that takes long")
            sleep(min(left, _LOOK_AGAIN_SECONDS))
    return turn


def _try(user_id: int) -> Turn | None:
    now = timezone.now()
    rows = LinkTurn.objects.filter(user_id=user_id)
    seen = rows.values_list("taken", flat=True).get()
    free = rows.filter(Q(lease_until=None) | Q(lease_until__lte=now), taken=seen)
    taken = free.update(taken=F("taken") + 1, lease_until=now + pace.LEASE)
    return Turn(user_id, seen + 1) if taken else None


def keep(turn: Turn) -> None:
    """Note, inside the transaction that keeps its pair, that this one is kept. Raises LinkedLater."""
    older = LinkTurn.objects.filter(user_id=turn.user_id, kept__lt=turn.number)
    if not older.update(kept=turn.number):
        raise LinkedLater("what came of a later consent is kept already")


def give_back(turn: Turn) -> None:
    """Let the next tab have its turn."""
    LinkTurn.objects.filter(user_id=turn.user_id, taken=turn.number).update(lease_until=None)

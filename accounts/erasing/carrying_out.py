"""Carries erasures out: step by step, each step safe to do again, so that one that broke off is gone on with.

1. Nothing new goes out; what is on its way to Jira is waited for.
2. Whatever no key leads to is cleared first, while the keys still say whose it is.
3. Files, then rows in batches.
4. The person, in one transaction with the record: what came in meanwhile makes it fail, and 2 to 4 are done again.

Who deletes a person in another way (Django's own `delete()`) does all of it in that one transaction: see receivers.py.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.erasing import asking, memory, rows
from accounts.erasing.holdings import known
from accounts.erasing.rooms import rooms
from accounts.models import Erasure, User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# A request that was let in before its writer was locked out ends within a moment.
_TRIES = 5


def carry_out(erasure: Erasure, *, seconds: float = float("inf")) -> bool:
    """Go on with it for about *seconds*; whether the person is gone. False: something is on its way to Jira, another
    process is at it, or time is up. Not inside of a transaction.
    """
    if not _claim(erasure):
        return False
    ends_at = monotonic() + seconds
    try:
        return _carried_out(erasure, lambda: monotonic() < ends_at)
    finally:
        Erasure.objects.filter(pk=erasure.pk).update(lease_until=None)


def unfinished() -> list[Erasure]:
    """Those that are not done, the oldest first."""
    return list(Erasure.objects.filter(finished_at=None).order_by("asked_at", "pk"))


def _claim(erasure: Erasure) -> bool:
    now = timezone.now()
    free = Erasure.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=now), pk=erasure.pk, finished_at=None
    )
    return free.update(lease_until=now + LEASE) == 1


def _carried_out(erasure: Erasure, go_on: Callable[[], bool]) -> bool:
    user = User.objects.filter(erasure=erasure).first()
    if user is None:  # deleted in another way meanwhile
        Erasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now())
        return True
    for room in rooms:
        room.take_back(user.pk)
    if asking.under_way(user.pk) and timezone.now() < erasure.waits_until:
        return False
    _note(erasure, user)
    return _deleted(erasure, user, go_on)


def _note(erasure: Erasure, user: User) -> None:
    """Keep what is asked about afterwards. Once what was on its way has come to its end, and no later."""
    if not erasure.unsettled:
        erasure.unsettled = [pair for room in rooms for pair in room.in_doubt(user.pk)]
        Erasure.objects.filter(pk=erasure.pk).update(unsettled=erasure.unsettled)


def _deleted(erasure: Erasure, user: User, go_on: Callable[[], bool]) -> bool:
    person = known(user)

    def busy() -> bool:
        Erasure.objects.filter(pk=erasure.pk).update(lease_until=timezone.now() + LEASE)
        return go_on()

    for number in range(_TRIES):
        rows.forget(person)
        for storage, name in rows.files(user.pk):
            storage.delete(name)
        if not rows.delete(person, busy):
            return False
        try:
            with transaction.atomic():
                User.objects.filter(pk=user.pk).delete()
                Erasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now())
        except IntegrityError:
            logger.info("erasure %s: something came in meanwhile, try %d", erasure.pk, number + 1)
        else:
            rows.forget(person)
            memory.forget(person)
            logger.info("erasure %s is done", erasure.pk)
            return True
    return False

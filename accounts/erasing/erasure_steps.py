"""Carries out erasures step by step. Each step can be repeated, so an interrupted erasure goes on.

1. Nothing new is sent. Requests to Jira that are under way settle first.
2. Data without a foreign key to the user is removed first, while the foreign keys still say whose it is.
3. Files are deleted, then rows in batches.
4. The user is deleted in one transaction with the record. A new row makes it fail, and 2 to 4 are repeated.

Django's own `delete()` does all of it in that one transaction: delete_signal.py.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.erasing import cache_entries, delete_rows, erasure_request
from accounts.erasing.hooks import app_hooks
from accounts.erasing.personal_data_registry import known
from accounts.models import Erasure, User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# A request that began before its user was locked out ends within this time.
_TRIES = 5


def carry_out(erasure: Erasure, *, seconds: float = float("inf")) -> bool:
    """Work on the erasure for about *seconds*. Returns whether the user is deleted.

    False: a request to Jira is under way, another process works on it, or the time is over. Call it outside
    transactions.
    """
    if not _claim(erasure):
        return False
    ends_at = monotonic() + seconds
    try:
        return _carried_out(erasure, lambda: monotonic() < ends_at)
    finally:
        Erasure.objects.filter(pk=erasure.pk).update(lease_until=None)


def unfinished() -> list[Erasure]:
    """The erasures that are not done, the oldest first."""
    return list(Erasure.objects.filter(finished_at=None).order_by("asked_at", "pk"))


def _claim(erasure: Erasure) -> bool:
    now = timezone.now()
    free = Erasure.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=now), pk=erasure.pk, finished_at=None
    )
    return free.update(lease_until=now + LEASE) == 1


def _carried_out(erasure: Erasure, go_on: Callable[[], bool]) -> bool:
    user = User.objects.filter(erasure=erasure).first()
    if user is None:  # deleted by Django's own means meanwhile
        Erasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now())
        return True
    for hooks in app_hooks:
        hooks.take_back(user.pk)
    if erasure_request.under_way(user.pk) and timezone.now() < erasure.waits_until:
        return False
    _note(erasure, user)
    return _deleted(erasure, user, go_on)


def _note(erasure: Erasure, user: User) -> None:
    """Complete the record, once all requests that were under way have settled."""
    if not erasure.unsettled:
        erasure.unsettled = [pair for hooks in app_hooks for pair in hooks.in_doubt(user.pk)]
        Erasure.objects.filter(pk=erasure.pk).update(unsettled=erasure.unsettled)


def _deleted(erasure: Erasure, user: User, go_on: Callable[[], bool]) -> bool:
    person = known(user)

    def busy() -> bool:
        Erasure.objects.filter(pk=erasure.pk).update(lease_until=timezone.now() + LEASE)
        return go_on()

    for number in range(_TRIES):
        delete_rows.forget(person)
        for storage, name in delete_rows.files(user.pk):
            storage.delete(name)
        if not delete_rows.delete(person, busy):
            return False
        try:
            with transaction.atomic():
                User.objects.filter(pk=user.pk).delete()
                Erasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now())
        except IntegrityError:
            logger.info(
                "erasure %s: new rows were added meanwhile, attempt %d", erasure.pk, number + 1
            )
        else:
            delete_rows.forget(person)
            cache_entries.forget(person)
            logger.info("erasure %s is done", erasure.pk)
            return True
    return False

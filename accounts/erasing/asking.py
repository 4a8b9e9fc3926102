"""Asking for somebody to be erased: from then on they are locked out, and nothing more of theirs is sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.erasing import rows
from accounts.erasing.rooms import rooms
from accounts.models import Erasure, User

# What is being sent comes to an end within its lease; what is in doubt is looked for longer than any grace. What is
# not settled by then stays in doubt, and those who asked are told.
_GRACES = 3
_MARGIN = timedelta(minutes=1)


def ask(user: User, by: User | None = None) -> Erasure:
    """Lock *user* out, take back what waits, and remember that they are to be erased. Asked again: the same."""
    now = timezone.now()
    with transaction.atomic():
        # Their forms prove who wrote them by the password, and a link in a mail leads to a new one.
        User.objects.filter(pk=user.pk, erasing_since=None).update(
            erasing_since=now, password=make_password(None)
        )
        erasure, _made = Erasure.objects.get_or_create(
            person=user,
            defaults={
                "asked_by": by,
                "asked_at": now,
                "waits_until": _settled_by(now),
                "counts": rows.count(user.pk),
            },
        )
    for room in rooms:
        room.take_back(user.pk)
    return erasure


def under_way(user_id: int) -> int:
    """How much of theirs is on its way to Jira, and will be settled soon."""
    return sum(room.under_way(user_id) for room in rooms)


def _settled_by(now: datetime) -> datetime:
    seconds = settings.OUTBOX_LEASE_SECONDS + _GRACES * settings.OUTBOX_GRACE_SECONDS
    return now + timedelta(seconds=seconds) + _MARGIN

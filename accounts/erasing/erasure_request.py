"""Requests an erasure: the user is locked out at once, and nothing more of theirs is sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.erasing import delete_rows
from accounts.erasing.hooks import app_hooks
from accounts.models import Erasure, User

# A request under way settles within its lease; an unconfirmed one is looked for longer than any grace period.
# What is not settled by then stays unknown, and the admins who requested the erasure see it.
_GRACES = 3
_MARGIN = timedelta(minutes=1)


def ask(user: User, by: User | None = None) -> Erasure:
    """Lock *user* out, withdraw what waits, and record the erasure. A second call returns the same record."""
    now = timezone.now()
    with transaction.atomic():
        # The password hash signs the user's forms and password reset links, so changing it invalidates them.
        User.objects.filter(pk=user.pk, erasing_since=None).update(
            erasing_since=now, password=make_password(None)
        )
        erasure, _made = Erasure.objects.get_or_create(
            person=user,
            defaults={
                "asked_by": by,
                "asked_at": now,
                "waits_until": _settled_by(now),
                "counts": delete_rows.count(user.pk),
            },
        )
    for hooks in app_hooks:
        hooks.take_back(user.pk)
    return erasure


def under_way(user_id: int) -> int:
    """How many of the user's rows are being sent to Jira and settle soon."""
    return sum(hooks.under_way(user_id) for hooks in app_hooks)


def _settled_by(now: datetime) -> datetime:
    seconds = settings.OUTBOX_LEASE_SECONDS + _GRACES * settings.OUTBOX_GRACE_SECONDS
    return now + timedelta(seconds=seconds) + _MARGIN

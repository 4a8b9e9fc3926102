"""Finds rows that wait for a process."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from installation import copy_guard
from issues.models import Outgoing, Part, State, Submission


def seconds_from_now(seconds: float) -> datetime:
    """That moment."""
    return timezone.now() + timedelta(seconds=seconds)


def is_due(model: type[Outgoing], now: datetime) -> Q:
    """Rows that wait for a process. A BLOCKED row without a time waits for a person instead.

    A part is sent once its report's issue exists. That never changes back, so it needs no second check.
    """
    reached = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    unleased = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    queued = Q(submission__state=State.FILED) if issubclass(model, Part) else Q()
    return (
        Q(reached, queued, state=State.QUEUED)
        | Q(reached, unleased, state=State.UNCONFIRMED)
        | Q(state=State.BLOCKED, next_attempt_at__lte=now)
        | Q(state=State.FILED, recheck_at__isnull=False, recheck_at__lte=now)
    )


def due(model: type[Outgoing] = Submission, *, limit: int = 200, **which: Any) -> list[UUID]:
    """Rows that wait for a process, longest first, filtered by the columns *which*.

    Empty in a copy of the database.
    """
    if copy_guard.elsewhere():
        return []
    rows = model._default_manager.filter(is_due(model, timezone.now()), **which)
    return list(
        rows.order_by(F("next_attempt_at").asc(nulls_first=True)).values_list("pk", flat=True)[
            :limit
        ]
    )


def waiting_since(models: Iterable[type[Outgoing]]) -> datetime | None:
    """Since when the longest due row has been due without being taken. None when there is none.

    Blocked rows and rechecks do not count.
    """
    now = timezone.now()
    found = []
    for model in models:
        rows = model._default_manager.filter(
            is_due(model, now), state__in=(State.QUEUED, State.UNCONFIRMED)
        )
        found.append(
            rows.order_by().aggregate(oldest=Min(Coalesce("next_attempt_at", "state_since")))[
                "oldest"
            ]
        )
    return min(filter(None, found), default=None)

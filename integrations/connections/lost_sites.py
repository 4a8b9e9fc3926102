"""Schedules when to check whether a lost site is back.

The first check is soon; later ones follow after a fiftieth of the time that the site has been gone, and at least once
an hour. After a week only the daily reading of sites checks, and requests from people who wait for the site.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.models import ConnectionState, Site

FIRST, LONGEST, GIVEN_UP = timedelta(minutes=1), timedelta(hours=1), timedelta(days=7)
# Pages mention a lost site for this long.
LOST_LATELY = timedelta(days=30)


def next_look(gone_at: datetime, now: datetime) -> datetime | None:
    """When to check next for a site that is gone since *gone_at*. None: not on the schedule."""
    gone_for = now - gone_at
    return now + min(max(FIRST, gone_for / 50), LONGEST) if gone_for < GIVEN_UP else None


def to_look_for(limit: int) -> Iterator[int]:
    """Ids of links with a lost site to check now. Each is claimed as it is taken, so only one process has it.

    One query by index, and one for each that is due.
    """
    now = timezone.now()
    due = Site.objects.filter(look_at__lte=now).order_by("look_at")
    rows = due.values_list("pk", "connection_id", "connection__state", "gone_at", "look_at")[:limit]
    taken: set[int] = set()
    for site_id, connection_id, state, gone_at, look_at in list(rows):
        mine = Site.objects.filter(pk=site_id, look_at=look_at)
        claimed = mine.update(look_at=next_look(gone_at or now, now))
        if claimed and state == ConnectionState.ACTIVE and connection_id not in taken:
            taken.add(connection_id)
            yield connection_id

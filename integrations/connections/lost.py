"""Sites that a link no longer opens: when to look whether it does again.

Soon at first, then after a fiftieth of the time that it has been gone, once an hour at least. After a week only the
daily reading of sites looks, and whoever waits for it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.models import ConnectionState, Site

FIRST, LONGEST, GIVEN_UP = timedelta(minutes=1), timedelta(hours=1), timedelta(days=7)
# Pages tell of a lost site for so long: then its absence is no news.
LOST_LATELY = timedelta(days=30)


def next_look(gone_at: datetime, now: datetime) -> datetime | None:
    """When to look next for a site that is gone since *gone_at*; None: not by itself."""
    gone_for = now - gone_at
    return now + min(max(FIRST, gone_for / 50), LONGEST) if gone_for < GIVEN_UP else None


def to_look_for(limit: int) -> Iterator[int]:
    """Ids of links with a site that is to be looked for now, each claimed as it is taken: of several processes one
    has it. One query by index, and one for each that is due.
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

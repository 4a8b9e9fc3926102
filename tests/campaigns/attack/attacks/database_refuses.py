"""A PostgreSQL that refuses connections, and cuts those that are there."""

import time
from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.http_request import Shot, fetch
from tests.campaigns.attack.other_users import wait_until

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

SECONDS, READY_SECONDS = 5, 60
THREADS = 40  # more than there are, each with a connection of its own


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Nothing but the stage is needed."""
    return lambda: act(stage)


def act(stage: "Stage") -> Told:
    """Every answer is the page that says so; and everything works again within seconds."""
    from django.utils import timezone

    home = Shot("/", headers=stage.readers[0].headers)
    with stage.database.being("shut"):
        time.sleep(stage.seconds)
    told, again, reopened = Told(), perf_counter(), timezone.now()

    last, well = again, 0
    while well < THREADS and perf_counter() - again < READY_SECONDS:
        page = fetch(stage.url, home)
        well = well + 1 if page.status == 200 else 0
        last = last if well else page.began + page.took
    told.within("the last page that did not come was answered after", last - again, SECONDS)
    wait_until(lambda: _beats_since(reopened), READY_SECONDS + 30)
    told.within(
        "worker, schedule and sweep were at work again after", perf_counter() - again, READY_SECONDS
    )
    return told


def _beats_since(moment: datetime) -> bool:
    """Whether all who say that they are alive said so after *moment*."""
    from background.heartbeats import Name
    from background.models import Heartbeat

    return Heartbeat.objects.filter(at__gt=moment).count() == len(Name)


ATTACK = Attack("database", "a PostgreSQL that refuses connections", prepare, away=True)

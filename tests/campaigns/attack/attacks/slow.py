"""Forty connections send the head of a request a byte at a time, twenty a body: straight to `web`, with no proxy."""

import time
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.trickle import Trickle
from tests.campaigns.attack.web import Shot, fetch

if TYPE_CHECKING:
    from tests.campaigns.attack.stage import Stage

HEADS, BODIES = 40, 20
SECONDS = 30


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Heads are a stranger's, bodies those of somebody who is signed in."""
    [person] = stage.guests(1)
    home = Shot("/", headers=stage.readers[0].headers)

    def act() -> Told:
        told, began = Told(), perf_counter()
        trickle = Trickle(stage.url, HEADS, BODIES, person.headers["Cookie"])
        trickle.start()
        time.sleep(1)
        status = fetch(stage.url, home).status
        told.within(f"a page was answered {status} after", perf_counter() - began, SECONDS)
        time.sleep(stage.seconds)
        left = trickle.stop()
        told.notes.append(
            f"{left} connections were left; the others lasted {max(trickle.lasted, default=0):.0f} s"
        )
        return told

    return act


ATTACK = Attack("slow", "40 slow connections, without a proxy", prepare, away=True)

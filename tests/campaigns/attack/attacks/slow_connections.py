"""Forty connections send the head of a request a byte at a time, twenty a body: to nginx, and straight to `web`."""

import time
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.http_request import Shot, fetch
from tests.campaigns.attack.slow_senders import Trickle

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

HEADS, BODIES = 40, 20
# The deadline for reading a request (REQUEST_READ_SECONDS), and what comes after it.
SECONDS = 25


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Heads are a stranger's, bodies those of somebody who is signed in."""
    [person] = stage.guests(1)
    home = Shot("/", headers=stage.readers[0].headers)

    def act() -> Told:
        told, began = Told(), perf_counter()
        trickle = Trickle(stage.door, HEADS, BODIES, person.headers["Cookie"])
        trickle.start()
        time.sleep(1)
        status = fetch(stage.door, home).status
        told.within(f"a page was answered {status} after", perf_counter() - began, SECONDS)
        time.sleep(max(stage.seconds, SECONDS))
        left, lasted = trickle.stop(), max(trickle.lasted, default=0)
        told.notes.append(
            f"{left} of {HEADS + BODIES} connections were left; the others lasted {lasted:.0f} s"
        )
        return told

    return act


BEHIND = Attack("slow", "40 slow connections, to nginx", prepare, proxy=True)
DIRECT = Attack("slow-direct", "40 slow connections, without a proxy", prepare)

"""A stranger guesses passwords of six people, 60 guesses at once."""

from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.http_request import Shot
from tests.campaigns.attack.request_flood import Hammer, told
from tests.support.http_visitor import Visitor

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

AT_ONCE = 60


def prepare(stage: "Stage") -> Callable[[], Told]:
    """The page for signing in is opened once. Each guess is another one, ten for a name: all may be looked at."""
    from accounts.models import Tries

    Tries.objects.all().delete()
    visitor = Visitor()
    form = visitor.get(f"{stage.url}/account/sign-in/").form_with("username", "password")
    cookies = "; ".join(f"{each.name}={each.value}" for each in visitor.session.cookies)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    shots = []
    for number, victim in zip(range(AT_ONCE), cycle(stage.readers), strict=False):
        values = {**form.values(), "username": victim.name, "password": f"guess number {number}"}
        body = urlencode(values, doseq=True).encode()
        shots.append(Shot("/account/sign-in/", "POST", body, headers))
    hammer = Hammer(stage.url, shots, AT_ONCE)
    return lambda: Told([told(hammer.strike(stage.seconds))])


ATTACK = Attack("guesses", "60 guesses of passwords at once", prepare)

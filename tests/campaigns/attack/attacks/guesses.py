"""A stranger guesses a password, 60 guesses at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.hammer import Hammer, told
from tests.campaigns.attack.web import Shot
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from tests.campaigns.attack.stage import Stage

AT_ONCE = 60


def prepare(stage: "Stage") -> Callable[[], Told]:
    """The page for signing in is opened once; each guess is another one."""
    visitor = Visitor()
    form = visitor.get(f"{stage.url}/account/sign-in/").form_with("username", "password")
    cookies = "; ".join(f"{each.name}={each.value}" for each in visitor.session.cookies)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    shots = []
    for number in range(AT_ONCE):
        values = {**form.values(), "username": stage.readers[0].name, "password": f"guess number {number}"}
        body = urlencode(values, doseq=True).encode()
        shots.append(Shot("/account/sign-in/", "POST", body, headers))
    hammer = Hammer(stage.url, shots, AT_ONCE)
    return lambda: Told([told(hammer.strike(stage.seconds))])


ATTACK = Attack("guesses", "60 guesses of a password at once", prepare)

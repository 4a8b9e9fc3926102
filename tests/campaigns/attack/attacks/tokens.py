"""The token endpoint takes every request and answers none for half a minute; the tokens of 40 people have run out."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.hammer import Hammer, told
from tests.campaigns.attack.others import report
from tests.campaigns.attack.web import Shot

if TYPE_CHECKING:
    from tests.campaigns.attack.stage import Stage

PEOPLE, HANGS = 40, 30.0


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Each looks for somebody to name, and files."""
    people = stage.guests(PEOPLE)
    shots = []
    for number, person in enumerate(people):
        suggest = f"{person.form_path}suggest/mention/?q=person{number}"
        shots.append(Shot(suggest, headers=person.headers))
        shots.append(report(person, uuid.uuid4(), f"Filed while the token endpoint hangs, {number}"))
    hammer = Hammer(stage.url, shots, PEOPLE)

    def act() -> Told:
        run_out(stage, [person.account_id for person in people])
        fault = stage.sandbox.fault("delay", path="/oauth/token$", seconds=HANGS, times=None)
        try:
            return Told([told(hammer.strike(stage.seconds))])
        finally:
            stage.sandbox.control("DELETE", f"/faults/{fault}")

    return act


def run_out(stage: "Stage", accounts: list[str]) -> None:
    """Their access tokens are an hour old, for Lodge as for Atlassian."""
    from django.utils import timezone

    from integrations.models import Token

    for account_id in accounts:
        stage.sandbox.control("POST", f"/accounts/{account_id}/expire")
    earlier = timezone.now() - timedelta(seconds=1)
    Token.objects.filter(connection__account_id__in=accounts).update(expires_at=earlier)


ATTACK = Attack("tokens", "a token endpoint that hangs for 30 s, 40 people", prepare)

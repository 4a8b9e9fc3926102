"""The token endpoint takes every request and answers none for half a minute; the tokens of 40 people have run out."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.figures import SECONDS_TO_FILE
from tests.campaigns.attack.http_request import Shot
from tests.campaigns.attack.other_users import report, wait_until
from tests.campaigns.attack.request_flood import Hammer, longest_filing, told

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

PEOPLE, HANGS = 40, 30.0
SETTLED_SECONDS = 300.0  # half of the time in which a lost answer can be asked for again


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Each looks for somebody to name, and files."""
    people = stage.guests(PEOPLE)
    shots = []
    for number, person in enumerate(people):
        suggest = f"{person.form_path}suggest/mention/?q=person{number}"
        shots.append(Shot(suggest, headers=person.headers))
        shots.append(
            report(person, uuid.uuid4(), f"Filed while the token endpoint hangs, {number}")
        )
    hammer, accounts = Hammer(stage.url, shots, PEOPLE), [person.account_id for person in people]

    def act() -> Told:
        run_out(stage, accounts)
        fault = stage.sandbox.fault("delay", path="/oauth/token$", seconds=HANGS, times=None)
        try:
            answers = hammer.strike(stage.seconds)
        finally:
            stage.sandbox.control("DELETE", f"/faults/{fault}")
        said = Told([told(answers)], afterwards=lambda: harm(stage, accounts))
        said.within(
            "the longest of their own filings took", longest_filing(answers), SECONDS_TO_FILE
        )
        return said

    return act


def harm(stage: "Stage", accounts: list[str]) -> list[str]:
    """What became of their links, once every exchange has come to an end: nothing, if all is well."""
    from integrations.models import Connection, ConnectionState

    links = Connection.objects.filter(account_id__in=accounts)
    under_way = links.filter(exchange_started_at__isnull=False)
    if wait_until(lambda: not under_way.exists(), SETTLED_SECONDS) is None:
        return [f"{under_way.count()} exchanges were not settled within {SETTLED_SECONDS:.0f} s"]
    ended = links.exclude(state=ConnectionState.ACTIVE).count()
    grants = [each for each in stage.sandbox.grants() if each["account_id"] in accounts]
    dead = sum(each["state"] != "live" for each in grants)
    return [f"{ended} links ended, {dead} grants died at Atlassian"] if ended or dead else []


def run_out(stage: "Stage", accounts: list[str]) -> None:
    """Their access tokens are an hour old, for Lodge as for Atlassian."""
    from django.utils import timezone

    from integrations.models import Token

    for account_id in accounts:
        stage.sandbox.control("POST", f"/accounts/{account_id}/expire")
    earlier = timezone.now() - timedelta(seconds=1)
    Token.objects.filter(connection__account_id__in=accounts).update(expires_at=earlier)


ATTACK = Attack("tokens", "a token endpoint that hangs for 30 s, 40 people", prepare)

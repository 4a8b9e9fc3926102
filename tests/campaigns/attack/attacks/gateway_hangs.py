"""Atlassian's gateway takes every call and answers none for half a minute; 40 people look for forms and file."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.figures import SECONDS_TO_FILE
from tests.campaigns.attack.http_request import Shot
from tests.campaigns.attack.other_users import report
from tests.campaigns.attack.request_flood import Hammer, longest_filing, told

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

PEOPLE, HANGS = 40, 30.0


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Each opens what Lodge does not know yet, and files."""
    people = stage.guests(PEOPLE)
    shots = []
    for number, person in enumerate(people):
        suggest = f"{person.form_path}suggest/mention/?q=person{number}"
        shots += [
            Shot(suggest, headers=person.headers),
            report(person, uuid.uuid4(), f"Filed while the gateway hangs, {number}"),
        ]
    hammer = Hammer(stage.url, shots, PEOPLE)

    def act() -> Told:
        fault = stage.sandbox.fault("delay", path="/ex/jira/", seconds=HANGS, times=None)
        try:
            answers = hammer.strike(stage.seconds)
        finally:
            stage.sandbox.control("DELETE", f"/faults/{fault}")
        said = Told([told(answers)])
        said.within(
            "the longest of their own filings took", longest_filing(answers), SECONDS_TO_FILE
        )
        return said

    return act


ATTACK = Attack("gateway", "a gateway that hangs for 30 s, 40 people", prepare)

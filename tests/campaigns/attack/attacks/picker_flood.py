"""One person types 500 different words into a picker, 40 at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.http_request import Shot
from tests.campaigns.attack.request_flood import Hammer, told

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage

QUERIES, AT_ONCE = 500, 40


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Each word is another one: nothing is known of it."""
    [person] = stage.guests(1)
    paths = [f"{person.form_path}suggest/mention/?q=word{number}" for number in range(QUERIES)]
    hammer = Hammer(stage.url, [Shot(path, headers=person.headers) for path in paths], AT_ONCE)

    def act() -> Told:
        last = stage.sandbox.calls()[-1]["n"]
        answers = told(hammer.strike(stage.seconds))
        calls = [
            call
            for call in stage.sandbox.calls(after=last)
            if call["account_id"] == person.account_id
        ]
        return Told([answers, f"calls of Jira for them: {len(calls)}"])

    return act


ATTACK = Attack("pickers", "500 different picker queries", prepare)

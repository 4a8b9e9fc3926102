"""A process that stood still between its claim and its call, while others went on."""

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from issues.models import State, Submission
from issues.outbox import backoff, engine
from issues.outbox.outcomes import Done, NotDone, NotNow
from tests.integration.issues.outbox.conftest import Make, Script


def test_process_frozen_beyond_its_lease_sends_nothing(make: Make) -> None:
    row, frozen, others = make(), Script(Done("10001", "DEMO-2")), Script(finds=(NotDone(),))
    held = engine.claim(row.pk, frozen)
    assert held is not None
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift(backoff.lease() + 1)
        assert engine.expire() == 1
        clock.shift(backoff.before_asking_owner())
        assert engine.look(row.pk, others)
        assert engine.attempt(row.pk, others)
        assert not engine.carry_out(held, frozen)
    row.refresh_from_db()
    assert (row.state, row.issue_key) == (State.FILED, "DEMO-1")
    assert (others.sent, frozen.sent) == (1, 0)


def test_frozen_process_renews_an_untaken_lease_and_sends(make: Make) -> None:
    row, script = make(), Script()
    held = engine.claim(row.pk, script)
    assert held is not None
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift(backoff.lease() + 1)
        ends: list[float] = []
        script.before_answer = lambda: ends.append(_left(row))
        assert engine.carry_out(held, script)
    assert ends == [backoff.lease()]


def test_a_look_holds_what_it_looks_for_for_as_long_as_it_may_take(make: Make) -> None:
    row, script = make(State.UNCONFIRMED), Slow(finds=(NotNow("look_failed"),))
    left: list[float] = []
    script.before_answer = lambda: left.append(_left(row))
    with time_machine.travel(timezone.now(), tick=False):
        assert engine.look(row.pk, script)
    assert left == [600.0]


class Slow(Script):
    """One whose looks may take long, as those that read large files back."""

    def seconds(self, submission: Any) -> float:
        return 300.0


def _left(row: Submission) -> float:
    lease_until = Submission.objects.values_list("lease_until", flat=True).get(pk=row.pk)
    assert lease_until is not None
    return (lease_until - timezone.now()) / timedelta(seconds=1)

"""Whatever order faults and crashes come in: in the end there is one, or its owner was asked, never two or none."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from issues.models import State, Submission
from issues.outbox import backoff, engine
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    NotNow,
    SendOutcome,
    Stuck,
    Unknown,
)
from issues.outbox.states import Reason
from tests.integration.issues.outbox.conftest import Make

SENDS = [
    "fine",
    "not_reached",
    "lost_request",
    "lost_answer",
    "link",
    "crash_before",
    "crash_after",
    "bug_after",
]
LOOKS = ["fine", "not_reached", "link", "cant_tell", "crash"]

# A settled row is looked at so many times more, for what would move it all the same.
TURNS_AT_REST = 4


class CrashError(BaseException):
    """The process dies: nothing catches it."""


class World:
    """A Jira of one project: what was created stays; the way there and back is as the script says."""

    model = Submission

    def __init__(self, script: list[tuple[str, str]]) -> None:
        self.script = script
        self.created = 0

    def _next(self) -> tuple[str, str]:
        return self.script.pop(0) if self.script else ("fine", "fine")

    def seconds(self, submission: Submission) -> float:
        """As the sender of reports."""
        return backoff.UNHURRIED

    def send(self, submission: Submission, *, seconds: float) -> SendOutcome:
        """Create one, perhaps, and answer, perhaps."""
        what, _look = self._next()
        if what == "not_reached":
            return NotNow(what)
        if what == "link":
            return Stuck(Reason.LINK)
        if what == "crash_before":
            raise CrashError
        if what == "lost_request":
            return Unknown()
        self.created += 1
        if what == "crash_after":
            raise CrashError
        if what == "bug_after":
            raise KeyError(what)
        return (
            Unknown() if what == "lost_answer" else Done(str(self.created), f"DEMO-{self.created}")
        )

    def find(self, submission: Submission) -> FindOutcome:
        """The truth, or no answer."""
        _send, what = self._next()
        if what == "crash":
            raise CrashError
        if what == "not_reached":
            return NotNow(what)
        if what == "link":
            return Stuck(Reason.LINK)
        if what == "cant_tell" and not self.created:
            return CantTell()
        return Done(str(self.created), f"DEMO-{self.created}") if self.created else NotDone()

    def mended(self, submission: Submission) -> bool:
        """Always, a while later."""
        return True


def time_passes() -> None:
    """Longer than any lease, any delay and any grace."""
    past = timezone.now() - timedelta(seconds=backoff.before_asking_owner() + backoff.lease() + 1)
    Submission.objects.update(state_since=past)
    Submission.objects.exclude(next_attempt_at=None).update(next_attempt_at=past)
    Submission.objects.exclude(lease_until=None).update(lease_until=past)


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(SENDS), st.sampled_from(LOOKS)), max_size=12))
@example([("crash_after", "fine"), ("fine", "crash"), ("fine", "link"), ("fine", "fine")])
@example([("lost_request", "fine"), ("fine", "fine"), ("lost_answer", "fine")])
def test_every_fault_order_ends_with_one_issue_or_a_question(
    make: Make, script: list[tuple[str, str]]
) -> None:
    Submission.objects.all().delete()
    row, world, at_rest = make(State.QUEUED), World(script), 0
    for _ in range(40):
        time_passes()
        engine.expire()
        for submission_id in engine.due():
            try:
                engine.run(submission_id, world)
            except CrashError:
                continue
        row.refresh_from_db()
        settled = row.state == State.FILED or row.blocked_reason == Reason.ASK
        at_rest = at_rest + 1 if settled else 0
        if at_rest == TURNS_AT_REST:
            break
    if row.state == State.BLOCKED:
        assert (row.blocked_reason, world.created) == (Reason.ASK, 0)
    else:
        assert (row.state, world.created) == (State.FILED, 1)


@given(st.integers(0, 10_000), st.floats(0, 86_400))
def test_delay_is_never_shorter_than_retry_after(tries: int, at_least: float) -> None:
    assert backoff.before_retry(tries, at_least) >= max(at_least, 3)
    assert backoff.before_look(tries, at_least) >= max(at_least, 5)

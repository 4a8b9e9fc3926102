"""How doubt ends: found, sent again, or asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from issues.models import State, Submission
from issues.outbox import backoff, engine
from issues.outbox.outcomes import CantTell, Done, FindOutcome, NotDone, NotNow, Stuck
from issues.outbox.states import Reason, move
from tests.integration.issues.outbox.conftest import Make, Script


def in_doubt(make: Make, seconds: float, **more: Any) -> Submission:
    """A row whose connection broke so many seconds ago."""
    return make(State.UNCONFIRMED, state_since=timezone.now() - timedelta(seconds=seconds), **more)


def looked(row: Submission, *finds: FindOutcome | Exception) -> Submission:
    """The row after one look for each of *finds*."""
    sender = Script(finds=finds)
    for _ in finds:
        assert engine.look(row.pk, sender)
    assert sender.sent == 0
    row.refresh_from_db()
    return row


def test_row_found_in_jira_is_filed_not_sent(make: Make) -> None:
    row = looked(in_doubt(make, 1), Done("10000", "DEMO-24"))
    assert (row.state, row.issue_key) == (State.FILED, "DEMO-24")
    assert row.events.get().what == "found"


@pytest.mark.parametrize("early", [NotDone(), CantTell("you see only some issues")])
def test_lookup_within_the_grace_period_proves_nothing(make: Make, early: FindOutcome) -> None:
    row = looked(in_doubt(make, backoff.grace() - 5), early, early)
    assert (row.state, row.looks) == (State.UNCONFIRMED, 2)
    assert row.next_attempt_at is not None
    assert [e.what for e in row.events.all()] == ["not_seen_yet"]


def test_row_not_found_after_the_grace_period_is_resent(make: Make) -> None:
    row = looked(in_doubt(make, backoff.grace() + 1), NotDone())
    assert (row.state, row.resent) == (State.QUEUED, True)


def test_undecidable_row_asks_the_owner(make: Make) -> None:
    row = looked(
        in_doubt(make, backoff.before_asking_owner() + 1), CantTell("you see only some issues")
    )
    assert (row.state, row.blocked_reason, row.next_attempt_at) == (State.BLOCKED, Reason.ASK, None)
    sender = Script()
    sender.is_mended = True
    engine.run(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, sender.sent) == (State.BLOCKED, 0)


def test_dead_connection_keeps_the_row_unconfirmed(make: Make) -> None:
    """From BLOCKED a mended one is sent: so doubt must not go there before it was looked into."""
    row = looked(in_doubt(make, 10_000), Stuck(Reason.LINK))
    assert (row.state, row.blocked_reason) == (State.UNCONFIRMED, Reason.LINK)
    row = looked(row, NotNow("rate_limited", wait=300))
    assert (row.state, row.blocked_reason) == (State.UNCONFIRMED, "")
    assert row.next_attempt_at is not None
    assert (row.next_attempt_at - timezone.now()).total_seconds() > 290


def test_internal_error_during_lookup_keeps_the_row_unconfirmed(make: Make) -> None:
    assert looked(in_doubt(make, 10_000), RuntimeError("bug")).state == State.UNCONFIRMED


def test_concurrent_lookups_are_excluded(make: Make) -> None:
    row = in_doubt(make, 10_000)
    sender = Script(finds=(NotDone(),))
    second = Script(finds=(NotDone(),))
    sender.before_answer = lambda: engine.look(row.pk, second)
    engine.look(row.pk, sender)
    assert (sender.looked, second.looked) == (1, 0)


def test_lookup_lease_of_a_dead_process_ends(make: Make) -> None:
    row = in_doubt(make, 1, lease_owner="dead", lease_until=timezone.now() - timedelta(seconds=1))
    assert looked(row, Done("1", "DEMO-1")).state == State.FILED


def test_resent_row_is_looked_up_after_an_hour_and_a_day(make: Make) -> None:
    row = make(resent=True)
    engine.attempt(row.pk, Script(Done("10000", "DEMO-24")))
    row.refresh_from_db()
    assert row.recheck_at is not None
    assert engine.due() == []
    Submission.objects.update(recheck_at=timezone.now() - timedelta(seconds=1))
    assert engine.due() == [row.pk]
    sender = Script(finds=(NotDone(), Done("10001", "DEMO-23")))
    engine.run(row.pk, sender)
    row.refresh_from_db()
    assert row.recheck_at is not None
    assert (row.recheck_at - row.state_since) == timedelta(days=1)
    Submission.objects.update(
        state_since=timezone.now() - timedelta(days=2), recheck_at=timezone.now()
    )
    engine.run(row.pk, sender)
    row.refresh_from_db()
    assert row.issue_key == "DEMO-24"
    assert not Submission.objects.filter(recheck_at__isnull=False).exists()
    assert row.events.filter(what="filed_twice", detail="DEMO-23").exists()


def test_row_sent_once_is_not_looked_up_again(make: Make) -> None:
    row = make()
    engine.attempt(row.pk, Script(Done("10000", "DEMO-24")))
    row.refresh_from_db()
    assert row.recheck_at is None


def test_what_is_mended_is_sent(make: Make) -> None:
    row = make(State.BLOCKED, blocked_reason=Reason.LINK, next_attempt_at=timezone.now())
    sender = Script(Done("10000", "DEMO-24"))
    engine.run(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, sender.sent) == (State.BLOCKED, 0)
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > timezone.now()
    sender.is_mended = True
    Submission.objects.update(next_attempt_at=timezone.now())
    engine.run(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, [e.what for e in row.events.all()]) == (State.FILED, ["mended", "filed"])


def test_due_returns_only_waiting_rows(make: Make) -> None:
    now = timezone.now()
    soon, ago = now + timedelta(seconds=30), now - timedelta(seconds=30)
    expected = {
        make(State.QUEUED, next_attempt_at=ago).pk,
        make(State.QUEUED).pk,
        make(State.UNCONFIRMED, next_attempt_at=ago).pk,
        make(State.BLOCKED, blocked_reason=Reason.LINK, next_attempt_at=ago).pk,
    }
    make(State.QUEUED, next_attempt_at=soon)
    make(State.UNCONFIRMED, next_attempt_at=ago, lease_owner="looker", lease_until=soon)
    make(State.BLOCKED, blocked_reason=Reason.ASK)
    for state in (State.DRAFT, State.REJECTED, State.FILED, State.WITHDRAWN):
        make(state)
    make(State.SENDING, lease_owner="sender", lease_until=soon)
    assert set(engine.due()) == expected


def test_withdrawn_row_is_not_sent(make: Make) -> None:
    row, sender = make(), Script()
    assert move(row.pk, State.QUEUED, State.WITHDRAWN, what="withdrawn")
    engine.run(row.pk, sender)
    assert sender.sent == 0

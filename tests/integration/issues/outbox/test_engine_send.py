"""What a try comes to, with a sender that only plays a part."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues.models import State, Submission
from issues.outbox import backoff, engine
from issues.outbox.outcomes import Done, NotNow, Refused, SendOutcome, Stuck, Unknown
from issues.outbox.states import Reason
from tests.integration.issues.outbox.conftest import Make, Script


def lines(row: Submission) -> list[str]:
    """The receipt."""
    return [event.what for event in row.events.all()]


def wait_of(row: Submission) -> float:
    """Seconds until the next try."""
    row.refresh_from_db()
    assert row.next_attempt_at is not None
    return (row.next_attempt_at - timezone.now()).total_seconds()


def test_success_marks_the_row_filed(make: Make) -> None:
    row = make()
    assert engine.attempt(row.pk, Script(Done("10000", "DEMO-24")))
    row.refresh_from_db()
    assert (row.state, row.issue_id, row.issue_key, row.tries) == (
        State.FILED,
        "10000",
        "DEMO-24",
        1,
    )
    assert lines(row) == ["filed"]


@pytest.mark.parametrize("state", [s for s in State if s != State.QUEUED])
def test_only_queued_rows_are_sent(make: Make, state: State) -> None:
    row, sender = make(state), Script()
    assert not engine.attempt(row.pk, sender)
    assert sender.sent == 0


def test_a_refusal_keeps_the_errors_by_field(make: Make) -> None:
    row = make()
    engine.attempt(row.pk, Script(Refused({"summary": "Too long"}, ("Not today",))))
    row.refresh_from_db()
    assert (row.state, row.field_errors, row.messages) == (
        State.REJECTED,
        {"summary": "Too long"},
        ["Not today"],
    )


def test_definite_failure_is_queued_again(make: Make) -> None:
    row, sender = make(), Script(NotNow("not_reached"), Done("1", "DEMO-1"))
    engine.attempt(row.pk, sender)
    assert 3 <= wait_of(row) <= 7
    assert row.state == State.QUEUED
    engine.run(row.pk, sender)
    assert sender.sent == 1  # not due yet
    Submission.objects.update(next_attempt_at=timezone.now())
    engine.run(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, sender.sent, lines(row)) == (State.FILED, 2, ["not_reached", "filed"])


def test_retry_after_is_the_minimum_delay(make: Make) -> None:
    row = make()
    engine.attempt(row.pk, Script(NotNow("rate_limited", wait=120)))
    assert 119 <= wait_of(row) <= 133


def test_retry_after_zero_still_backs_off(make: Make) -> None:
    row = make()
    engine.attempt(row.pk, Script(NotNow("rate_limited", wait=0)))
    assert wait_of(row) >= 3


def test_backoff_grows_up_to_a_limit() -> None:
    delays = [backoff.before_retry(tries) for tries in (1, 4, 8, 50, 1000)]
    assert delays == sorted(delays[:3]) + delays[3:]
    assert max(delays) <= 600 * 1.3


def test_too_many_attempts_block_the_row(make: Make) -> None:
    row = make(tries=backoff.MAX_TRIES - 1)
    engine.attempt(row.pk, Script(NotNow("not_reached")))
    row.refresh_from_db()
    assert (row.state, row.blocked_reason, row.next_attempt_at) == (
        State.BLOCKED,
        Reason.GAVE_UP,
        None,
    )


def test_missing_response_makes_the_row_unconfirmed(make: Make) -> None:
    row, sender = make(), Script(Unknown("reset"))
    engine.attempt(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, lines(row)) == (State.UNCONFIRMED, ["no_answer"])
    assert not engine.attempt(row.pk, sender)
    assert sender.sent == 1


def test_internal_error_makes_the_row_unconfirmed(make: Make) -> None:
    row = make()
    engine.attempt(row.pk, Script(KeyError("bug")))
    row.refresh_from_db()
    assert row.state == State.UNCONFIRMED


@pytest.mark.parametrize("reason", list(Reason))
def test_blocked_row_has_a_reason(make: Make, reason: Reason) -> None:
    row = make()
    engine.attempt(row.pk, Script(Stuck(reason, "words")))
    row.refresh_from_db()
    assert (row.state, row.blocked_reason, lines(row)) == (
        State.BLOCKED,
        reason,
        [f"blocked_{reason}"],
    )


def test_lease_is_longer_than_any_attempt() -> None:
    assert 2 * max(backoff.UNHURRIED, backoff.PATIENCE) < backoff.lease()


def test_expired_lease_makes_the_row_unconfirmed(make: Make) -> None:
    past = timezone.now() - timedelta(seconds=1)
    row = make(State.SENDING, lease_owner="dead", lease_until=past)
    alive = make(
        State.SENDING, lease_owner="alive", lease_until=timezone.now() + timedelta(seconds=60)
    )
    assert engine.expire() == 1
    row.refresh_from_db()
    alive.refresh_from_db()
    assert (row.state, lines(row)) == (State.UNCONFIRMED, ["interrupted"])
    assert alive.state == State.SENDING


@pytest.mark.parametrize("late", [Refused(), NotNow("not_reached"), Unknown(), Stuck(Reason.LINK)])
def test_process_without_the_lease_changes_nothing(make: Make, late: SendOutcome) -> None:
    row, sender = make(), Script(late)

    def lease_runs_out() -> None:
        Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        engine.expire()

    sender.before_answer = lease_runs_out
    engine.attempt(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, lines(row)) == (State.UNCONFIRMED, ["interrupted"])


def test_process_without_the_lease_still_records_success(make: Make) -> None:
    row, sender = make(), Script(Done("10000", "DEMO-24"))

    def lease_runs_out() -> None:
        Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        engine.expire()

    sender.before_answer = lease_runs_out
    engine.attempt(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, row.issue_key) == (State.FILED, "DEMO-24")


def test_the_first_send_is_remembered_over_all_tries(make: Make) -> None:
    row, sender = make(), Script(NotNow("not_reached"), NotNow("not_reached"))
    engine.attempt(row.pk, sender)
    row.refresh_from_db()
    first = row.first_sent_at
    engine.attempt(row.pk, sender)
    row.refresh_from_db()
    assert row.first_sent_at == first
    assert row.tries == 2


def test_duplicate_task_sends_once(make: Make) -> None:
    row, sender = make(), Script(Done("1", "DEMO-1"))
    engine.run(row.pk, sender)
    engine.run(row.pk, sender)
    assert sender.sent == 1


def test_a_task_for_a_report_that_is_gone_does_nothing(make: Make) -> None:
    row, sender = make(), Script()
    Submission.objects.all().delete()
    engine.run(row.pk, sender)
    assert sender.sent == 0

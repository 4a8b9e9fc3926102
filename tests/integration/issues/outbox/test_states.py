"""The table of states is the law: every pair is walked."""

import itertools
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from issues.models import Attachment, State, Submission
from issues.outbox.outcomes import Done
from issues.outbox.states import TRANSITIONS, IllegalTransitionError, move, record, record_filed
from tests.integration.issues.outbox.conftest import Make

PAIRS = list(itertools.product(State, State))


@pytest.mark.parametrize(("before", "after"), [p for p in PAIRS if p[1] in TRANSITIONS[p[0]]])
def test_allowed_transition_writes_one_event(make: Make, before: State, after: State) -> None:
    row = make(before)
    assert move(row.pk, before, after, what="moved", detail="why")
    row.refresh_from_db()
    assert row.state == after
    assert [(e.what, e.detail) for e in row.events.all()] == [("moved", "why")]


@pytest.mark.parametrize(("before", "after"), [p for p in PAIRS if p[1] not in TRANSITIONS[p[0]]])
def test_forbidden_transition_raises_and_changes_nothing(
    make: Make, before: State, after: State
) -> None:
    row = make(before)
    with pytest.raises(IllegalTransitionError):
        move(row.pk, before, after, what="moved")
    row.refresh_from_db()
    assert (row.state, row.events.count()) == (before, 0)


def test_only_queued_leads_to_sending() -> None:
    assert [state for state in State if State.SENDING in TRANSITIONS[state]] == [State.QUEUED]


def test_what_is_in_doubt_or_being_sent_can_not_be_withdrawn() -> None:
    assert {s for s in State if State.WITHDRAWN in TRANSITIONS[s]} == {
        State.DRAFT,
        State.QUEUED,
        State.BLOCKED,
    }


def test_a_move_from_a_state_that_is_over_does_nothing(make: Make) -> None:
    row = make(State.FILED)
    assert not move(row.pk, State.QUEUED, State.SENDING, what="moved")
    row.refresh_from_db()
    assert (row.state, row.events.count()) == (State.FILED, 0)


def test_only_the_lease_holder_changes_the_state(make: Make) -> None:
    row = make(State.SENDING, lease_owner="me")
    assert not move(row.pk, State.SENDING, State.QUEUED, holder="you", what="later")
    assert move(row.pk, State.SENDING, State.QUEUED, holder="me", what="later")


def test_a_move_ends_the_lease(make: Make) -> None:
    row = make(State.SENDING, lease_owner="me")
    move(row.pk, State.SENDING, State.QUEUED, holder="me")
    row.refresh_from_db()
    assert (row.lease_owner, row.lease_until) == ("", None)


@pytest.mark.parametrize("state", [s for s in State if s != State.FILED])
def test_late_success_is_recorded_in_any_state(make: Make, state: State) -> None:
    row = make(state, lease_owner="somebody")
    assert record_filed(row.pk, "10000", "DEMO-7")
    row.refresh_from_db()
    assert (row.state, row.issue_key, row.lease_owner) == (State.FILED, "DEMO-7", "")


def test_a_second_issue_keeps_the_first_and_is_on_the_receipt(make: Make) -> None:
    row = make(State.FILED, issue_id="10000", issue_key="DEMO-7")
    assert not record_filed(row.pk, "10001", "DEMO-8")
    row.refresh_from_db()
    assert row.issue_key == "DEMO-7"
    assert [(e.what, e.detail) for e in row.events.all()] == [("filed_twice", "DEMO-8")]


def test_same_success_twice_writes_one_event(make: Make) -> None:
    row = make(State.SENDING)
    assert record_filed(row.pk, "10000", "DEMO-7")
    assert not record_filed(row.pk, "10000", "DEMO-7")
    assert row.events.count() == 1


def test_a_very_long_detail_fits(make: Make) -> None:
    row = make(State.QUEUED)
    assert move(row.pk, State.QUEUED, State.WITHDRAWN, what="withdrawn", detail="x" * 5000)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_one_wins(make: Make) -> None:
    row, start, wins = make(State.QUEUED), Barrier(8), []

    def claim(name: str) -> None:
        start.wait()
        if move(row.pk, State.QUEUED, State.SENDING, lease_owner=name):
            wins.append(name)
        connection.close()

    threads = [Thread(target=claim, args=(f"worker {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1
    assert Submission.objects.get().lease_owner == wins[0]


@pytest.mark.django_db
def test_a_file_that_went_with_its_report_is_not_news() -> None:
    assert not record(uuid4(), Done("10000"), model=Attachment)

"""The schedule: ahead of expiry for who works, monthly for who does not, unsettled exchanges first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from integrations import connections, oauth, tasks
from integrations.connections import backoff, load_connection
from integrations.connections.lease import _SAVE_AGAIN_SECONDS
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt, Token
from integrations.oauth import Me, TokenAnswer
from integrations.vault import Secret
from tests.integration.integrations.connections.concurrent_threads import (
    at_once,
    change,
    expire,
    outcomes,
)
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]
PAST, FUTURE = timedelta(seconds=-1), timedelta(days=1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def many(alice: User) -> list[Connection]:
    """Links of nobody in particular, none of them due."""
    return [
        Connection.objects.create(
            account_id=f"712020:{number}", refresh_after=timezone.now() + FUTURE
        )
        for number in range(5)
    ]


def test_a_link_in_use_is_due_ahead_of_expiry(linked: Connection) -> None:
    token = Token.objects.get()
    linked.refresh_from_db()
    assert linked.refresh_after
    assert (
        token.expires_at - timedelta(minutes=16)
        < linked.refresh_after
        <= token.expires_at - timedelta(minutes=9)
    )


@given(lifetime=st.integers(1, 86_400))
def test_a_refresh_is_always_planned_within_the_life_of_a_token(lifetime: int) -> None:
    expires_at = NOON + timedelta(seconds=lifetime)
    assert NOON < backoff.next_refresh(expires_at, NOON, NOON) < expires_at
    assert backoff.is_fresh(NOON, expires_at, NOON), (
        "else a short life would mean a refresh before every call"
    )
    assert not backoff.is_fresh(NOON, expires_at, expires_at)


def test_an_idle_link_is_renewed_monthly_well_before_ninety_days() -> None:
    for used in (None, NOON - timedelta(hours=25)):
        due = backoff.next_refresh(NOON + HOUR, NOON, used)
        assert timedelta(days=28) < due - NOON <= timedelta(days=30)


@given(failures=st.integers(0, 10_000), age=st.integers(0, 479), asked=st.floats(0, 3600))
def test_an_unsettled_exchange_is_tried_within_eight_minutes_of_its_first_send(
    failures: int, age: int, asked: float
) -> None:
    now = NOON + timedelta(seconds=age)
    assert now < backoff.next_try(now, failures, NOON, asked) <= NOON + timedelta(minutes=8)


@given(failures=st.integers(0, 10_000), age=st.integers(480, 579), asked=st.floats(0, 3600))
def test_the_last_tries_of_an_unsettled_exchange_use_the_interval_up(
    failures: int, age: int, asked: float
) -> None:
    now = NOON + timedelta(seconds=age)
    assert now < backoff.next_try(now, failures, NOON, asked) < NOON + timedelta(minutes=10)
    later = NOON + timedelta(minutes=10)
    assert backoff.next_try(later, failures, NOON, asked) >= later + timedelta(seconds=asked)


@given(failures=st.integers(0, 10_000), asked=st.floats(0, 3600))
def test_a_cool_down_is_bounded_and_never_shorter_than_asked(failures: int, asked: float) -> None:
    wait = (backoff.next_try(NOON, failures, None, asked) - NOON).total_seconds()
    assert max(asked, 10) - 0.001 <= wait <= max(asked, 15 * 60 * 1.3) + 0.001


def test_a_lease_outlives_the_call_it_is_for_with_time_to_save() -> None:
    deadline = oauth.DEADLINE
    assert timedelta(seconds=deadline + 20 * _SAVE_AGAIN_SECONDS) < backoff.LEASE
    assert (
        deadline
        < backoff.WAIT
        < backoff.LEASE.total_seconds()
        < backoff.UNSETTLED_WITHIN.total_seconds()
    )


def test_due_rows_come_unsettled_first_and_are_handed_out_once(many: list[Connection]) -> None:
    late, soon, unsettled, newer, other = many
    change(late, refresh_after=timedelta(seconds=-5))
    change(soon, refresh_after=PAST)
    change(unsettled, refresh_after=PAST, exchange_started_at=timedelta(minutes=-3))
    change(newer, refresh_after=PAST, exchange_started_at=timedelta(minutes=-1))
    change(other, refresh_after=PAST, state=ConnectionState.RECONNECT)
    assert connections.due(3) == [unsettled.pk, newer.pk, late.pk]
    assert connections.due(3) == [soon.pk]
    assert connections.due(3) == []


def test_a_row_whose_task_was_lost_is_due_again(many: list[Connection]) -> None:
    change(many[0], refresh_after=PAST)
    connections.due(5)
    row = Connection.objects.get(pk=many[0].pk)
    assert row.refresh_after
    assert row.refresh_after - timezone.now() <= timedelta(seconds=60)


def test_looking_for_what_is_due_costs_three_statements_however_many_there_are(
    many: list[Connection],
) -> None:
    Connection.objects.update(refresh_after=timezone.now() - HOUR)
    with CaptureQueriesContext(database) as queries:
        assert len(connections.due(100)) == 5
    assert len([query for query in queries if "integrations_connection" in query["sql"]]) == 3


def test_one_tick_renews_what_is_due_and_nothing_twice(
    linked: Connection, sandbox: Sandbox, settings: Any
) -> None:
    change(linked, refresh_after=PAST)
    found = connections.due(10)
    at_once(3, lambda: tasks.refresh_batch(found))
    tasks.refresh_one(linked.pk)
    assert outcomes(linked) == ["saved"]
    assert connections.due(10) == []


def test_an_idle_link_costs_no_refresh_until_a_month_is_over(
    linked: Connection, sandbox: Sandbox
) -> None:
    change(linked, refresh_after=PAST, last_used_at=timedelta(hours=-25))
    tasks.refresh_batch(connections.due(10))
    row = load_connection.read(linked.pk)
    assert row.refresh_after == row.token.saved_at + timedelta(days=30)
    assert row.generation == linked.generation, "putting off moves no generation"
    assert outcomes(linked) == []
    change(linked, refresh_after=PAST)
    Token.objects.update(
        saved_at=timezone.now() - timedelta(days=31), expires_at=timezone.now() - timedelta(days=31)
    )
    tasks.refresh_batch(connections.due(10))
    assert outcomes(linked) == ["saved"]


def test_an_idle_link_with_an_unsettled_exchange_is_not_put_off(
    linked: Connection, sandbox: Sandbox
) -> None:
    change(linked, refresh_after=PAST, last_used_at=None, exchange_started_at=timedelta(minutes=-2))
    tasks.refresh_batch(connections.due(10))
    assert outcomes(linked) == ["saved"]


def test_failed_refresh_does_not_stop_the_batch(
    linked: Connection, link: Link, bob: User, sandbox: Sandbox
) -> None:
    other = link(bob, "bob")
    sandbox.control("POST", f"/accounts/{linked.account_id}/revoke")
    for each in (linked, other):
        change(each, refresh_after=PAST)
    tasks.refresh_batch([linked.pk, 10_000, other.pk])
    assert (outcomes(linked), outcomes(other)) == (["refused"], ["saved"])


def test_a_batch_that_takes_too_long_leaves_its_rest_due(
    linked: Connection, link: Link, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH_SECONDS", 0.0)
    other = link(bob, "bob")
    for each in (linked, other):
        change(each, refresh_after=PAST)
    tasks.refresh_batch([linked.pk, other.pk])
    assert (outcomes(linked), outcomes(other)) == (["saved"], [])
    assert connections.due(10) == [other.pk]


def test_returning_user_rejoins_the_hourly_schedule(linked: Connection) -> None:
    change(linked, refresh_after=timedelta(days=29), last_used_at=timedelta(days=-3))
    expire(linked)
    connections.mark_used(linked.pk)
    assert connections.due(5) == [linked.pk]


def test_use_is_written_down_every_five_minutes_at_most(linked: Connection) -> None:
    with CaptureQueriesContext(database) as queries:
        connections.mark_used(linked.pk)
    assert len(queries) == 1
    before = Connection.objects.get().last_used_at
    assert before == linked.last_used_at
    change(linked, last_used_at=timedelta(minutes=-6))
    connections.mark_used(linked.pk)
    after = Connection.objects.get().last_used_at
    assert after
    assert timezone.now() - after < timedelta(seconds=10)


def test_use_does_not_cut_a_cool_down_short(linked: Connection) -> None:
    change(
        linked,
        last_used_at=None,
        refresh_after=timedelta(minutes=50),
        cool_down_until=timedelta(minutes=50),
    )
    expire(linked)
    connections.mark_used(linked.pk)
    assert connections.due(5) == []


def test_sites_of_links_in_use_are_read_daily(linked: Connection, sandbox: Sandbox) -> None:
    assert connections.sites_to_read(5) == []
    change(linked, sites_read_at=timedelta(hours=-25))
    sandbox.control("POST", f"/sites/{sandbox.site('demo-team')['cloud_id']}/uninstall")
    tasks.reread_sites()
    assert linked.sites.filter(gone_at=None).count() == 2
    change(linked, sites_read_at=timedelta(hours=-25), last_used_at=timedelta(hours=-25))
    assert connections.sites_to_read(5) == []


def test_the_ledger_and_past_pauses_are_tidied_up(alice: User) -> None:
    made = connections.link(
        alice, TokenAnswer(Secret("a"), Secret("r"), 60, ()), Me("712020:x"), ()
    )
    now = timezone.now()
    for days in (1, 91):
        RefreshAttempt.objects.create(
            connection=made, generation=1, started_at=now - timedelta(days=days)
        )
    Pause.objects.create(scope="past", until=now - HOUR)
    Pause.objects.create(scope="standing", until=now + HOUR)
    tasks.clean_up()
    assert RefreshAttempt.objects.count() == 1
    assert [pause.scope for pause in Pause.objects.all()] == ["standing"]


def test_sites_that_can_not_be_read_keep_no_others_waiting(many: list[Connection]) -> None:
    """They stay due. With any rank, enough of them would be asked for again and again, and others never."""
    for each in many:
        change(each, last_used_at=timedelta(0))
    asked = {pk for _ in range(300) for pk in connections.sites_to_read(1)}
    assert asked == {each.pk for each in many}

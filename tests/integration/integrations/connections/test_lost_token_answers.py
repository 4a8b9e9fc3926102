"""No answer, or one too late: what is sent again, when, and what is dropped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from integrations import connections, vault
from integrations.connections import lease, load_connection
from integrations.errors import (
    NotConnected,
    RateLimited,
    ReconnectRequired,
    Unavailable,
)
from integrations.models import Connection, ConnectionState, Token
from tests.integration.integrations.connections.concurrent_threads import (
    beside,
    change,
    exchanges,
    expire,
    outcomes,
    over,
    works,
)
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]


def test_the_mark_is_the_first_send_and_retries_do_not_move_it(
    linked: Connection, sandbox: Sandbox
) -> None:
    sandbox.fault("drop_after_commit", path="/oauth/token", times=1)
    sandbox.fault("rate_limit", retry_after=1800, path="/oauth/token", times=1)
    sandbox.fault("status", status=502, body="", path="/oauth/token", times=1)
    marks = []
    for _ in range(3):
        with pytest.raises((Unavailable, RateLimited)):
            connections.refresh(linked.pk, asked_by="admin")
        marks.append(load_connection.read(linked.pk).exchange_started_at)
    assert marks[0] is not None
    assert set(marks) == {marks[0]}, "a 429 to a retry does not settle the first send"
    connections.refresh(linked.pk, asked_by="admin")
    assert load_connection.read(linked.pk).exchange_started_at is None
    assert works(linked, sandbox)


def test_unsettled_retries_fall_within_the_reuse_interval_whatever_is_asked(
    linked: Connection, sandbox: Sandbox
) -> None:
    sandbox.fault("drop_after_commit", path="/oauth/token", times=1)
    sandbox.fault("rate_limit", retry_after=3000, path="/oauth/token", times=1)
    for _ in range(2):
        with pytest.raises((Unavailable, RateLimited)):
            connections.refresh(linked.pk, asked_by="admin")
    row = load_connection.read(linked.pk)
    assert row.exchange_started_at
    assert row.refresh_after
    assert row.refresh_after <= row.exchange_started_at + timedelta(minutes=8)
    over(linked)
    connections.refresh(linked.pk, asked_by="schedule")
    assert outcomes(linked)[-1] == "saved", "nor does the pause for all keep it"


def test_a_process_that_died_while_exchanging_is_found_first_and_made_good(
    linked: Connection, sandbox: Sandbox
) -> None:
    """It claimed, Atlassian rotated, nobody saved: the same token goes out again within the interval."""
    row = load_connection.read(linked.pk)
    sandbox.refresh(load_connection.refresh_token(row.token).reveal())
    change(
        linked,
        generation=linked.generation + 1,
        lease_owner="gone",
        lease_until=timedelta(seconds=-1),
        exchange_started_at=timedelta(seconds=-61),
        refresh_after=timedelta(seconds=-1),
    )
    assert connections.due(1) == [linked.pk]
    connections.renew_due(linked.pk)
    row = load_connection.read(linked.pk)
    assert (row.generation, row.exchange_started_at) == (linked.generation + 3, None)
    assert works(linked, sandbox)


def test_a_long_wait_asked_before_does_not_hold_back_the_retry_for_a_process_that_died(
    linked: Connection, sandbox: Sandbox
) -> None:
    """Atlassian said wait, an admin did not, and their process died: waiting would outlast the reuse interval."""
    sandbox.fault("rate_limit", retry_after=3000, path="/oauth/token", times=1)
    with pytest.raises(RateLimited):
        connections.refresh(linked.pk, asked_by="admin")
    row = load_connection.read(linked.pk)
    assert lease.take(row)
    sandbox.refresh(load_connection.refresh_token(row.token).reveal())
    change(linked, lease_until=timedelta(seconds=-1), refresh_after=timedelta(seconds=-1))
    connections.renew_due(linked.pk)
    assert outcomes(linked)[-1] == "saved"
    assert works(linked, sandbox)


@pytest.mark.parametrize("arrived", [True, False])
def test_past_the_interval_it_is_sent_once_more_and_the_answer_decides(
    linked: Connection, sandbox: Sandbox, arrived: bool
) -> None:
    sandbox.fault("drop_after_commit" if arrived else "drop_before", path="/oauth/token")
    with pytest.raises(Unavailable):
        connections.refresh(linked.pk, asked_by="web")
    sandbox.advance(660)
    change(
        linked,
        exchange_started_at=timedelta(seconds=-660),
        cool_down_until=None,
        refresh_after=timedelta(seconds=-1),
    )
    if arrived:
        with pytest.raises(ReconnectRequired):
            connections.refresh(linked.pk, asked_by="schedule")
    else:
        connections.refresh(linked.pk, asked_by="schedule")
        assert works(linked, sandbox)
    assert exchanges(sandbox) == 2


def test_while_a_lease_lives_the_schedule_leaves_the_row_alone(
    linked: Connection, sandbox: Sandbox
) -> None:
    change(linked, lease_until=timedelta(seconds=40), generation=linked.generation + 1)
    connections.refresh(linked.pk, asked_by="schedule")
    assert exchanges(sandbox) == 0


def test_a_waiting_caller_takes_over_when_the_holder_died(
    linked: Connection, sandbox: Sandbox
) -> None:
    expire(linked)
    change(
        linked,
        lease_until=timedelta(seconds=0.6),
        generation=linked.generation + 1,
        exchange_started_at=timedelta(0),
    )
    assert connections.access(linked.pk).generation == linked.generation + 3
    assert exchanges(sandbox) == 1


def test_an_answer_that_comes_after_a_later_claim_is_dropped_and_the_ledger_says_so(
    linked: Connection, sandbox: Sandbox
) -> None:
    sandbox.fault("delay", seconds=1, path="/oauth/token", times=1)
    last = sandbox.last_event()
    slow = beside(lambda: connections.refresh(linked.pk, asked_by="admin"))
    sandbox.wait_for("request_received", after=last)
    change(linked, lease_until=timedelta(seconds=-1))
    connections.refresh(linked.pk, asked_by="admin", observed_generation=linked.generation)
    assert slow() is None
    assert sorted(outcomes(linked)) == ["dropped", "saved"]
    row = load_connection.read(linked.pk)
    assert row.generation == row.token.generation == linked.generation + 3
    assert works(linked, sandbox)


def test_a_link_ended_while_its_token_is_renewed_stays_ended(
    linked: Connection, sandbox: Sandbox
) -> None:
    sandbox.fault("delay", seconds=1, path="/oauth/token", times=1)
    last = sandbox.last_event()
    slow = beside(lambda: connections.refresh(linked.pk, asked_by="web"))
    sandbox.wait_for("request_received", after=last)
    connections.disconnect(linked.pk)
    assert isinstance(slow(), NotConnected)
    linked.refresh_from_db()
    assert linked.state == ConnectionState.DISCONNECTED
    assert not Token.objects.exists()
    assert outcomes(linked) == ["dropped"]


def test_the_answer_is_saved_though_the_database_was_away(
    linked: Connection, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    seal, broken = vault.seal, iter([True, True])

    def once_broken(*args: Any) -> str:
        if next(broken, False):
            raise OperationalError("server closed the connection unexpectedly")
        return seal(*args)

    monkeypatch.setattr(vault, "seal", once_broken)
    connections.refresh(linked.pk, asked_by="web")
    assert outcomes(linked) == ["saved"]
    assert exchanges(sandbox) == 1
    assert works(linked, sandbox)

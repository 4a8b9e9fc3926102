"""A token endpoint that hangs: who waits leaves at their deadline, the exchange goes on without them, pages stay up."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from threading import Event, current_thread
from time import sleep
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import connections, jira, limits
from integrations.connections import backoff
from integrations.errors import Misconfigured, RateLimited, Unavailable
from integrations.limits import circuit_breaker, process_bulkhead
from integrations.models import Connection, ConnectionState, Pause
from tests.integration.integrations.connections.concurrent_threads import (
    at_once,
    await_exchanges,
    change,
    exchanges,
    expire,
    outcomes,
    over,
    works,
)
from tests.integration.integrations.transport.misbehaving_servers import http, read_request
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]
LATE, IMPATIENT = 3.0, 0.3  # seconds


def hang(sandbox: Sandbox, times: int | None = 1, seconds: float = LATE) -> None:
    """The token endpoint answers, late."""
    sandbox.fault("delay", seconds=seconds, path="/oauth/token$", times=times)


@pytest.fixture(autouse=True)
def _no_exchange_outlives_its_test(transactional_db: None) -> Iterator[None]:
    yield
    await_exchanges()


# The deadline of who waits


def test_caller_leaves_at_the_deadline_and_the_token_is_still_saved(
    linked: Connection, sandbox: Sandbox
) -> None:
    expire(linked)
    hang(sandbox)
    with pytest.raises(Unavailable, match="goes on"):
        connections.access(linked.pk, within=IMPATIENT)
    assert outcomes(linked) == [""], "the exchange is under way"
    await_exchanges()
    assert outcomes(linked) == ["saved"]
    assert exchanges(sandbox) == 1
    assert works(linked, sandbox)


@pytest.mark.parametrize("deadline", [IMPATIENT, LATE + 1], ids=["none", "too little"])
def test_a_call_that_has_no_time_left_for_jira_itself_is_not_made(
    linked: Connection, sandbox: Sandbox, deadline: float
) -> None:
    """Sent late, a create would be answered too late, and nobody would know what became of it."""
    expire(linked)
    hang(sandbox)
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    with pytest.raises(jira.Unavailable):
        jira.create_issue(
            linked.account_id, cloud_id, fields={}, marker="m", marker_in="label", deadline=deadline
        )
    assert outcomes(linked) == [""]
    assert sandbox.calls(path="/rest/api/3/") == []


def test_waiting_for_another_process_ends_at_the_deadline(
    linked: Connection, sandbox: Sandbox
) -> None:
    expire(linked)
    change(linked, lease_until=timedelta(seconds=60), generation=linked.generation + 1)
    with pytest.raises(Unavailable, match="another process"):
        connections.access(linked.pk, within=IMPATIENT)
    assert exchanges(sandbox) == 0


def test_waiting_is_short_while_the_old_token_is_valid(
    linked: Connection, sandbox: Sandbox
) -> None:
    expire(linked, seconds=50)
    hang(sandbox, seconds=backoff.WAIT_SHORTLY + LATE)
    assert connections.access(linked.pk).generation == linked.generation
    assert outcomes(linked) == [""]
    await_exchanges()
    assert connections.access(linked.pk).generation == linked.generation + 2


@pytest.mark.parametrize(
    ("fault", "state", "outcome"),
    [
        ({"body": {"error": "invalid_grant"}, "status": 403}, ConnectionState.RECONNECT, "refused"),
        ({"body": "", "status": 503}, ConnectionState.ACTIVE, "outcome_unknown"),
        ({"body": "", "status": 429}, ConnectionState.ACTIVE, "rate_limited"),
    ],
)
def test_what_came_of_it_holds_though_nobody_waited(
    linked: Connection,
    serve_late: Callable[..., None],
    fault: dict[str, Any],
    state: str,
    outcome: str,
) -> None:
    serve_late(fault)
    expire(linked)
    with pytest.raises(Unavailable, match="goes on"):
        connections.access(linked.pk, within=IMPATIENT)
    await_exchanges()
    linked.refresh_from_db()
    assert (linked.state, outcomes(linked)) == (state, [outcome])
    assert (linked.lease_until, Pause.objects.filter(scope="oauth").exists()) == (
        None,
        outcome == "rate_limited",
    )


@pytest.fixture
def serve_late(serve: Callable[..., Any]) -> Callable[[dict[str, Any]], None]:
    """`serve_late(answer)`: a token endpoint that gives that answer after a while."""

    def make(said: dict[str, Any]) -> None:
        body = json.dumps(said["body"]).encode()

        def behave(connection: Any) -> None:
            read_request(connection)
            sleep(LATE)
            connection.sendall(http(body, f"{said['status']} Said"))

        serve(behave)

    return make


# How many


def test_people_whose_tokens_ran_out_leave_room_for_those_whose_did_not(
    link: Link, sandbox: Sandbox, settings: Any, alice: User, bob: User, carol: User
) -> None:
    """As today at Jira itself: more people than threads, and most of them are told at once."""
    settings.WEB_THREADS = 8
    late, fine = link(alice), link(bob, "bob")
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    expire(late)
    hang(sandbox, times=None)

    with ExitStack() as waiting:
        for _number in range(2):
            waiting.enter_context(process_bulkhead().slot(limits.Server.TOKENS))
        told = at_once(6, lambda: connections.access(late.pk, within=LATE / 2))
        assert all(isinstance(each, Unavailable) for each in told)
        assert sum("too many calls" in str(each) for each in told) >= 4, (
            "two more have room, at most"
        )
        assert jira.myself(fine.account_id, cloud_id).account_id == fine.account_id
    assert exchanges(sandbox) <= 2


def test_exchanges_that_nobody_waits_for_are_bounded_too(
    linked: Connection, sandbox: Sandbox, settings: Any
) -> None:
    settings.WEB_THREADS = 2
    expire(linked)
    hang(sandbox)
    with pytest.raises(Unavailable, match="goes on"):
        connections.access(linked.pk, within=IMPATIENT)
    with pytest.raises(Unavailable, match="too many exchanges"), limits.Exchange():
        pass
    await_exchanges()
    with limits.Exchange():
        pass


def test_a_refusal_for_want_of_room_claims_nothing(
    linked: Connection, sandbox: Sandbox, settings: Any
) -> None:
    settings.WEB_THREADS = 2
    expire(linked)
    with limits.Exchange(), pytest.raises(Unavailable, match="too many exchanges"):
        connections.access(linked.pk)
    linked.refresh_from_db()
    assert (linked.lease_until, linked.exchange_started_at, outcomes(linked)) == (None, None, [])
    assert connections.access(linked.pk).generation == linked.generation + 2


def test_who_is_there_settles_in_their_own_thread() -> None:
    """So a page opens no second connection to the database, but for answers that it did not wait for."""
    called_in: list[str] = []
    with limits.Exchange() as exchange:
        outcome = exchange.carry_out(
            lambda: called_in.append(current_thread().name),
            lambda _outcome: pytest.fail("left"),
            within=60,
        )
    assert outcome.done()
    assert called_in == ["exchange"]


def test_failure_after_the_caller_left_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    go_on = Event()

    def settle(outcome: Any) -> None:
        raise RuntimeError("a fault of ours")

    with pytest.raises(Unavailable), limits.Exchange() as exchange:
        exchange.carry_out(lambda: go_on.wait(60), settle, within=0)
    go_on.set()
    await_exchanges()
    assert "was not settled" in caplog.text
    with limits.Exchange():
        pass


# The circuit


def fail(linked: Connection, sandbox: Sandbox, times: int = circuit_breaker.OPENS_AFTER) -> None:
    """So many exchanges in a row come to nothing."""
    fault = sandbox.fault("status", status=502, body="", path="/oauth/token$", times=None)
    for _number in range(times):
        with pytest.raises(Unavailable):
            connections.refresh(linked.pk, asked_by="admin")
    sandbox.control("DELETE", f"/faults/{fault}")


def settled(linked: Connection) -> Connection:
    """As if no exchange had been begun."""
    change(linked, exchange_started_at=None)
    return over(linked)


def test_those_who_leave_show_that_nobody_is_answered(settings: Any) -> None:
    """Long before their exchanges are given up, so that fewer links are at stake."""
    settings.WEB_THREADS = 2 * circuit_breaker.OPENS_AFTER
    go_on = Event()
    for _number in range(circuit_breaker.OPENS_AFTER):
        limits.check_tokens()
        with pytest.raises(Unavailable), limits.Exchange() as exchange:
            exchange.carry_out(lambda: go_on.wait(60), lambda _outcome: None, within=0)
    with pytest.raises(Unavailable, match="does not answer"):
        limits.check_tokens()
    go_on.set()


@pytest.mark.parametrize("work", [jira.Work.REPORT, jira.Work.READING])
def test_work_in_the_background_waits_for_no_slow_renewal(
    linked: Connection, sandbox: Sandbox, work: jira.Work
) -> None:
    """Other people's work waits behind it."""
    expire(linked)
    hang(sandbox, seconds=backoff.WAIT_SHORTLY + LATE)
    with jira.at_work(work), pytest.raises(Unavailable, match="goes on"):
        connections.access(linked.pk)
    with jira.at_work(work), pytest.raises(Unavailable, match="another process"):
        connections.access(linked.pk)
    assert outcomes(linked) == [""]
    await_exchanges()
    assert works(linked, sandbox)


@pytest.mark.parametrize("asked_by", ["web", "schedule"])
def test_after_some_failures_in_a_row_nobody_puts_another_link_at_stake(
    linked: Connection, sandbox: Sandbox, link: Link, bob: User, asked_by: str
) -> None:
    other = link(bob, "bob")
    fail(linked, sandbox)
    before = exchanges(sandbox)
    Pause.objects.exclude(scope__startswith="circuit:").delete()
    limits.forget()

    with pytest.raises(Unavailable, match="does not answer"):
        connections.refresh(other.pk, asked_by=asked_by)

    assert exchanges(sandbox) == before
    assert jira.myself(other.account_id, sandbox.site("demo-team")["cloud_id"])


def test_one_exchange_that_is_answered_opens_the_way_for_all(
    linked: Connection, sandbox: Sandbox, link: Link, bob: User
) -> None:
    other = link(bob, "bob")
    fail(linked, sandbox)
    Pause.objects.update(until=timezone.now() - timedelta(seconds=1))
    limits.forget()
    connections.refresh(settled(linked).pk, asked_by="web")
    connections.refresh(other.pk, asked_by="web")
    assert not Pause.objects.filter(scope__startswith="circuit:").exists()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 403, "body": {"error": "access_denied"}},
        {"kind": "rate_limit", "retry_after": 1},
    ],
)
def test_a_refusal_is_an_answer(
    linked: Connection, sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    sandbox.fault(path="/oauth/token$", times=None, **fault)
    for _number in range(circuit_breaker.OPENS_AFTER):
        with pytest.raises((Misconfigured, RateLimited)):
            connections.refresh(linked.pk, asked_by="admin")
    assert not Pause.objects.filter(scope__startswith="circuit:").exists()


@pytest.mark.parametrize(("minutes", "sent"), [(2, 0), (7, 1)])
def test_an_unsettled_exchange_waits_for_a_probe_only_as_long_as_there_is_time(
    linked: Connection, sandbox: Sandbox, minutes: int, sent: int
) -> None:
    """Many of them, tried again and again at an endpoint that hangs, would hold every worker."""
    fail(linked, sandbox)
    before = exchanges(sandbox)
    change(linked, exchange_started_at=timedelta(minutes=-minutes))
    over(linked)
    if sent:
        connections.renew_due(linked.pk)
        assert works(linked, sandbox)
    else:
        with pytest.raises(Unavailable, match="does not answer"):
            connections.renew_due(linked.pk)
    assert exchanges(sandbox) == before + sent

"""Refreshing: one exchange whoever asks, and a pace that leaves Atlassian alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from integrations import connections, limits
from integrations.connections import load_connection
from integrations.errors import (
    RateLimited,
    Unavailable,
)
from integrations.models import Connection, RefreshAttempt, Token
from tests.integration.integrations.connections.concurrent_threads import (
    at_once,
    beside,
    exchanges,
    expire,
    in_another_process,
    outcomes,
    works,
)
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]


def test_a_refresh_saves_both_tokens_and_moves_the_generation_twice(
    linked: Connection, sandbox: Sandbox
) -> None:
    before = Token.objects.get()
    connections.refresh(linked.pk, asked_by="admin")
    row = load_connection.read(linked.pk)
    assert row.generation == row.token.generation == linked.generation + 2
    assert load_connection.refresh_token(row.token) != load_connection.refresh_token(before)
    assert (row.exchange_started_at, row.lease_until, row.failures) == (None, None, 0)
    assert outcomes(linked) == ["saved"]
    assert works(linked, sandbox)


def test_concurrent_callers_share_one_refresh(linked: Connection, sandbox: Sandbox) -> None:
    expire(linked)
    sandbox.fault("delay", seconds=0.5, path="/oauth/token")
    got = at_once(8, lambda: connections.access(linked.pk))
    assert exchanges(sandbox) == 1
    assert {each.generation for each in got} == {linked.generation + 2}
    assert len({each.token.reveal() for each in got}) == 1


def test_all_who_saw_the_same_token_refused_share_one_refresh(
    linked: Connection, sandbox: Sandbox
) -> None:
    seen = connections.access(linked.pk).generation
    at_once(6, lambda: connections.refresh(linked.pk, asked_by="web", observed_generation=seen))
    assert exchanges(sandbox) == 1
    connections.refresh(linked.pk, asked_by="web", observed_generation=seen)
    assert exchanges(sandbox) == 1, "who comes late finds the newer token"


def test_those_who_waited_share_the_winners_failure(linked: Connection, sandbox: Sandbox) -> None:
    expire(linked)
    sandbox.fault("status", status=503, body="{}", path="/oauth/token", times=None)
    got = at_once(5, lambda: connections.access(linked.pk))
    assert exchanges(sandbox) == 1
    assert {type(each) for each in got} == {Unavailable}


def test_valid_token_is_used_during_a_refresh(linked: Connection, sandbox: Sandbox) -> None:
    expire(linked, seconds=30)
    sandbox.fault("delay", seconds=1.5, path="/oauth/token")
    last = sandbox.last_event()
    winner = beside(lambda: connections.refresh(linked.pk, asked_by="schedule"))
    sandbox.wait_for("request_received", after=last)
    started = timezone.now()
    assert connections.access(linked.pk).generation == linked.generation
    assert timezone.now() - started < timedelta(seconds=1)
    assert winner() is None
    assert connections.access(linked.pk).generation == linked.generation + 2


def test_a_token_about_to_expire_is_good_while_renewing_fails(
    linked: Connection, sandbox: Sandbox
) -> None:
    expire(linked, seconds=30)
    sandbox.fault("status", status=503, body="{}", path="/oauth/token", times=None)
    assert connections.access(linked.pk).generation == linked.generation
    expire(linked, seconds=-1)
    with pytest.raises(Unavailable):
        connections.access(linked.pk)


def test_background_reads_never_refresh(linked: Connection, sandbox: Sandbox) -> None:
    expire(linked, seconds=30)
    assert connections.access(linked.pk, asked_by="background").generation == linked.generation
    expire(linked)
    with pytest.raises(Unavailable):
        connections.access(linked.pk, asked_by="background")
    assert exchanges(sandbox) == 0


def test_backoff_applies_to_users_but_not_to_admins(linked: Connection, sandbox: Sandbox) -> None:
    sandbox.fault("status", status=503, body="", path="/oauth/token", times=1)
    for _ in range(3):
        with pytest.raises(Unavailable):
            connections.refresh(linked.pk, asked_by="web")
    assert exchanges(sandbox) == 1
    connections.refresh(linked.pk, asked_by="admin")
    assert exchanges(sandbox) == 2


def test_a_429_pauses_every_other_settled_link(
    linked: Connection, sandbox: Sandbox, link: Link, bob: User
) -> None:
    other = link(bob, "bob")
    sandbox.fault("rate_limit", retry_after=40, path="/oauth/token", times=1)
    with pytest.raises(RateLimited):
        connections.refresh(linked.pk, asked_by="web")
    limits.forget()
    with pytest.raises(RateLimited) as failure:
        connections.refresh(other.pk, asked_by="web")
    assert 30 < failure.value.retry_after <= 40
    assert outcomes(other) == []


@pytest.mark.parametrize("scope", ["oauth", "circuit:tokens"])
def test_what_another_process_learned_holds_for_the_next_renewal(
    linked: Connection, sandbox: Sandbox, scope: str
) -> None:
    in_another_process(lambda: limits.pause(scope, 40))
    with pytest.raises((RateLimited, Unavailable)):
        connections.refresh(linked.pk, asked_by="web")
    assert exchanges(sandbox) == 0


def test_outage_stops_refreshes_of_other_connections(
    linked: Connection, sandbox: Sandbox, link: Link, bob: User
) -> None:
    other = link(bob, "bob")
    sandbox.fault("drop_after_commit", path="/oauth/token", times=1)
    with pytest.raises(Unavailable):
        connections.refresh(linked.pk, asked_by="schedule")
    with pytest.raises(RateLimited):
        connections.refresh(other.pk, asked_by="schedule")
    assert outcomes(other) == []
    connections.refresh(other.pk, asked_by="web")


def test_no_row_contains_a_plain_secret(linked: Connection, sandbox: Sandbox) -> None:
    connections.refresh(linked.pk, asked_by="web")
    token = Token.objects.get()
    secrets = [
        load_connection.access_token(token).reveal(),
        load_connection.refresh_token(token).reveal(),
    ]
    stored = [
        str(row) for model in (Connection, Token, RefreshAttempt) for row in model.objects.values()
    ]
    assert not [secret for secret in secrets for text in stored if secret in text]


def test_refresh_is_refused_inside_a_transaction(linked: Connection, sandbox: Sandbox) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        connections.refresh(linked.pk, asked_by="web")
    assert load_connection.read(linked.pk).generation == linked.generation
    assert exchanges(sandbox) == 0

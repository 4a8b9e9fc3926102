"""Answers and clocks that nobody ordered: the link bears them, and nothing is refreshed more often than needed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.utils import timezone

from accounts.models import User
from integrations import connections, limits
from integrations.connections import load_connection
from integrations.errors import Misconfigured, Unavailable
from integrations.models import Connection, ConnectionState, Token
from tests.integration.integrations.connections.concurrent_threads import (
    beside,
    exchanges,
    expire,
    outcomes,
    works,
)
from tests.integration.integrations.transport.misbehaving_servers import (
    Behaviour,
    Server,
    answers,
    http,
)
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Serve = Callable[[Behaviour], Server]
Link = Callable[..., Connection]
LONG = 8 * 1024


def pair(**changes: object) -> bytes:
    """A good answer of the token endpoint, changed; None leaves a name out."""
    body = {"access_token": "a1", "refresh_token": "r1", "expires_in": 3600, **changes}
    return http(
        json.dumps({name: value for name, value in body.items() if value is not None}).encode()
    )


@pytest.mark.parametrize("value", [None, 0, -60, "3600", "soon", [], 1e300])
def test_whatever_expires_in_holds_a_token_serves_for_its_hour(
    linked: Connection, serve: Serve, value: object
) -> None:
    server = serve(answers(pair(expires_in=value)))
    connections.refresh(linked.pk, asked_by="web")
    for _ in range(3):
        assert connections.access(linked.pk).token.reveal() == "a1"
    assert server.connections == 1, "it is not renewed before every call"
    row = load_connection.read(linked.pk)
    assert row.refresh_after
    assert timezone.now() + timedelta(minutes=30) < row.refresh_after < row.token.expires_at


@pytest.mark.parametrize(
    "answer",
    [
        http(b""),
        http(b"<html>Sign in</html>"),
        http(b"null"),
        http(b'{"token_type": "Bearer"}'),
        http(b"\xff"),
    ],
    ids=["empty", "html", "null", "no access token", "no text"],
)
def test_a_200_that_is_no_answer_leaves_the_link_as_it_was_and_alarms(
    linked: Connection, serve: Serve, answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    before = Token.objects.values("access_token", "refresh_token").get()
    serve(answers(answer))
    with pytest.raises(Unavailable):
        connections.refresh(linked.pk, asked_by="web")
    row = load_connection.read(linked.pk)
    assert Token.objects.values("access_token", "refresh_token").get() == before
    assert row.exchange_started_at, "the token may have rotated: it is sent again soon"
    assert outcomes(linked) == ["outcome_unknown"]
    assert [record.name for record in caplog.records].count("lodge.alarm") == 1


def test_tokens_of_eight_kilobytes_are_kept_whole_and_sent_whole(
    linked: Connection, serve: Serve
) -> None:
    long, longer = "a" * LONG, "r" * LONG
    serve(answers(pair(access_token=long, refresh_token=longer), close=False))
    connections.refresh(linked.pk, asked_by="web")
    assert connections.access(linked.pk).token.reveal() == long
    assert load_connection.refresh_token(load_connection.read(linked.pk).token).reveal() == longer
    connections.refresh(linked.pk, asked_by="admin")
    assert outcomes(linked) == ["saved", "saved"]


@pytest.mark.parametrize("hours", [-2, 2], ids=["behind ours", "ahead of ours"])
def test_a_clock_of_atlassian_that_is_wrong_matters_to_nobody(
    link: Link, alice: User, sandbox: Sandbox, hours: int
) -> None:
    sandbox.advance(hours * 3600)
    linked = link(alice)
    assert works(linked, sandbox)
    connections.refresh(linked.pk, asked_by="web")
    token = load_connection.read(linked.pk).token
    assert timedelta(minutes=59) < token.expires_at - timezone.now() <= timedelta(hours=1)
    assert works(linked, sandbox)
    assert exchanges(sandbox) == 1


@pytest.mark.parametrize("seconds", [-20, 20], ids=["behind", "ahead"])
def test_a_host_whose_clock_is_off_does_not_take_over_a_live_lease(
    linked: Connection, sandbox: Sandbox, seconds: int
) -> None:
    expire(linked, seconds=-60)
    sandbox.fault("delay", seconds=1, path="/oauth/token")
    last = sandbox.last_event()
    there = beside(lambda: connections.refresh(linked.pk, asked_by="web"))
    sandbox.wait_for("request_received", after=last)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True):
        here = connections.access(linked.pk)
        assert there() is None
    assert here.generation == linked.generation + 2
    assert exchanges(sandbox) == 1


def test_keys_in_the_wrong_order_open_everything(
    linked: Connection, sandbox: Sandbox, settings: Any
) -> None:
    old, new = settings.TOKEN_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.TOKEN_ENCRYPTION_KEYS = [new, old]
    connections.refresh(linked.pk, asked_by="web")
    settings.TOKEN_ENCRYPTION_KEYS = [old, new]
    assert works(linked, sandbox)
    connections.refresh(linked.pk, asked_by="admin")
    assert works(linked, sandbox)


def test_a_pair_whose_two_seals_were_swapped_is_not_sent(
    linked: Connection, sandbox: Sandbox
) -> None:
    token = Token.objects.get()
    Token.objects.update(access_token=token.refresh_token, refresh_token=token.access_token)
    with pytest.raises(Misconfigured):
        connections.refresh(linked.pk, asked_by="web")
    linked.refresh_from_db()
    assert (linked.state, exchanges(sandbox)) == (ConnectionState.ACTIVE, 0)


def test_a_wrong_client_secret_unlinks_nobody_and_is_told_once(
    linked: Connection,
    link: Link,
    bob: User,
    sandbox: Sandbox,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    both, secret = (linked, link(bob, "bob")), settings.ATLASSIAN_CLIENT_SECRET
    settings.ATLASSIAN_CLIENT_SECRET = "wrong"
    for each in both:
        with pytest.raises(Misconfigured):
            connections.refresh(each.pk, asked_by="admin")
    assert len([record for record in caplog.records if record.name == "lodge.alarm"]) == 1
    settings.ATLASSIAN_CLIENT_SECRET = secret
    limits.forget()
    for each in both:
        connections.refresh(each.pk, asked_by="admin")
        assert works(each, sandbox)

"""Only an explicit refusal ends a link; whatever else the token endpoint says, the link stays and heals."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import connections
from integrations.connections import load_connection
from integrations.errors import (
    Misconfigured,
    RateLimited,
    ReconnectRequired,
    Unavailable,
)
from integrations.models import Connection, ConnectionState, Token
from integrations.signals import link_needs_owner
from tests.integration.integrations.connections.concurrent_threads import (
    beside,
    exchanges,
    outcomes,
    works,
)
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]


@pytest.mark.parametrize("words", ["unauthorized_client", "invalid_grant"])
def test_a_refused_refresh_asks_for_a_new_link(
    linked: Connection, sandbox: Sandbox, words: str
) -> None:
    told: list[Any] = []
    listener = lambda **event: told.append(event["connection_id"])  # noqa: E731
    link_needs_owner.connect(listener, weak=False, dispatch_uid="test")
    sandbox.config(refusal=words)
    sandbox.control("POST", f"/accounts/{linked.account_id}/revoke")
    try:
        with pytest.raises(ReconnectRequired):
            connections.refresh(linked.pk, asked_by="web")
    finally:
        link_needs_owner.disconnect(dispatch_uid="test")
    linked.refresh_from_db()
    assert (linked.state, linked.refresh_after, linked.exchange_started_at) == (
        ConnectionState.RECONNECT,
        None,
        None,
    )
    assert words in linked.state_reason
    assert told == [linked.pk]
    assert outcomes(linked) == ["refused"]
    with pytest.raises(ReconnectRequired):
        connections.access(linked.pk)
    assert exchanges(sandbox) == 1


def test_a_refusal_counts_only_at_the_generation_that_was_refused(
    linked: Connection, sandbox: Sandbox, link: Link, alice: User
) -> None:
    sandbox.control("POST", f"/accounts/{linked.account_id}/revoke")
    sandbox.fault("delay", seconds=1, path="/oauth/token")
    last = sandbox.last_event()
    late = beside(lambda: connections.refresh(linked.pk, asked_by="web"))
    sandbox.wait_for("request_received", after=last)
    link(alice)
    assert late() is None, "who was refused finds the new link's token"
    linked.refresh_from_db()
    assert linked.state == ConnectionState.ACTIVE
    assert outcomes(linked) == ["dropped"]
    assert works(linked, sandbox)


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "503": ({"kind": "status", "status": 503, "body": "{}"}, "outcome_unknown"),
    "html": ({"kind": "html", "status": 200}, "outcome_unknown"),
    "malformed": ({"kind": "malformed"}, "outcome_unknown"),
    "truncated": ({"kind": "truncate"}, "outcome_unknown"),
    "lost before": ({"kind": "drop_before"}, "outcome_unknown"),
    "lost after": ({"kind": "drop_after_commit"}, "outcome_unknown"),
    "redirect": ({"kind": "redirect", "location": "/login"}, "outcome_unknown"),
    "429": ({"kind": "rate_limit", "retry_after": 40}, "rate_limited"),
    "bare unauthorized_client": (
        {
            "kind": "status",
            "status": 403,
            "body": '{"error": "unauthorized_client"}',
            "content_type": "application/json",
        },
        "misconfigured",
    ),
    "access_denied": (
        {
            "kind": "status",
            "status": 401,
            "body": '{"error": "access_denied"}',
            "content_type": "application/json",
        },
        "misconfigured",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_is_no_refusal_keeps_the_link_and_heals(
    linked: Connection, sandbox: Sandbox, name: str
) -> None:
    fault, outcome = FAULTS[name]
    sandbox.fault(path="/oauth/token", **fault)
    with pytest.raises((Unavailable, RateLimited, Misconfigured)):
        connections.refresh(linked.pk, asked_by="web")
    row = load_connection.read(linked.pk)
    assert (row.failures, row.lease_until) == (1, None)
    assert row.cool_down_until
    assert row.cool_down_until == row.refresh_after
    assert row.cool_down_until > timezone.now()
    assert (row.exchange_started_at is not None) == (outcome == "outcome_unknown"), (
        "marked until it is settled"
    )
    connections.refresh(linked.pk, asked_by="admin")
    row = load_connection.read(linked.pk)
    assert (row.failures, row.cool_down_until, row.exchange_started_at) == (0, None, None)
    assert outcomes(linked) == [outcome, "saved"]
    assert works(linked, sandbox)


def test_where_nobody_listens_nothing_is_marked(linked: Connection, settings: Any) -> None:
    settings.ATLASSIAN_AUTH_URL = "http://127.0.0.1:9"
    with pytest.raises(Unavailable):
        connections.refresh(linked.pk, asked_by="web")
    assert load_connection.read(linked.pk).exchange_started_at is None
    assert outcomes(linked) == ["unavailable"]


def test_a_token_that_does_not_open_keeps_the_link(
    linked: Connection, sandbox: Sandbox, settings: Any
) -> None:
    keys = settings.TOKEN_ENCRYPTION_KEYS
    settings.TOKEN_ENCRYPTION_KEYS = ["b2" * 21 + "A="]
    with pytest.raises(Misconfigured):
        connections.refresh(linked.pk, asked_by="web")
    row = load_connection.read(linked.pk)
    assert (row.state, row.exchange_started_at) == (ConnectionState.ACTIVE, None)
    settings.TOKEN_ENCRYPTION_KEYS = keys
    connections.refresh(linked.pk, asked_by="admin")
    assert exchanges(sandbox) == 1


def test_an_answer_without_refresh_token_keeps_the_old_one(
    linked: Connection, sandbox: Sandbox
) -> None:
    before = load_connection.refresh_token(Token.objects.get())
    sandbox.config(omit_refresh_token=True)
    connections.refresh(linked.pk, asked_by="web")
    assert load_connection.refresh_token(Token.objects.get()) == before
    assert works(linked, sandbox)

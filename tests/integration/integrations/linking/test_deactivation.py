"""People come and go: a deactivated person's link rests at once, ends after a while, and wakes when they return."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import connections, limits, oauth, tasks
from integrations.connections import lease, load_connection
from integrations.errors import IntegrationError, ReconnectRequired
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt, Token
from issues.models import State
from tests.integration.integrations.linking.browserless_user import words
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, report, sweep
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]


def deactivate(user: User, *, in_bulk: bool = False, active: bool = False) -> None:
    """As the admin page saves it, or as a bulk change passes by every signal."""
    if in_bulk:
        User.objects.filter(pk=user.pk).update(is_active=active)
    else:
        person = User.objects.get(pk=user.pk)
        person.is_active = active
        person.save()


def due_now(connection: Connection) -> None:
    """The schedule would refresh it this very moment."""
    now = timezone.now()
    Connection.objects.filter(pk=connection.pk).update(refresh_after=now, last_used_at=now)
    Token.objects.update(expires_at=now - timedelta(minutes=1))


@pytest.mark.parametrize("in_bulk", [False, True], ids=["saved", "in bulk"])
def test_a_deactivated_person_costs_no_refresh_and_no_call(
    alice: User, link: Link, sandbox: Sandbox, in_bulk: bool
) -> None:
    connection = link(alice)
    due_now(connection)
    before = len(sandbox.calls())
    deactivate(alice, in_bulk=in_bulk)
    tasks.refresh_batch(connections.due(10) or [connection.pk])
    for act in (connections.access, load_connection.read):
        with pytest.raises(ReconnectRequired):
            act(connection.pk)
    with pytest.raises(IntegrationError):
        connections.refresh(connection.pk, asked_by="admin")
    assert (len(sandbox.calls()), RefreshAttempt.objects.count()) == (before, 0)


def test_schedule_skips_connections_of_deactivated_users(alice: User, link: Link) -> None:
    connection = link(alice)
    due_now(connection)
    deactivate(alice)
    assert connections.due(10) == []
    assert connections.sites_to_read(10) == []


def test_an_exchange_under_way_is_saved_all_the_same(
    alice: User, link: Link, sandbox: Sandbox
) -> None:
    connection = link(alice)
    row = load_connection.read(connection.pk)
    claim = lease.take(row)
    assert claim is not None
    deactivate(alice)
    assert lease.save(claim, oauth.refresh(load_connection.refresh_token(row.token)))
    deactivate(alice, active=True)
    connections.refresh(connection.pk, asked_by="web")


@pytest.mark.parametrize("in_bulk", [False, True], ids=["saved", "in bulk"])
def test_queued_reports_wait_for_reactivation(
    sandbox: Sandbox, alice: User, link: Link, sign_in: SignIn, in_bulk: bool
) -> None:
    link(alice)
    desk = Desk(sign_in(alice), sandbox)
    sandbox.fault("rate_limit", retry_after=1, method="POST", path=CREATE, times=1)
    desk.file()
    deactivate(alice, in_bulk=in_bulk)
    sandbox.control("DELETE", "/faults")
    tried = len(desk.creates())
    come_due()
    sweep()
    assert (report().state, len(desk.creates())) == (State.BLOCKED, tried)
    deactivate(alice, in_bulk=in_bulk, active=True)
    tasks.follow_people()
    come_due()
    sweep_after_pause()
    assert report().state == State.FILED


def sweep_after_pause() -> None:
    """The minute that Jira asked for is over."""
    Pause.objects.all().delete()
    limits.forget()
    sweep()


def test_reactivation_restores_the_connection(alice: User, link: Link, sign_in: SignIn) -> None:
    connection = link(alice)
    deactivate(alice)
    connection.refresh_from_db()
    assert connection.state == ConnectionState.SUSPENDED
    deactivate(alice, active=True)
    connection.refresh_from_db()
    assert (connection.state, connection.suspended_from) == (ConnectionState.ACTIVE, "")
    assert connections.access(connection.pk)
    assert connections.due(10) == [connection.pk]
    assert "Your link to Jira works." in words(sign_in(alice).get("/link/"))


@pytest.mark.parametrize("state", [ConnectionState.RECONNECT, ConnectionState.BLOCKED])
def test_dead_connection_stays_dead_after_reactivation(
    alice: User, link: Link, state: ConnectionState
) -> None:
    connection = link(alice)
    Connection.objects.update(state=state, refresh_after=None)
    deactivate(alice)
    deactivate(alice, active=True)
    connection.refresh_from_db()
    assert (connection.state, connection.refresh_after) == (state, None)


def test_after_the_days_of_grace_the_tokens_are_deleted(
    alice: User, link: Link, settings: Any
) -> None:
    settings.DEACTIVATED_DISCONNECT_DAYS = 30
    connection = link(alice)
    deactivate(alice)
    rested(connection, days=29.9)
    tasks.follow_people()
    assert Token.objects.exists()
    rested(connection, days=30)
    tasks.follow_people()
    connection.refresh_from_db()
    assert connection.state == ConnectionState.DISCONNECTED
    assert not Token.objects.exists()
    deactivate(alice, active=True)
    connection.refresh_from_db()
    assert connection.state == ConnectionState.DISCONNECTED


def rested(connection: Connection, days: float) -> None:
    """It has rested for so long."""
    Connection.objects.filter(pk=connection.pk).update(
        state_since=timezone.now() - timedelta(days=days)
    )


def test_bulk_changes_are_followed_within_the_hour(alice: User, bob: User, link: Link) -> None:
    first, second = link(alice), link(bob, "bob")
    deactivate(alice, in_bulk=True)
    tasks.follow_people()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (ConnectionState.SUSPENDED, ConnectionState.ACTIVE)
    deactivate(alice, in_bulk=True, active=True)
    tasks.follow_people()
    first.refresh_from_db()
    assert first.state == ConnectionState.ACTIVE


def test_signing_in_and_preferences_touch_no_link(
    alice: User, link: Link, django_assert_num_queries: Any
) -> None:
    connection = link(alice)
    with django_assert_num_queries(1):
        alice.save(update_fields=["last_login"])
    alice.theme = "dark"
    alice.save()
    before, after = connection, Connection.objects.get()
    assert (before.state, before.state_since) == (after.state, after.state_since)


def test_a_deactivated_person_is_signed_out_at_once(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    link(alice)
    client = sign_in(alice)
    deactivate(alice)
    assert client.get("/link/").status_code == 302
    assert client.post("/link/begin/atlassian/")["Location"].startswith("/account/sign-in/")


def test_paused_account_cannot_be_linked_by_another_user(
    alice: User, bob: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    deactivate(alice)
    with pytest.raises(connections.AlreadyLinked):
        link(bob, "alice")
    connection.refresh_from_db()
    assert (connection.state, connection.user) == (ConnectionState.SUSPENDED, alice)


def test_who_is_deleted_leaves_no_token_and_no_ledger(alice: User, bob: User, link: Link) -> None:
    connection, kept = link(alice), link(bob, "bob")
    connections.refresh(connection.pk, asked_by="web")
    alice.delete()
    assert [token.connection for token in Token.objects.all()] == [kept]
    assert not RefreshAttempt.objects.exists()
    assert not connection.sites.model.objects.filter(connection_id=connection.pk).exists()

"""Shared links of every kind: entered once, used for calls at the right host, relinked without deleting."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from integrations import connections, jira
from integrations.connections import load_connection
from integrations.errors import (
    AlreadyLinked,
    DifferentAccount,
    NotConnected,
    ReconnectRequired,
    Unavailable,
)
from integrations.models import Connection, ConnectionState, RefreshAttempt, Token
from integrations.oauth import Me
from tests.support.sandbox import Sandbox
from tests.support.shared_links import KINDS, credential, entered, make_key

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

TOKENS = ["api_token", "scoped_api_token"]
Link = Callable[..., Connection]


def where(sandbox: Sandbox, made: Connection) -> tuple[str, str]:
    """The first two arguments of every verb."""
    return made.account_id, sandbox.site("demo-team")["cloud_id"]


def paths_of(sandbox: Sandbox) -> list[str]:
    """Where `myself` was asked for, without what follows."""
    return [each["path"].partition("/rest/")[0] for each in sandbox.calls(path="/myself$")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_shared_link_calls_as_its_account_at_its_host(
    sandbox: Sandbox, alice: User, kind: str
) -> None:
    made = entered(sandbox, alice, kind)
    at = where(sandbox, made)

    assert jira.myself(*at).account_id == made.account_id

    gateway = f"/ex/jira/{at[1]}"
    assert paths_of(sandbox) == ["/_sites/demo-team" if kind == "api_token" else gateway]


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_without_the_fast_path_goes_to_the_same_host(
    sandbox: Sandbox, alice: User, kind: str
) -> None:
    made = entered(sandbox, alice, kind)
    Token.objects.update(expires_at=timezone.now() + timedelta(seconds=30), saved_at=timezone.now())

    assert jira.myself(*where(sandbox, made)).account_id == made.account_id


@pytest.mark.parametrize("kind", KINDS)
def test_the_fast_path_is_one_query(sandbox: Sandbox, alice: User, kind: str) -> None:
    made = entered(sandbox, alice, kind)
    at = where(sandbox, made)
    connections.fresh_access(*at)

    with CaptureQueriesContext(connection) as asked:
        found = connections.fresh_access(*at)

    assert len(asked) == 1
    assert found is not None
    assert (found.kind, found.connection_id) == (kind, made.pk)
    assert made.login not in repr(found)


def test_an_own_link_comes_before_a_shared_one_of_the_same_account(
    sandbox: Sandbox, alice: User, bob: User, link: Link
) -> None:
    shared = entered(sandbox, alice, "api_token", "Bob")
    own = link(bob, "bob")
    at = where(sandbox, shared)

    found = connections.fresh_access(*at)
    assert found is not None
    assert (shared.account_id, found.connection_id) == (own.account_id, own.pk)

    connections.disconnect(own.pk)
    found = connections.fresh_access(*at)
    assert found is not None
    assert found.connection_id == shared.pk


def test_a_shared_link_is_nobodys_own(sandbox: Sandbox, alice: User) -> None:
    entered(sandbox, alice, "api_token", "Alice")
    with pytest.raises(NotConnected):
        jira.account_of(alice.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_are_sealed_and_nowhere_else(sandbox: Sandbox, alice: User, kind: str) -> None:
    key = make_key(sandbox, kind)
    made = entered(sandbox, alice, kind, key=key)
    row = load_connection.read(made.pk)
    column = "refresh_token" if kind == "service_account" else "access_token"

    assert getattr(load_connection, column)(row.token).reveal() == key.secret
    stored = [str(value) for each in (made, row.token) for value in vars(each).values()]
    assert not any(key.secret in value for value in stored)


def test_a_service_account_renews_under_the_same_lease_and_schedule(
    sandbox: Sandbox, alice: User
) -> None:
    made = entered(sandbox, alice, "service_account")
    first = connections.access(made.pk).token
    assert made.refresh_after is not None
    assert made.refresh_after < timezone.now() + timedelta(hours=1)

    Connection.objects.update(refresh_after=timezone.now() - timedelta(seconds=1))
    Token.objects.update(saved_at=timezone.now() - timedelta(hours=1))
    (due,) = connections.due(5)
    connections.renew_due(due)

    second = connections.access(made.pk)
    assert second.token != first
    assert RefreshAttempt.objects.get().outcome == "saved"
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert jira.myself(*where(sandbox, made)).account_id == made.account_id


def test_a_deleted_service_credential_ends_its_own_link_and_delays_nobody(
    sandbox: Sandbox, alice: User, link: Link
) -> None:
    own, made = link(alice), entered(sandbox, alice, "service_account")
    Connection.objects.filter(pk=made.pk).update(login="deleted-since")

    with pytest.raises(ReconnectRequired):
        connections.refresh(made.pk, asked_by="web")

    made.refresh_from_db()
    assert made.state == ConnectionState.RECONNECT
    connections.refresh(own.pk, asked_by="web")
    own.refresh_from_db()
    assert own.state == ConnectionState.ACTIVE


def revoke(sandbox: Sandbox, made: Connection) -> None:
    """Its account deletes every key."""
    sandbox.control("DELETE", f"/accounts/{made.account_id}/keys")


@pytest.mark.parametrize("kind", TOKENS)
def test_an_api_token_is_never_due_and_tried_instead_of_renewed(
    sandbox: Sandbox, alice: User, kind: str
) -> None:
    made = entered(sandbox, alice, kind)
    assert made.refresh_after is None
    connections.mark_used(made.pk)
    assert connections.due(5) == []

    connections.refresh(made.pk, asked_by="web")
    connections.refresh(made.pk, asked_by="web")
    assert len(sandbox.calls(path="/myself$")) == 1, "a proof holds for a minute"
    assert not RefreshAttempt.objects.exists()


@pytest.mark.parametrize("kind", TOKENS)
def test_a_revoked_token_ends_its_link_with_the_first_call(
    sandbox: Sandbox, alice: User, kind: str
) -> None:
    made = entered(sandbox, alice, kind)
    revoke(sandbox, made)

    with pytest.raises(ReconnectRequired):
        jira.project(*where(sandbox, made), "DEMO")

    made.refresh_from_db()
    assert (made.state, made.refresh_after) == (ConnectionState.RECONNECT, None)
    with pytest.raises(ReconnectRequired):
        jira.myself(*where(sandbox, made))


@pytest.mark.parametrize("kind", TOKENS)
def test_one_refusal_on_the_way_ends_nothing(sandbox: Sandbox, alice: User, kind: str) -> None:
    made = entered(sandbox, alice, kind)
    sandbox.fault("expired_as", status=401, path="/rest/api/3/", times=2)

    assert jira.project(*where(sandbox, made), "DEMO").key == "DEMO"

    made.refresh_from_db()
    assert made.state == ConnectionState.ACTIVE
    assert [call["status"] for call in sandbox.calls(path="/myself$")] == [401, 200]


def test_a_dead_token_that_gets_200_and_an_empty_list_is_no_success(
    sandbox: Sandbox, alice: User
) -> None:
    made = entered(sandbox, alice, "api_token")
    revoke(sandbox, made)

    with pytest.raises(ReconnectRequired):
        jira.search_projects(*where(sandbox, made))

    [listed] = sandbox.calls(path="/project/search$")
    made.refresh_from_db()
    assert (listed["status"], made.state) == (200, ConnectionState.RECONNECT)


def test_an_answer_as_to_a_stranger_is_none_though_the_token_lives(
    sandbox: Sandbox, alice: User
) -> None:
    made = entered(sandbox, alice, "api_token")
    sandbox.fault(
        "status",
        status=200,
        body='{"total": 0, "isLast": true, "values": []}',
        content_type="application/json",
        headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"},
        path="/project/search$",
        times=None,
    )
    with pytest.raises(Unavailable):
        jira.search_projects(*where(sandbox, made))
    made.refresh_from_db()
    assert made.state == ConnectionState.ACTIVE
    assert len(sandbox.calls(path="/project/search$")) == 2


def test_a_locked_token_ends_nothing(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "api_token")
    sandbox.fault(
        "status",
        status=403,
        body="<html>Basic Authentication Failure - Reason : AUTHENTICATION_DENIED</html>",
        content_type="text/html",
        headers={"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"},
        path="/myself$",
        times=None,
    )
    with pytest.raises(Unavailable):
        jira.myself(*where(sandbox, made))
    made.refresh_from_db()
    assert made.state == ConnectionState.ACTIVE


def test_a_missing_scope_is_no_refusal(sandbox: Sandbox, alice: User) -> None:
    key = make_key(sandbox, "scoped_api_token", scopes=["read:jira-work"])
    made = entered(sandbox, alice, "scoped_api_token", key=key)
    with pytest.raises(jira.ScopeMissing):
        jira.myself(*where(sandbox, made))
    connections.refresh(made.pk, asked_by="web")
    made.refresh_from_db()
    assert made.state == ConnectionState.ACTIVE


def test_the_same_account_twice_is_refused(sandbox: Sandbox, alice: User) -> None:
    first = entered(sandbox, alice, "api_token")
    with pytest.raises(AlreadyLinked):
        entered(sandbox, alice, "api_token")
    assert entered(sandbox, alice, "scoped_api_token").account_id == first.account_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.create(kind="api_token", account_id=first.account_id)


def test_a_row_that_was_disconnected_is_used_again(sandbox: Sandbox, alice: User) -> None:
    first = entered(sandbox, alice, "api_token")
    connections.disconnect(first.pk)
    again = entered(sandbox, alice, "api_token", expires_on=date(2027, 3, 1))
    assert (again.pk, again.credential_expires_on) == (first.pk, date(2027, 3, 1))
    assert again.generation > first.generation
    assert jira.myself(*where(sandbox, again))


def test_a_new_secret_keeps_row_sites_and_groups(sandbox: Sandbox, alice: User, bob: User) -> None:
    testers = Group.objects.create(name="Testers")
    made = entered(sandbox, alice, "scoped_api_token", groups=[testers])
    before = connections.access(made.pk).token

    renewed = connections.replace_credential(made.pk, credential(sandbox, made.kind), bob)

    assert (renewed.pk, renewed.entered_by) == (made.pk, bob)
    assert list(renewed.groups.all()) == [testers]
    assert connections.access(made.pk).token != before
    assert jira.myself(*where(sandbox, made))


@pytest.mark.parametrize("other", [{"me": Me("712020:other")}, {"kind": "api_token"}])
def test_another_accounts_secret_is_refused(
    sandbox: Sandbox, alice: User, other: dict[str, Any]
) -> None:
    made = entered(sandbox, alice, "scoped_api_token")
    wrong = replace(credential(sandbox, made.kind), **other)
    with pytest.raises(DifferentAccount):
        connections.replace_credential(made.pk, wrong, alice)
    assert connections.access(made.pk).generation == made.generation


def test_a_new_secret_mends_a_dead_link(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "scoped_api_token")
    Connection.objects.update(state=ConnectionState.RECONNECT, told_at=timezone.now())
    connections.replace_credential(made.pk, credential(sandbox, made.kind), alice)
    made.refresh_from_db()
    assert (made.state, made.told_at) == (ConnectionState.ACTIVE, None)


def test_a_key_that_is_sent_as_bearer_calls_so(sandbox: Sandbox, alice: User) -> None:
    sandbox.config(service_keys="bearer")
    key = replace(make_key(sandbox, "scoped_api_token"), login="")
    made = entered(sandbox, alice, "scoped_api_token", key=key)
    assert jira.myself(*where(sandbox, made)).account_id == made.account_id


def test_sites_of_an_api_token_are_not_asked_for(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "scoped_api_token")
    connections.read_sites(made.pk)
    assert sandbox.calls(path="accessible-resources") == []
    assert made.sites.get().gone_at is None
    connections.read_zone(made.pk)
    assert sandbox.calls(path="/myself$") == [], "its secret goes nowhere as a bearer token"


def test_sites_of_a_service_account_are_listed(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "service_account")
    connections.read_sites(made.pk)
    assert [each["status"] for each in sandbox.calls(path="accessible-resources")] == [200]
    assert made.sites.get().cloud_id == sandbox.site("demo-team")["cloud_id"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_log_line_holds_a_secret(
    sandbox: Sandbox, alice: User, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = make_key(sandbox, kind)
    with caplog.at_level(logging.DEBUG):
        made = entered(sandbox, alice, kind, key=key)
        jira.myself(*where(sandbox, made))
    assert key.secret not in caplog.text
    assert key.secret not in repr(credential(sandbox, kind, key=key))

"""The session, its user and their link by one statement: from the database each time, and never another's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.concurrency_limit import PERSON, SESSION_OWNERS
from accounts.models import User
from integrations.models import Connection, ConnectionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(sign_in: Any, alice: User) -> Client:
    """Signed in, after a page: this process knows whose session it is."""
    client: Client = sign_in(alice)
    assert client.get("/reports/").status_code == 200
    return client


def page(client: Client, path: str = "/reports/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_one_statement_reads_session_user_and_link(seen: Client, alice: User, link: Any) -> None:
    link(alice)
    page(seen)
    with CaptureQueriesContext(connection) as counted:
        assert "Linked as" in page(seen)
    said = [each["sql"] for each in counted.captured_queries]
    assert sum("django_session" in sql for sql in said) == 1
    assert sum('FROM "integrations_connection"' in sql for sql in said) == 0
    assert sum('"accounts_user"."password"' in sql for sql in said) == 1


@pytest.mark.parametrize("path", ["/", "/reports/", "/report/"])
def test_an_ended_link_is_told_by_the_next_page(
    seen: Client, alice: User, link: Callable[..., Connection], path: str
) -> None:
    link(alice)
    assert "Linked as" in page(seen, "/reports/")
    Connection.objects.update(state=ConnectionState.RECONNECT)
    assert "Linked as" not in seen.get(path).content.decode()
    Connection.objects.update(state=ConnectionState.DISCONNECTED)
    assert "Not linked to Jira" in page(seen)


@pytest.mark.parametrize(
    "changes", [{"is_active": False}, {"erasing_since": timezone.now()}, {"password": "other"}]
)
def test_who_may_no_longer_sign_in_is_signed_out_at_once(
    seen: Client, alice: User, changes: dict[str, Any]
) -> None:
    User.objects.filter(pk=alice.pk).update(**changes)
    assert seen.get("/reports/").status_code == 302


def test_new_rights_and_preferences_hold_at_once(seen: Client, alice: User) -> None:
    assert "Administration" not in page(seen)
    User.objects.filter(pk=alice.pk).update(is_staff=True, theme="dark")
    assert "Administration" in page(seen)
    assert 'data-theme="dark"' in page(seen)


def test_a_session_that_ended_is_not_used(seen: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert seen.get("/reports/").status_code == 302


def test_a_session_that_is_gone_is_not_used(seen: Client) -> None:
    Session.objects.all().delete()
    assert seen.get("/reports/").status_code == 302


def test_who_is_remembered_wrongly_is_not_shown(seen: Client, alice: User, bob: User) -> None:
    """The session says whose it is, not the memory of the process."""
    key = seen.cookies["sessionid"].value
    SESSION_OWNERS.keep(key, f"{PERSON}{bob.pk}")
    text = page(seen)
    assert "<bdi>alice</bdi>" in text
    assert "<bdi>bob</bdi>" not in text
    SESSION_OWNERS.keep(key, f"{PERSON}{10**9}")  # there is none, or none any more
    assert "<bdi>alice</bdi>" in page(seen)


def test_two_people_in_one_process_see_their_own(
    sign_in: Any, alice: User, bob: User, link: Any
) -> None:
    link(alice)
    first, second = sign_in(alice), Client()
    second.force_login(bob, backend="accounts.authentication.NameOrEmailBackend")
    for _turn in range(3):
        assert "Linked as" in page(first)
        text = page(second)
        assert "Not linked to Jira" in text
        assert "<bdi>bob</bdi>" in text

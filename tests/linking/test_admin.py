"""What admins see and do about people's links; and that nobody else does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt, Token

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
LIST = "/admin/integrations/connection/"


@pytest.fixture
def root(db: None, sign_in: SignIn) -> Client:
    """An admin, signed in."""
    return sign_in(User.objects.create_superuser("root", "root@lodge.test", "a long enough pass phrase"))


@pytest.fixture
def helper(db: None, sign_in: SignIn) -> Client:
    """Staff who may look at connections, and act on none."""
    user = User.objects.create_user("helper", "helper@lodge.test", "a long enough pass phrase", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_connection"))
    return sign_in(user)


def test_tokens_have_no_admin_at_all(root: Client) -> None:
    assert not admin.site.is_registered(Token)
    assert root.get("/admin/integrations/token/").status_code == 404


def test_the_empty_tables_of_python_social_auth_are_not_offered(root: Client) -> None:
    assert "social_django" not in root.get("/admin/").content.decode()
    assert root.get("/admin/social_django/usersocialauth/add/").status_code == 404


def test_connections_are_listed_found_and_filtered(root: Client, alice: User, bob: User, link: Link) -> None:
    link(alice, "alice")
    link(bob, "bob")
    found = root.get(LIST, {"q": "alice", "state": "active"})
    assert found.status_code == 200
    assert [row.user for row in found.context["cl"].result_list] == [alice]
    assert not root.get(LIST, {"state": "reconnect"}).context["cl"].result_list


def test_a_connection_is_shown_with_everything_but_secrets(root: Client, alice: User, link: Link) -> None:
    connection = link(alice)
    token = Token.objects.get(connection=connection)
    RefreshAttempt.objects.create(connection=connection, asked_by="schedule", generation=1, outcome="saved")
    page = root.get(f"{LIST}{connection.pk}/change/")
    text = page.content.decode()
    assert page.status_code == 200
    assert connection.account_id in text
    assert "schedule" in text
    assert token.access_token not in text
    assert token.refresh_token not in text


@pytest.mark.parametrize("model", ["connection", "refreshattempt", "pause"])
def test_nothing_is_added_edited_or_deleted_here(root: Client, alice: User, link: Link, model: str) -> None:
    connection = link(alice)
    RefreshAttempt.objects.create(connection=connection, asked_by="web", generation=1)
    Pause.objects.create(scope="a part", until=connection.state_since)
    row = {"connection": Connection, "refreshattempt": RefreshAttempt, "pause": Pause}[
        model
    ]._default_manager.first()
    assert row is not None
    base = f"/admin/integrations/{model}/"
    assert root.get(base).status_code == 200
    assert root.get(f"{base}{row.pk}/change/").status_code == 200
    assert root.get(f"{base}add/").status_code == 403
    assert root.post(f"{base}{row.pk}/change/", {"state": "active"}).status_code == 403
    assert root.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert root.post(base, {"action": "delete_selected", "_selected_action": row.pk}).status_code in {
        200,
        302,
    }
    assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_check_now_renews_the_token_and_reads_the_sites(
    root: Client, alice: User, link: Link, sandbox: Any
) -> None:
    connection = link(alice)
    before = Token.objects.get(connection=connection).access_token
    page = root.post(f"{LIST}{connection.pk}/check/", follow=True)
    assert "The link works" in page.content.decode()
    assert Token.objects.get(connection=connection).access_token != before
    assert sandbox.calls("GET", "accessible-resources")
    assert RefreshAttempt.objects.filter(connection=connection, asked_by="admin").exists()


def test_check_now_tells_a_problem_in_words(root: Client, alice: User, link: Link, sandbox: Any) -> None:
    connection = link(alice)
    sandbox.control("POST", f"/accounts/{connection.account_id}/revoke")
    page = root.post(f"{LIST}{connection.pk}/check/", follow=True)
    assert "The check met a problem" in page.content.decode()
    connection.refresh_from_db()
    assert connection.state == ConnectionState.RECONNECT


def test_an_admin_ends_a_link_after_a_question(root: Client, alice: User, link: Link) -> None:
    connection = link(alice)
    address = f"{LIST}{connection.pk}/disconnect/"
    assert "End this link?" in root.get(address).content.decode()
    assert Token.objects.filter(connection=connection).exists()
    page = root.post(address, follow=True)
    assert "has ended" in page.content.decode()
    assert not Token.objects.filter(connection=connection).exists()
    assert root.post(address).status_code == 404


def test_check_now_is_no_link_that_a_browser_might_prefetch(root: Client, alice: User, link: Link) -> None:
    assert root.get(f"{LIST}{link(alice).pk}/check/").status_code == 405


def test_staff_who_may_only_look_look_and_do_nothing(
    helper: Client, alice: User, link: Link, sandbox: Any
) -> None:
    connection = link(alice)
    page = helper.get(f"{LIST}{connection.pk}/change/")
    assert page.status_code == 200
    assert "Check now" not in page.content.decode()
    before = len(sandbox.calls())
    assert helper.post(f"{LIST}{connection.pk}/check/").status_code == 403
    assert helper.post(f"{LIST}{connection.pk}/disconnect/").status_code == 403
    assert len(sandbox.calls()) == before
    assert Token.objects.filter(connection=connection).exists()


def test_people_and_nobody_are_kept_out(
    alice: User, carol: User, link: Link, sign_in: SignIn, stranger: Client
) -> None:
    address = f"{LIST}{link(alice).pk}"
    for path in (LIST, f"{address}/change/", f"{address}/check/", f"{address}/disconnect/"):
        for client in (sign_in(alice), sign_in(carol), stranger):
            response = client.post(path)
            assert response.status_code == 302
            assert "/login/" in response["Location"] or "/sign-in/" in response["Location"]
    assert Token.objects.exists()

"""What admins see and do about people's links; and that nobody else does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from installation.models import Installation
from integrations.models import (
    Connection,
    ConnectionState,
    Pause,
    RefreshAttempt,
    Token,
)

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
LIST = "/admin/integrations/connection/"


@pytest.fixture
def helper(db: None, sign_in: SignIn) -> Client:
    """Staff who may look at connections, and act on none."""
    user = User.objects.create_user(
        "helper", "helper@lodge.test", "a long enough pass phrase", is_staff=True
    )
    user.user_permissions.add(Permission.objects.get(codename="view_connection"))
    return sign_in(user)


def test_tokens_have_no_admin_at_all(root: Client) -> None:
    assert not admin.site.is_registered(Token)
    assert root.get("/admin/integrations/token/").status_code == 404


def test_the_empty_tables_of_python_social_auth_are_not_offered(root: Client) -> None:
    assert "social_django" not in root.get("/admin/").content.decode()
    assert root.get("/admin/social_django/usersocialauth/add/").status_code == 404


def test_connections_are_listed_found_and_filtered(
    root: Client, alice: User, bob: User, link: Link
) -> None:
    link(alice, "alice")
    link(bob, "bob")
    found = root.get(LIST, {"q": "alice", "state": "active"})
    assert found.status_code == 200
    assert [row.user for row in found.context["cl"].result_list] == [alice]
    assert not root.get(LIST, {"state": "reconnect"}).context["cl"].result_list


def test_a_connection_is_shown_with_everything_but_secrets(
    root: Client, alice: User, link: Link
) -> None:
    connection = link(alice)
    token = Token.objects.get(connection=connection)
    RefreshAttempt.objects.create(
        connection=connection, asked_by="schedule", generation=1, outcome="saved"
    )
    page = root.get(f"{LIST}{connection.pk}/change/")
    text = page.content.decode()
    assert page.status_code == 200
    assert connection.account_id in text
    assert "schedule" in text
    assert token.access_token not in text
    assert token.refresh_token not in text


@pytest.mark.parametrize("model", ["connection", "refreshattempt", "pause"])
def test_nothing_is_added_edited_or_deleted_here(
    root: Client, alice: User, link: Link, model: str
) -> None:
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
    assert root.post(
        base, {"action": "delete_selected", "_selected_action": row.pk}
    ).status_code in {
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


def test_check_now_tells_a_problem_in_words(
    root: Client, alice: User, link: Link, sandbox: Any
) -> None:
    connection = link(alice)
    sandbox.control("POST", f"/accounts/{connection.account_id}/revoke")
    page = root.post(f"{LIST}{connection.pk}/check/", follow=True)
    assert "The check met a problem" in page.content.decode()
    connection.refresh_from_db()
    assert connection.state == ConnectionState.RECONNECT


def test_an_admin_ends_a_link_after_a_question(root: Client, alice: User, link: Link) -> None:
    connection = link(alice)
    address = f"{LIST}{connection.pk}/disconnect/"
    assert "Disconnect this link?" in root.get(address).content.decode()
    assert Token.objects.filter(connection=connection).exists()
    page = root.post(address, follow=True)
    assert "has ended" in page.content.decode()
    assert not Token.objects.filter(connection=connection).exists()
    assert root.post(address).status_code == 404


def test_check_now_is_no_link_that_a_browser_might_prefetch(
    root: Client, alice: User, link: Link
) -> None:
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


def test_connections_require_permission(
    alice: User, carol: User, link: Link, sign_in: SignIn, stranger: Client
) -> None:
    address = f"{LIST}{link(alice).pk}"
    for path in (LIST, f"{address}/change/", f"{address}/check/", f"{address}/disconnect/"):
        for client in (sign_in(alice), sign_in(carol), stranger):
            response = client.post(path)
            assert response.status_code == 302
            assert "/login/" in response["Location"] or "/sign-in/" in response["Location"]
    assert Token.objects.exists()


def made(name: str, state: ConnectionState, **more: Any) -> Connection:
    """A link of somebody called *name*, in that state."""
    user = User.objects.create(username=name, email=f"{name}@lodge.test")
    return Connection.objects.create(user=user, account_id=f"712020:{name}", state=state, **more)


def shown(client: Client, **asked: str) -> list[str]:
    """Whose links the list shows, in its order."""
    return [row.user.username for row in client.get(LIST, asked).context["cl"].result_list]


def test_links_that_need_their_owners_come_first_and_are_one_choice(root: Client) -> None:
    made("works", ConnectionState.ACTIVE)
    made("ended", ConnectionState.DISCONNECTED)
    made("refused", ConnectionState.RECONNECT)
    made("taken", ConnectionState.BLOCKED)
    assert set(shown(root)[:2]) == {"refused", "taken"}
    assert set(shown(root, state="needs-owner")) == {"refused", "taken"}
    assert shown(root, state="disconnected") == ["ended"]


def test_links_that_work_but_can_not_be_renewed_are_found(root: Client) -> None:
    made("works", ConnectionState.ACTIVE, last_used_at=timezone.now())
    made("fails", ConnectionState.ACTIVE, failures=2)
    made(
        "unanswered",
        ConnectionState.ACTIVE,
        exchange_started_at=timezone.now() - timedelta(hours=1),
    )
    assert set(shown(root, state="failing")) == {"fails", "unanswered"}
    assert shown(root, used="day") == ["works"]
    assert "The last 2 tries to renew it failed." in root.get(LIST).text


def test_links_are_found_by_the_site_that_they_open(root: Client) -> None:
    shop = made("shop", ConnectionState.ACTIVE)
    shop.sites.create(cloud_id="s", url="https://shop.example", name="Shop")
    gone = made("gone", ConnectionState.ACTIVE)
    gone.sites.create(cloud_id="s", url="https://shop.example", name="Shop", gone_at=timezone.now())
    assert "?site=s" in root.get(LIST).text
    assert shown(root, site="s") == ["shop"]


def test_a_site_of_many_names_takes_one_place_among_the_choices(root: Client) -> None:
    """Links that were read before and after it was renamed call it differently."""
    for number in range(60):
        row = made(f"renamed{number}", ConnectionState.ACTIVE)
        row.sites.create(cloud_id="s", url="https://shop.example", name=f"A shop {number}")
    made("shop", ConnectionState.ACTIVE).sites.create(
        cloud_id="z", url="https://z.example", name="Zoo"
    )
    page = root.get(LIST).text
    assert page.count('?site=s"') == 1
    assert '?site=z"' in page


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        (ConnectionState.ACTIVE, {}, ["Works"]),
        (ConnectionState.ACTIVE, {"failures": 1}, ["Works, but renewing fails", "Check now”"]),
        (
            ConnectionState.RECONNECT,
            {},
            ["Needs its owner", "refused to renew", "Ask dora to link again"],
        ),
        (
            ConnectionState.BLOCKED,
            {},
            ["Needs its owner", "as another account", "Ask dora to link again"],
        ),
        (ConnectionState.SUSPENDED, {}, ["Rests", "when dora is made active again"]),
        (ConnectionState.DISCONNECTED, {}, ["Ended", "its tokens are deleted"]),
    ],
)
def test_a_link_says_why_and_what_to_do(
    root: Client, state: ConnectionState, more: dict[str, Any], said: list[str]
) -> None:
    row = made("dora", state, **more)
    text = root.get(f"{LIST}{row.pk}/change/").text
    for words in said:
        assert words in text


def test_a_link_says_whether_its_owner_was_told(root: Client) -> None:
    row = made("dora", ConnectionState.RECONNECT)
    address = f"{LIST}{row.pk}/change/"
    assert "no mail was sent so far" in root.get(address).text
    Connection.objects.filter(pk=row.pk).update(told_at=timezone.now())
    assert "Its owner was told by mail" in root.get(address).text
    User.objects.filter(username="dora").update(mail_when_link_needs_me=False)
    assert "they have no address here, or want none" in root.get(address).text


def test_a_link_that_waits_for_an_answer_says_whose(root: Client, alice: User) -> None:
    row = Connection.objects.create(
        account_id="712020:x", state=ConnectionState.WAITING, waits_for=alice
    )
    assert (
        "alice came back from Atlassian with another account"
        in root.get(f"{LIST}{row.pk}/change/").text
    )
    assert "Waits for an answer" in root.get(LIST).text


def test_a_link_that_was_granted_less_says_what_it_lacks(root: Client) -> None:
    row = made("dora", ConnectionState.ACTIVE, scopes="read:me read:jira-work read:jira-user")
    text = root.get(f"{LIST}{row.pk}/change/").text
    assert "Its owner granted less than Lodge asks for" in text
    assert "<code>write:jira-work</code>" in text


def test_what_only_support_needs_is_folded_away(root: Client, alice: User, link: Link) -> None:
    text = root.get(f"{LIST}{link(alice).pk}/change/").text
    for_people, folded = text.split("For support")
    for raw in ("712020:", "Generation", "offline_access"):
        assert raw not in for_people.partition("<main")[2]
        assert raw in folded


def test_the_first_page_tells_how_links_stand_to_those_who_may_see_them(
    root: Client, helper: Client, sign_in: SignIn
) -> None:
    made("refused", ConnectionState.RECONNECT)
    made("fails", ConnectionState.ACTIVE, failures=2)
    Pause.objects.create(scope="app", until=timezone.now() + timedelta(minutes=1))
    for client in (root, helper):
        text = client.get("/admin/").text
        assert "<b>1</b> needs its owner" in text
        assert "<b>1</b> cannot be renewed or used at present" in text
        assert "<b>1</b> pause that Atlassian asked for" in text
    assert "What is not settled" not in helper.get("/admin/").text
    clerk = User.objects.create_user(
        "clerk", "clerk@lodge.test", "a long enough pass phrase", is_staff=True
    )
    assert "needs its owner" not in sign_in(clerk).get("/admin/").text


def test_the_first_page_tells_that_lodge_is_set_up_wrong(root: Client, settings: Any) -> None:
    row = made("dora", ConnectionState.ACTIVE)
    RefreshAttempt.objects.create(
        connection=row,
        asked_by="web",
        generation=1,
        outcome="misconfigured",
        detail="401 access_denied",
    )
    Installation.objects.create(name="https://the-other.example")
    text = root.get("/admin/").text
    assert "401 access_denied" in text
    assert "belongs to another installation, <bdi>https://the-other.example</bdi>" in text


@pytest.mark.parametrize(
    "address", [LIST, "/admin/integrations/refreshattempt/", "/admin/integrations/pause/"]
)
def test_a_longer_list_asks_the_database_no_more_often(
    root: Client, address: str, django_assert_num_queries: Any
) -> None:
    """However many links, tries and pauses there are."""

    def another(name: str) -> None:
        row = made(name, ConnectionState.ACTIVE)
        row.sites.create(cloud_id="s", url="https://shop.example", name="Shop")
        RefreshAttempt.objects.create(connection=row, asked_by="web", generation=1, outcome="saved")
        Pause.objects.create(scope=f"site:{name}", until=timezone.now())

    another("first")
    root.get(address)
    with CaptureQueriesContext(database) as one:
        root.get(address)
    for name in ("second", "third", "fourth"):
        another(name)
    with django_assert_num_queries(len(one)):
        root.get(address)

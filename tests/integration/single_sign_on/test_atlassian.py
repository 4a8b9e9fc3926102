"""Signing in with an Atlassian account: one consent signs in and links; certain sites only; never by an address."""

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import ExternalIdentity, User
from integrations import connections
from integrations.models import Connection, ConnectionState, StoredAccount
from integrations.user_lifecycle import changed_accounts, stored_accounts
from tests.conftest import PASSWORD, person
from tests.integration.integrations.linking.browserless_user import Traveller
from tests.integration.single_sign_on.conftest import who
from tests.support.sandbox import Sandbox

BEGIN = "/sign-in/begin/atlassian/"


@pytest.fixture(autouse=True)
def sites(db: None, sandbox: Sandbox, settings: Any) -> None:
    """People of one site may sign in."""
    settings.ATLASSIAN_SIGN_IN_SITES = [sandbox.site("demo-team")["cloud_id"]]


def begun(client: Client, **more: str) -> str:
    page = client.post(BEGIN, more)
    assert page.status_code == 200
    return unescape(page.headers["Refresh"].removeprefix("0; url="))


def back(client: Client, location: str) -> Any:
    parts = urlsplit(location)
    return client.get(parts.path, query_params=parse_qs(parts.query))


def sign_in(
    client: Client, sandbox: Sandbox, account: str = "alice", to: str = "", **how: Any
) -> Any:
    """Press the button, consent at the simulated Atlassian, come back."""
    address = begun(client, next=to)
    return back(client, sandbox.consent(account, url=address, **how))


def why(answer: Any) -> str:
    assert answer.status_code == 302
    place = answer["Location"]
    assert place.startswith("/sign-in/failed/atlassian/")
    assert "?" not in place
    return str(place).split("/")[4]


def test_one_consent_makes_an_account_signs_in_and_links(
    sandbox: Sandbox, stranger: Client
) -> None:
    answer = sign_in(stranger, sandbox, sites=["demo-team"], to="/reports/")
    user = User.objects.get()
    assert who(stranger) == str(user.pk)
    assert not user.has_usable_password()
    link = Connection.objects.get(user=user)
    assert (link.state, link.account_id) == (
        ConnectionState.ACTIVE,
        sandbox.account("alice")["account_id"],
    )
    assert link.default_site is not None
    assert answer["Location"] == "/reports/"
    assert ExternalIdentity.objects.get().subject == link.account_id


def test_the_next_consent_is_the_same_person_and_the_link_lives_on(
    sandbox: Sandbox, stranger: Client
) -> None:
    sign_in(stranger, sandbox)
    first = who(stranger)
    stranger.logout()
    sign_in(stranger, sandbox)
    assert who(stranger) == first
    link = Connection.objects.get()
    connections.refresh(link.pk, asked_by="web")
    link.refresh_from_db()
    assert link.state == ConnectionState.ACTIVE


def test_whoever_linked_the_account_before_is_signed_in_as_themselves(
    sandbox: Sandbox, stranger: Client, alice: User, link: Any
) -> None:
    link(alice)
    sign_in(stranger, sandbox)
    assert who(stranger) == str(alice.pk)
    assert User.objects.count() == 1


def test_an_ended_link_opens_no_account(
    sandbox: Sandbox, stranger: Client, alice: User, link: Any
) -> None:
    """Its owner let go of the Atlassian account, and never signed in with it."""
    connections.disconnect(link(alice).pk)
    sign_in(stranger, sandbox)
    assert who(stranger) not in ("", str(alice.pk))


def test_who_ends_the_link_still_signs_in_with_the_account(
    sandbox: Sandbox, stranger: Client
) -> None:
    sign_in(stranger, sandbox)
    first = who(stranger)
    connections.disconnect(Connection.objects.get().pk)
    stranger.logout()
    sign_in(stranger, sandbox)
    assert who(stranger) == first
    assert Connection.objects.get().state == ConnectionState.ACTIVE


def test_nobody_is_found_by_an_address(sandbox: Sandbox, stranger: Client, db: None) -> None:
    other = person("other")
    User.objects.filter(pk=other.pk).update(email=sandbox.account("alice")["email"])
    answer = sign_in(stranger, sandbox)
    if who(stranger):  # the simulated profile hides the address
        assert who(stranger) != str(other.pk)
    else:
        assert why(answer) == "address-taken"
        assert not ExternalIdentity.objects.exists()


def test_people_of_other_sites_stay_outside(
    sandbox: Sandbox, stranger: Client, settings: Any
) -> None:
    settings.ATLASSIAN_SIGN_IN_SITES = ["elsewhere.atlassian.net"]
    answer = sign_in(stranger, sandbox)
    assert why(answer) == "no-site"
    assert not who(stranger)
    assert not User.objects.exists()
    assert not Connection.objects.exists()
    page = stranger.get(answer["Location"])
    assert "opens no site that Lodge lets in" in page.text


def test_a_site_can_be_named_by_its_host(sandbox: Sandbox, stranger: Client, settings: Any) -> None:
    settings.ATLASSIAN_SIGN_IN_SITES = [urlsplit(sandbox.site("demo-team")["url"]).netloc]
    sign_in(stranger, sandbox)
    assert who(stranger)


def test_a_deactivated_person_is_refused(sandbox: Sandbox, stranger: Client) -> None:
    sign_in(stranger, sandbox)
    stranger.logout()
    user = User.objects.get()
    user.is_active = False
    user.save()
    assert why(sign_in(stranger, sandbox)) == "deactivated"
    assert not who(stranger)


def test_whoever_has_another_link_is_signed_in_and_keeps_it(
    sandbox: Sandbox, stranger: Client
) -> None:
    sign_in(stranger, sandbox)
    user = User.objects.get()
    Connection.objects.update(state=ConnectionState.DISCONNECTED)
    Traveller(stranger, sandbox, user).travel("bob")
    stranger.logout()
    sign_in(stranger, sandbox)
    assert who(stranger) == str(user.pk)
    kept = Connection.objects.get(user=user, state=ConnectionState.ACTIVE)
    assert kept.account_id == sandbox.account("bob")["account_id"]


def test_cancelling_is_told(sandbox: Sandbox, stranger: Client) -> None:
    answer = sign_in(stranger, sandbox, accept=False)
    assert why(answer) == "declined"
    assert not who(stranger)


def test_an_answer_works_in_one_browser_and_once(sandbox: Sandbox, stranger: Client) -> None:
    location = sandbox.consent("alice", url=begun(stranger))
    other = Client(headers={"host": "lodge.test"})
    assert "/account/sign-in/" in back(other, location)["Location"]
    assert not who(other)
    back(stranger, location)
    assert who(stranger)
    stranger.logout()
    assert "/account/sign-in/" in back(stranger, location)["Location"]


def test_linking_goes_on_as_before(sandbox: Sandbox, stranger: Client, alice: User) -> None:
    stranger.login(username="alice", password=PASSWORD)
    Traveller(stranger, sandbox, alice).travel("alice")
    assert Connection.objects.get().user == alice
    assert stranger.post(BEGIN)["Location"] == "/link/"
    assert not ExternalIdentity.objects.exists()


@pytest.mark.parametrize("where", ["/oauth/token", "/me", "/oauth/token/accessible-resources"])
def test_while_atlassian_is_down_nobody_gets_in_and_the_page_says_so(
    sandbox: Sandbox, stranger: Client, where: str
) -> None:
    sandbox.fault("html", status=503, path=f"^{where}$", times=9)
    answer = sign_in(stranger, sandbox)
    assert why(answer) == "down"
    assert not User.objects.exists()


def test_off_unless_a_site_is_named(sandbox: Sandbox, stranger: Client, settings: Any) -> None:
    assert "Sign in with Atlassian" in stranger.get("/account/sign-in/").text
    address = begun(stranger)
    settings.ATLASSIAN_SIGN_IN_SITES = []
    assert "Sign in with Atlassian" not in stranger.get("/account/sign-in/").text
    assert stranger.post(BEGIN).status_code == 404
    location = sandbox.consent("alice", url=address)
    assert "/account/sign-in/" in back(stranger, location)["Location"]
    assert not User.objects.exists()


def test_a_closed_account_signs_nobody_in_and_is_not_stored(
    sandbox: Sandbox, stranger: Client, alice: User
) -> None:
    account_id = sandbox.account("alice")["account_id"]
    ExternalIdentity.objects.create(issuer="atlassian", subject=account_id, user=alice)
    ExternalIdentity.objects.create(issuer="https://id.test", subject=account_id, user=alice)
    stored_accounts.note()
    assert [each.account_id for each in StoredAccount.objects.all()] == [account_id]
    assert changed_accounts.erase({account_id}) >= 1
    assert [each.issuer for each in ExternalIdentity.objects.all()] == ["https://id.test"]
    stored_accounts.note()
    assert not StoredAccount.objects.exists()
    assert User.objects.filter(pk=alice.pk).exists()

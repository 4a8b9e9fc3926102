"""A person links their own account at a Data Center: consent, PKCE, and a rotation without a reuse interval."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations import connections, credentials, jira, limits, oauth
from integrations.connections import lease, load_connection
from integrations.errors import Misconfigured, NotConnected, ReconnectRequired, Unavailable
from integrations.models import Connection, ConnectionState, PendingLink, RefreshAttempt, Token
from integrations.vault import Secret
from tests.support.data_center import DataCenter
from tests.support.data_center_links import application_link
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

TOKEN_PATH = "/rest/oauth2/latest/token"
SignIn = Callable[[User], Client]


@pytest.fixture(params=["10", "11"])
def own(request: pytest.FixtureRequest, sandbox: Sandbox) -> DataCenter:
    """Each release in turn."""
    return DataCenter(sandbox, request.param)


class Person:
    """A signed-in user on their way to an instance and back."""

    def __init__(self, own: DataCenter, application: Connection, user: User, browser: Client):
        self.own, self.application, self.user, self.browser = own, application, user, browser

    def begin(self) -> Any:
        data = {"application": self.application.pk, "next": "/reports/"}
        return self.browser.post(reverse("link:begin", args=["data-center"]), data)

    def link(self, account: str = "bob", *, allow: bool = True) -> Any:
        """Consent as *account*; the answer to the callback."""
        there = self.begin()
        assert there.status_code == 302, there.content
        back = self.own.consent(account, there["Location"], allow=allow)
        parts = urlsplit(back)
        return self.browser.get(f"{parts.path}?{parts.query}")

    @property
    def connection(self) -> Connection:
        return Connection.objects.get(kind="data_center_oauth")

    @property
    def at(self) -> tuple[str, str]:
        return self.connection.account_id, self.connection.sites.get().cloud_id


@pytest.fixture
def bob_there(own: DataCenter, alice: User, bob: User, sign_in: SignIn) -> Person:
    """Bob, before he links; Alice entered the application link."""
    return Person(own, application_link(own, alice), bob, sign_in(bob))


def overdue(person: Person) -> None:
    """Let the access token be past its life."""
    now = timezone.now()
    Token.objects.filter(connection=person.connection).update(
        saved_at=now - timedelta(hours=2), expires_at=now
    )
    Connection.objects.update(cool_down_until=None)
    limits.forget()
    cache.clear()


def test_a_person_links_and_files_under_their_own_name(bob_there: Person) -> None:
    answer = bob_there.link()
    assert answer["Location"] == "/reports/"
    found = bob_there.connection
    key = bob_there.own.member("bob")["key"]
    assert found.account_id.endswith(f":{key}")
    assert (found.user, found.login, found.state) == (bob_there.user, "bob", "active")
    assert found.default_site == found.sites.get()
    account = jira.account_of(bob_there.user.pk)
    assert jira.myself(account.account_id, str(account.default_cloud_id)).name == "Bob"
    page = bob_there.browser.get(reverse("link:index"))
    assert "Bob" in page.content.decode()


def test_consent_is_asked_with_pkce_and_for_write(bob_there: Person) -> None:
    there = bob_there.begin()["Location"]
    asked = {name: value[0] for name, value in parse_qs(urlsplit(there).query).items()}
    assert there.startswith(f"{bob_there.own.url}/rest/oauth2/latest/authorize?")
    assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "WRITE")
    assert asked["redirect_uri"] == connections.redirect_uri()
    assert "client_secret" not in asked


def test_the_page_offers_each_instance(bob_there: Person) -> None:
    page = bob_there.browser.get(reverse("link:index")).content.decode()
    assert f"Link your account at {bob_there.application}" in page


def test_no_secret_is_outside_of_the_sealed_columns(bob_there: Person) -> None:
    bob_there.link()
    client = connections.client_at(bob_there.application)
    row = load_connection.read(bob_there.connection.pk)
    secrets = [
        client.client_secret.reveal(),
        load_connection.access_token(row.token).reveal(),
        load_connection.refresh_token(row.token).reveal(),
    ]
    stored = [
        str(value)
        for model in (Connection, Token, PendingLink, RefreshAttempt)
        for each in model.objects.all()
        for value in vars(each).values()
    ]
    stored += [str(dict(bob_there.browser.session)), repr(client)]
    assert not [text for text in stored if any(secret in text for secret in secrets)]


def test_linking_anew_mends_a_dead_link_in_place(bob_there: Person) -> None:
    bob_there.link()
    first = bob_there.connection
    bob_there.own.revoke("bob")
    with pytest.raises(ReconnectRequired):
        connections.refresh(first.pk, asked_by="admin")
    assert bob_there.connection.state == ConnectionState.RECONNECT
    bob_there.link()
    again = bob_there.connection
    assert (again.pk, again.state, again.state_reason) == (first.pk, ConnectionState.ACTIVE, "")
    assert again.generation > first.generation
    assert jira.myself(*bob_there.at).name == "Bob"


def test_who_declines_is_told_so_and_nothing_is_kept(bob_there: Person) -> None:
    answer = bob_there.link(allow=False)
    assert answer["Location"].startswith(reverse("link:failed", args=["declined"]))
    assert not Connection.objects.filter(kind="data_center_oauth").exists()


def test_an_unknown_application_link_is_said(bob_there: Person) -> None:
    connections.disconnect(bob_there.application.pk)
    assert bob_there.begin().status_code == 404


def test_an_account_belongs_to_one_person(bob_there: Person, carol: User, sign_in: SignIn) -> None:
    bob_there.link()
    other = Person(bob_there.own, bob_there.application, carol, sign_in(carol))
    answer = other.link("bob")
    assert "already-linked" in answer["Location"]
    assert bob_there.connection.user == bob_there.user


def test_another_account_must_wait_until_the_first_is_disconnected(bob_there: Person) -> None:
    bob_there.link()
    assert "other-data-center" in bob_there.link("carol")["Location"]
    connections.disconnect(bob_there.connection.pk)
    bob_there.link("carol")
    linked = Connection.objects.get(kind="data_center_oauth", user=bob_there.user)
    assert (linked.login, linked.state) == ("carol", "active")


def test_a_refresh_replaces_both_tokens_and_the_link_goes_on(bob_there: Person) -> None:
    bob_there.link()
    before = load_connection.access_token(load_connection.read(bob_there.connection.pk).token)
    overdue(bob_there)
    assert jira.myself(*bob_there.at).name == "Bob"
    after = load_connection.access_token(load_connection.read(bob_there.connection.pk).token)
    assert before.reveal() != after.reveal()
    (asked,) = [
        each for each in bob_there.own.sandbox.calls("POST", TOKEN_PATH) if each["status"] == 200
    ][1:]
    assert asked["status"] == 200


def test_a_token_refused_by_the_instance_is_renewed_once(bob_there: Person) -> None:
    bob_there.link()
    bob_there.own.expire("bob")
    assert jira.myself(*bob_there.at).name == "Bob"
    assert len(bob_there.own.sandbox.calls("POST", TOKEN_PATH)) == 2


def test_a_renewal_that_never_arrived_is_sent_again(bob_there: Person) -> None:
    bob_there.link()
    overdue(bob_there)
    bob_there.own.sandbox.fault("drop_before", path=TOKEN_PATH)
    with pytest.raises(Unavailable):
        jira.myself(*bob_there.at)
    assert bob_there.connection.state == ConnectionState.ACTIVE
    assert bob_there.connection.exchange_started_at is not None
    overdue(bob_there)
    assert jira.myself(*bob_there.at).name == "Bob"
    assert bob_there.connection.exchange_started_at is None


def test_a_renewal_whose_answer_was_lost_ends_the_link_and_says_why(bob_there: Person) -> None:
    bob_there.link()
    overdue(bob_there)
    bob_there.own.sandbox.fault("drop_after_commit", path=TOKEN_PATH)
    with pytest.raises(Unavailable):
        jira.myself(*bob_there.at)
    overdue(bob_there)
    with pytest.raises(ReconnectRequired):
        jira.myself(*bob_there.at)
    found = bob_there.connection
    assert found.state == ConnectionState.RECONNECT
    assert "lost on the way" in found.state_reason
    page = bob_there.browser.get(reverse("link:index")).content.decode()
    assert f"Link again at {bob_there.application}" in page
    bob_there.link()
    assert jira.myself(*bob_there.at).name == "Bob"


@pytest.mark.parametrize("ended", [True, False])
def test_an_answer_that_comes_after_the_refusal_of_a_resend_brings_the_link_back(
    bob_there: Person, ended: bool
) -> None:
    bob_there.link()
    row = load_connection.read(bob_there.connection.pk)
    before = row.token.generation
    claim = lease.take(row)
    assert claim is not None
    answer = credentials.of(row.kind).renew(
        row.login,
        load_connection.refresh_token(row.token),
        connections.client_at(bob_there.application),
    )
    Connection.objects.filter(pk=row.pk).update(lease_until=timezone.now())  # it slept for so long
    if ended:
        with pytest.raises(ReconnectRequired):
            connections.refresh(row.pk, asked_by="schedule")
        assert bob_there.connection.state == ConnectionState.RECONNECT
        Connection.objects.filter(pk=row.pk).update(told_at=timezone.now())
    else:
        assert lease.take(load_connection.read(row.pk)) is not None  # the resend is under way
    assert not lease.save(claim, answer)
    assert lease.save_late(claim, answer)
    after = bob_there.connection
    assert (after.state, after.state_reason) == (ConnectionState.ACTIVE, "")
    assert after.told_at is None  # its next end is told again
    assert after.token.generation > before
    assert jira.myself(*bob_there.at).name == "Bob"
    connections.refresh(row.pk, asked_by="admin")


def test_a_late_answer_replaces_no_newer_pair(bob_there: Person) -> None:
    bob_there.link()
    row = load_connection.read(bob_there.connection.pk)
    claim = lease.take(row)
    assert claim is not None
    answer = oauth.TokenAnswer(Secret("late"), Secret("later"), 7200, ("WRITE",))
    bob_there.link()
    assert not lease.save_late(claim, answer)
    assert jira.myself(*bob_there.at).name == "Bob"
    connections.disconnect(row.pk)
    assert not lease.save_late(claim, answer)
    assert bob_there.connection.state == ConnectionState.DISCONNECTED


def test_a_wrong_client_secret_blames_no_person_and_pauses_no_other_server(
    own: DataCenter, bob_there: Person, alice: User
) -> None:
    bob_there.link()
    Connection.objects.filter(pk=bob_there.application.pk).update(login="no-such-client")
    overdue(bob_there)
    with pytest.raises(Misconfigured):
        jira.myself(*bob_there.at)
    assert bob_there.connection.state == ConnectionState.ACTIVE
    limits.forget_pauses()
    limits.check("oauth", "oauth:schedule")  # raises where Atlassian's server were paused


def test_a_revoked_grant_ends_the_link(bob_there: Person) -> None:
    bob_there.link()
    bob_there.own.revoke("bob")
    with pytest.raises(ReconnectRequired):
        jira.myself(*bob_there.at)
    assert bob_there.connection.state == ConnectionState.RECONNECT


def test_no_call_is_made_as_the_application_itself(bob_there: Person) -> None:
    application = bob_there.application
    with pytest.raises((Misconfigured, NotConnected)):
        jira.myself(application.account_id, application.sites.get().cloud_id)
    assert not application.is_shared
    with pytest.raises(NotConnected):
        jira.account_of(bob_there.user.pk)


def test_many_callers_at_once_cost_one_renewal(bob_there: Person) -> None:
    """At a server without a reuse interval a second renewal would end the link."""
    bob_there.link()
    overdue(bob_there)
    at = bob_there.at
    before = len(bob_there.own.sandbox.calls("POST", TOKEN_PATH))

    def ask(_number: int) -> str:
        try:
            return jira.myself(*at).name
        finally:
            database.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"Bob"}
    assert len(bob_there.own.sandbox.calls("POST", TOKEN_PATH)) == before + 1
    assert bob_there.connection.state == ConnectionState.ACTIVE

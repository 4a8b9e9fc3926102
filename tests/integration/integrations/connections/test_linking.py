"""Making a link, making it anew, ending it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from integrations import connections, oauth
from integrations.connections import (
    AlreadyLinked,
    DifferentAccount,
    NoRefreshToken,
    load_connection,
)
from integrations.errors import NotConnected, ReconnectRequired
from integrations.models import Connection, ConnectionState, Token
from integrations.oauth import Me, TokenAnswer
from integrations.signals import link_ended, link_mended, link_needs_owner
from integrations.vault import Secret
from tests.integration.integrations.connections.concurrent_threads import at_once, change, outcomes
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]
ANSWER = TokenAnswer(Secret("a1"), Secret("r1"), 3600, ("read:jira-work", "offline_access"))
ALICE = Me("712020:alice", "Alice", "Europe/Berlin")


@pytest.fixture
def events() -> Any:
    """The signals that were sent, by name."""
    seen: list[str] = []
    signals = {"mended": link_mended, "ended": link_ended, "needs owner": link_needs_owner}

    def listener(name: str) -> Callable[..., None]:
        return lambda **event: seen.append(name)

    for name, signal in signals.items():
        signal.connect(listener(name), weak=False, dispatch_uid=f"test {name}")
    yield seen
    for name, signal in signals.items():
        signal.disconnect(dispatch_uid=f"test {name}")


def test_a_link_keeps_account_scopes_sites_and_no_site_as_the_usual_one(
    link: Link, alice: User, sandbox: Sandbox, events: list[str]
) -> None:
    made = link(alice)
    assert made.account_id == sandbox.account("alice")["account_id"]
    assert made.state == ConnectionState.ACTIVE
    assert set(made.scopes.split()) >= {"read:jira-work", "offline_access"}
    assert {site.cloud_id for site in made.sites.all()} == {
        sandbox.site(slug)["cloud_id"] for slug in ("demo-team", "web-shop", "archive-2019")
    }
    assert made.default_site is None
    assert made.last_used_at
    assert events == ["mended"]


def test_a_sole_site_is_the_usual_one(link: Link, bob: User, sandbox: Sandbox) -> None:
    made = link(bob, "bob")
    assert made.default_site
    assert made.default_site.cloud_id == sandbox.site("demo-team")["cloud_id"]


def test_an_account_without_a_usable_site_is_linked_all_the_same(link: Link, alice: User) -> None:
    made = link(alice, "dave")
    assert made.state == ConnectionState.ACTIVE
    assert not made.sites.exists()


def test_fewer_scopes_than_asked_are_what_is_stored(
    link: Link, alice: User, sandbox: Sandbox
) -> None:
    sandbox.config(granted_scopes=["read:jira-work", "read:me", "offline_access"])
    assert set(link(alice).scopes.split()) == {"read:jira-work", "read:me", "offline_access"}


def test_an_answer_that_names_no_scopes_granted_what_was_asked(alice: User, settings: Any) -> None:
    made = connections.link(alice, replace(ANSWER, scopes=()), ALICE, ())
    assert made.scopes.split() == settings.ATLASSIAN_SCOPES


def test_a_link_that_would_last_an_hour_is_refused(alice: User) -> None:
    with pytest.raises(NoRefreshToken, match="offline_access"):
        connections.link(alice, replace(ANSWER, refresh=None), ALICE, ())
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    "said", [{}, {"expires_in": 0}, {"expires_in": -1}, {"expires_in": "soon"}]
)
def test_a_nonsensical_lifetime_is_taken_for_an_hour(alice: User, said: dict[str, Any]) -> None:
    answer = TokenAnswer.from_json({"access_token": "a1", "refresh_token": "r1", **said})
    made = connections.link(alice, answer, ALICE, ())
    assert Token.objects.get().expires_at == answer.asked_at + timedelta(hours=1)
    assert connections.access(made.pk).token == Secret("a1")


def test_only_allowed_sites_are_kept(
    link: Link, alice: User, sandbox: Sandbox, settings: Any
) -> None:
    web_shop = sandbox.site("web-shop")
    settings.ATLASSIAN_ALLOWED_SITES = [web_shop["url"], "elsewhere.atlassian.net"]
    assert [site.cloud_id for site in link(alice).sites.all()] == [web_shop["cloud_id"]]


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ([], {"one", "two"}),
        (["one.atlassian.net"], {"one"}),
        (["ONE.atlassian.net", "https://two.example/"], {"one", "two"}),
        (["https://one.atlassian.net/jira/software/projects/ED"], {"one"}),
        (["http://one.atlassian.net/", "two.example/"], {"one", "two"}),
        (["https://one.atlassian.network", "one.atlassian.ne"], set()),
        (["two"], {"two"}),
        (["atlassian.net"], set()),
    ],
)
def test_sites_are_allowed_by_host_address_or_id(
    alice: User, settings: Any, names: list[str], kept: set[str]
) -> None:
    settings.ATLASSIAN_ALLOWED_SITES = names
    resources = (
        oauth.Resource("one", "https://one.atlassian.net", "One"),
        oauth.Resource("two", "https://two.example", "Two"),
    )
    made = connections.link(alice, ANSWER, ALICE, resources)
    assert {site.cloud_id for site in made.sites.all()} == kept


# Linking anew


def test_linking_anew_mends_a_dead_link_and_moves_the_generation_on(
    link: Link, alice: User, sandbox: Sandbox, events: list[str]
) -> None:
    first = link(alice)
    usual = first.sites.get(cloud_id=sandbox.site("web-shop")["cloud_id"])
    connections.choose_site(first.pk, usual.cloud_id)
    sandbox.control("POST", f"/accounts/{first.account_id}/revoke")
    with pytest.raises(ReconnectRequired):
        connections.refresh(first.pk, asked_by="web")
    dead = Connection.objects.get()
    again = link(alice)
    assert (again.pk, again.state, again.state_reason) == (first.pk, ConnectionState.ACTIVE, "")
    assert again.generation > dead.generation > first.generation
    assert again.default_site == usual
    assert (
        again.failures,
        again.exchange_started_at,
        again.lease_until,
        again.cool_down_until,
    ) == (
        0,
        None,
        None,
        None,
    )
    assert events == ["mended", "needs owner", "mended"]
    assert sandbox.get("/me", connections.access(again.pk).token.reveal()).status_code == 200


def test_a_site_left_out_when_linking_anew_is_marked_as_gone(
    link: Link, alice: User, sandbox: Sandbox
) -> None:
    sandbox.config(grant_type_mode="resource")
    link(alice, sites=["demo-team"])
    made = link(alice, sites=["web-shop"])
    live = made.sites.filter(gone_at=None)
    assert [site.cloud_id for site in live] == [sandbox.site("web-shop")["cloud_id"]]
    assert made.sites.count() == 2


def test_another_account_does_not_replace_a_live_link(link: Link, alice: User) -> None:
    first = link(alice)
    with pytest.raises(DifferentAccount):
        link(alice, "bob")
    assert Connection.objects.get() == first
    assert connections.access(first.pk)


def test_after_disconnecting_another_account_may_be_linked(link: Link, alice: User) -> None:
    first = link(alice)
    connections.disconnect(first.pk)
    second = link(alice, "bob")
    assert second.pk != first.pk
    assert alice.connections.get() == second
    assert Connection.objects.get(pk=first.pk).user is None


# Somebody else's account


def test_an_account_that_is_linked_already_stays_its_owners(
    link: Link, alice: User, bob: User, sandbox: Sandbox
) -> None:
    first = link(alice)
    with pytest.raises(AlreadyLinked):
        link(bob, "alice")
    assert Connection.objects.get().user == alice
    assert outcomes(first) == ["saved"], (
        "consenting again changed the grant: the owner's link was tried"
    )
    assert sandbox.get("/me", connections.access(first.pk).token.reveal()).status_code == 200


def test_a_foreign_consent_during_an_outage_leaves_the_owners_link_to_the_schedule(
    alice: User, bob: User, settings: Any
) -> None:
    first = connections.link(alice, ANSWER, ALICE, ())
    settings.ATLASSIAN_AUTH_URL = "http://127.0.0.1:9"
    change(first, cool_down_until=timedelta(hours=1))
    with pytest.raises(AlreadyLinked):
        connections.link(bob, ANSWER, ALICE, ())
    assert connections.due(5) == [first.pk]


def test_an_account_that_was_disconnected_may_be_linked_by_somebody_else(
    link: Link, alice: User, bob: User
) -> None:
    first = link(alice)
    connections.choose_site(first.pk, first.sites.all()[1].cloud_id)
    connections.disconnect(first.pk)
    taken = link(bob, "alice")
    assert (taken.pk, taken.user, taken.default_site) == (first.pk, bob, None)
    assert taken.generation > first.generation + 1
    assert not alice.connections.exists()


def test_of_two_who_link_one_account_at_once_one_gets_it(
    alice: User, bob: User, settings: Any
) -> None:
    settings.ATLASSIAN_AUTH_URL = "http://127.0.0.1:9"
    people = iter([alice, bob, alice, bob])
    got = at_once(4, lambda: connections.link(next(people), ANSWER, ALICE, ()))
    made = Connection.objects.get()
    winners = [each for each in got if isinstance(each, Connection)]
    assert winners
    assert {each.user for each in winners} == {made.user}
    assert {type(each) for each in got if each not in winners} == {AlreadyLinked}
    assert Token.objects.get().generation <= made.generation


# Ending


def test_a_link_that_its_owner_ended_keeps_no_token_and_no_site(
    link: Link, alice: User, events: list[str]
) -> None:
    made = link(alice)
    connections.disconnect(made.pk)
    connections.disconnect(made.pk)
    ended = Connection.objects.get()
    assert (ended.state, ended.generation) == (ConnectionState.DISCONNECTED, made.generation + 1)
    assert not Token.objects.exists()
    assert not ended.sites.exists()
    assert events == ["mended", "ended"]
    with pytest.raises(NotConnected):
        connections.access(made.pk)
    assert connections.due(5) == []


def test_a_link_that_answered_as_somebody_else_is_stopped_until_linked_anew(
    link: Link, alice: User, events: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    made = link(alice)
    connections.block(made.pk, "answered as another account")
    assert "answered as another account" in caplog.text
    with pytest.raises(ReconnectRequired):
        connections.access(made.pk)
    with pytest.raises(ReconnectRequired):
        connections.refresh(made.pk, asked_by="admin")
    assert link(alice).state == ConnectionState.ACTIVE
    assert events == ["mended", "needs owner", "mended"]


def test_a_listener_that_fails_does_not_undo_a_link(alice: User) -> None:
    def fails(**event: Any) -> None:
        raise RuntimeError("a listener's own trouble")

    link_mended.connect(fails, weak=False, dispatch_uid="fails")
    try:
        made = connections.link(alice, ANSWER, ALICE, ())
    finally:
        link_mended.disconnect(dispatch_uid="fails")
    assert load_connection.read(made.pk)

"""Linking again keeps the work: what was typed waits, and the way leads back to it under the same name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import connections, tasks, vault
from integrations.connections import load_connection
from integrations.connections.other_account import LIFETIME
from integrations.errors import ReconnectRequired
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt, Token
from issues.models import State, Submission
from tests.integration.integrations.linking.browserless_user import Traveller, words
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, report, sweep, told

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
ASKS = "/link/account/"


@pytest.fixture
def desk(alices_way: Traveller) -> Desk:
    """Alice, linked to one site, on her way through the pages."""
    alices_way.travel(sites=["demo-team"])
    return Desk(alices_way.client, alices_way.sandbox)


def revoke(way: Traveller, account: str = "alice") -> None:
    """The owner takes Lodge off the list of connected apps."""
    way.sandbox.control("POST", f"/accounts/{way.sandbox.account(account)['account_id']}/revoke")


def alices() -> Connection:
    """Alice's link."""
    return Connection.objects.get(user__username="alice")


def way_back(page: Any) -> str:
    """Where the button that leads to Atlassian leads back to."""
    [form] = [form for form in page.forms if form.action == "/link/begin/atlassian/"]
    return str(form.values()["next"][0])


# The form


@pytest.mark.parametrize("warm", [True, False], ids=["warm form", "cold form"])
def test_what_was_typed_comes_back_after_linking_again_and_one_click_files_it(
    desk: Desk, alices_way: Traveller, warm: bool
) -> None:
    page, form = desk.open_form()
    revoke(alices_way)
    if not warm:
        cache.clear()
    page = desk.send(page, form, summary="It broke", description="A long story\nwith lines")
    assert report().state == State.DRAFT
    assert "Your link to Jira has ended." in page.text
    assert "Your report is safe in Lodge, and nothing was filed." in page.text
    back = alices_way.travel(sites=["demo-team"], next=way_back(page))
    page = desk.get(back["Location"])
    form = page.form_with("summary", "submission")
    assert form.values()["summary"] == ["It broke"]
    assert form.values()["description"][0].splitlines() == ["A long story", "with lines"]
    assert form.values()["submission"] == [str(report().pk)]
    desk.send(page, form)
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1 + warm)


def test_a_form_that_can_not_be_opened_leads_to_the_link_and_back_to_itself(
    desk: Desk, alices_way: Traveller
) -> None:
    url = desk.form_url()
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = desk.get(url)
    assert page.status == 403
    page = desk.get(page.link_to("Link again"))
    back = alices_way.travel(sites=["demo-team"], next=way_back(page))
    assert back["Location"] == url


def test_a_draft_of_who_has_no_link_says_so_and_leads_back(desk: Desk) -> None:
    page, form = desk.open_form()
    connections.disconnect(alices().pk)
    page = desk.send(page, form, summary="It broke")
    assert "First, link your Atlassian account." in page.text
    assert way_back(page).endswith(f"?report={report().pk}")
    assert page.html.count("btn main") == 1


def test_a_draft_whose_link_works_offers_no_link(desk: Desk, alices_way: Traveller) -> None:
    page, form = desk.open_form()
    revoke(alices_way)
    desk.send(page, form, summary="It broke")
    alices_way.travel(sites=["demo-team"])
    page = desk.get(f"/reports/{report().pk}/")
    assert "This is a draft. Nothing was filed yet." in page.text
    assert not [form for form in page.forms if form.action == "/link/begin/atlassian/"]


def test_a_draft_of_a_dead_link_is_nobodys_but_its_writers(
    desk: Desk, alices_way: Traveller, carol: User, sign_in: SignIn
) -> None:
    page, form = desk.open_form()
    revoke(alices_way)
    page = desk.send(page, form, summary="It broke")
    assert sign_in(carol).get(f"/reports/{report().pk}/").status_code == 404
    assert sign_in(carol).get(way_back(page)).status_code in (403, 404)
    desk.client.logout()
    assert desk.client.get(way_back(page))["Location"].startswith("/account/sign-in/")


def test_an_atlassian_that_is_down_on_the_way_back_loses_nothing(
    desk: Desk, alices_way: Traveller
) -> None:
    page, form = desk.open_form()
    revoke(alices_way)
    page = desk.send(page, form, summary="It broke")
    alices_way.sandbox.fault("html", status=503, path="/oauth/token$", times=1)
    wanted = way_back(page)
    assert alices_way.travel(next=wanted).status_code == 503
    assert report().state == State.DRAFT
    assert alices_way.travel(sites=["demo-team"], next=wanted)["Location"] == wanted


# Another account


def test_another_account_is_asked_about_and_nothing_is_changed_until_then(
    desk: Desk, alices_way: Traveller
) -> None:
    before = alices()
    response = alices_way.travel("bob", next="/reports/")
    assert response["Location"] == f"{ASKS}?next=%2Freports%2F"
    page = alices_way.client.get(response["Location"])
    assert "You came back as another account." in words(page)
    assert "Demo team" in words(page)
    assert alices() == before
    assert connections.access(before.pk)
    waiting = Connection.objects.get(state=ConnectionState.WAITING)
    assert (waiting.user, waiting.waits_for) == (None, alices_way.user)
    assert "Lodge waits for your answer." in words(alices_way.client.get("/link/"))


def test_the_pair_that_waits_is_in_no_session_and_lies_sealed(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel("bob")
    session = dict(alices_way.client.session)
    assert not [key for key in session if "partial" in key or "token" in key.casefold()]
    sealed = Token.objects.get(connection__state=ConnectionState.WAITING)
    for column in Token.SEALED:
        value = getattr(sealed, column)
        token = vault.unseal(value, load_connection.context(sealed.connection_id, column)).reveal()
        assert token[:20] not in value


def test_the_new_account_takes_the_place_of_the_old_one_and_goes_on_where_it_was_going(
    desk: Desk, alices_way: Traveller
) -> None:
    old = alices()
    alices_way.travel("bob", next="/reports/")
    response = answer(alices_way, "new", next="/reports/")
    assert response["Location"] == "/reports/"
    new = alices()
    assert new.account_id == alices_way.sandbox.account("bob")["account_id"]
    assert (new.state, new.waits_for) == (ConnectionState.ACTIVE, None)
    old.refresh_from_db()
    assert (old.state, old.user) == (ConnectionState.DISCONNECTED, None)
    assert [token.connection for token in Token.objects.all()] == [new]
    assert (
        alices_way.sandbox.get("/me", connections.access(new.pk).token.reveal()).status_code == 200
    )
    connections.refresh(new.pk, asked_by="web")
    assert alices_way.client.get(ASKS)["Location"] == "/link/"


def test_the_old_account_stays_and_the_other_pair_is_thrown_away(
    desk: Desk, alices_way: Traveller
) -> None:
    old = alices()
    alices_way.travel("bob", next="/reports/")
    assert answer(alices_way, "old", next="/reports/")["Location"] == "/reports/"
    assert alices() == old
    assert [token.connection for token in Token.objects.all()] == [old]
    assert Connection.objects.count() == 1, "an account that nobody wanted leaves no trace"


def test_a_dead_old_account_is_gone_back_to_by_linking_it(
    desk: Desk, alices_way: Traveller
) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT)
    alices_way.travel("bob", next="/reports/")
    response = answer(alices_way, "old", next="/reports/")
    assert response["Location"] == "/link/?next=%2Freports%2F"
    page = words(alices_way.client.get(response["Location"]))
    assert "Use the same account:" in page
    assert "Now link the right one." in page
    assert not Token.objects.filter(connection__state=ConnectionState.WAITING).exists()


def test_coming_back_as_the_old_account_answers_the_question(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel("bob")
    alices_way.travel(sites=["demo-team"])
    assert not Connection.objects.filter(state=ConnectionState.WAITING).exists()
    assert Token.objects.count() == 1


def test_an_account_that_comes_back_twice_or_a_third_one_leaves_one_question(
    desk: Desk, alices_way: Traveller
) -> None:
    for account in ("bob", "bob", "carol"):
        alices_way.travel(account)
    waiting = Connection.objects.get(state=ConnectionState.WAITING)
    assert waiting.account_id == alices_way.sandbox.account("carol")["account_id"]
    assert Token.objects.count() == 2


def test_an_answer_about_an_account_that_another_tab_replaced_asks_again(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel("bob")
    seen = Connection.objects.get(state=ConnectionState.WAITING)
    alices_way.travel("carol")
    response = alices_way.client.post(ASKS, {"answer": "new", "account": seen.pk})
    assert "You came back as another account." in words(response)
    assert alices().account_id == alices_way.sandbox.account("alice")["account_id"]


def test_a_question_ends_after_an_hour_and_its_pair_with_it(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel("bob")
    tasks.tend_links()
    assert Connection.objects.filter(state=ConnectionState.WAITING).exists()
    waiting = Connection.objects.get(state=ConnectionState.WAITING)
    Connection.objects.filter(pk=waiting.pk).update(state_since=timezone.now() - LIFETIME)
    response = alices_way.client.post(ASKS, {"answer": "new", "account": waiting.pk}, follow=True)
    assert "Lodge waited an hour for your answer." in words(response)
    assert alices().account_id == alices_way.sandbox.account("alice")["account_id"]
    tasks.tend_links()
    assert Token.objects.count() == 1


def test_nothing_refreshes_or_calls_with_an_account_that_waits(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel("bob")
    waiting = Connection.objects.get(state=ConnectionState.WAITING)
    assert waiting.pk not in connections.due(10)
    with pytest.raises(ReconnectRequired):
        connections.access(waiting.pk)


def test_an_account_that_waits_for_one_may_be_linked_by_another(
    desk: Desk, alices_way: Traveller, bob: User, traveller: Callable[[User], Traveller]
) -> None:
    alices_way.travel("bob")
    waiting = Connection.objects.get(state=ConnectionState.WAITING)
    traveller(bob).travel("bob")
    assert Connection.objects.get(user=bob).state == ConnectionState.ACTIVE
    response = alices_way.client.post(ASKS, {"answer": "new", "account": waiting.pk}, follow=True)
    assert "Your link to Jira works." in words(response)
    assert alices().account_id == alices_way.sandbox.account("alice")["account_id"]


def test_an_account_of_somebody_else_is_not_asked_about(
    desk: Desk, alices_way: Traveller, bob: User, link: Link
) -> None:
    link(bob, "bob")
    response = alices_way.travel("bob")
    assert response.status_code == 409
    assert "Somebody else in Lodge is linked to this Atlassian account." in words(response)
    assert not Connection.objects.filter(state=ConnectionState.WAITING).exists()


def test_a_question_is_shown_to_nobody_else(
    desk: Desk, alices_way: Traveller, carol: User, sign_in: SignIn, stranger: Client
) -> None:
    alices_way.travel("bob")
    waiting = Connection.objects.get(state=ConnectionState.WAITING)
    client = sign_in(carol)
    assert client.get(ASKS)["Location"] == "/link/"
    client.post(ASKS, {"answer": "new", "account": waiting.pk})
    assert stranger.get(ASKS)["Location"] == f"/account/sign-in/?next={ASKS}"
    waiting.refresh_from_db()
    assert waiting.state == ConnectionState.WAITING
    assert not Connection.objects.filter(user=carol).exists()


def test_a_person_who_is_deleted_takes_tokens_and_question_along(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel("bob")
    alices_way.user.delete()
    assert (Connection.objects.count(), Token.objects.count(), RefreshAttempt.objects.count()) == (
        0,
        0,
        0,
    )


def test_what_waits_for_the_old_account_stays_and_says_why(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.sandbox.fault("rate_limit", retry_after=1, method="POST", path=CREATE, times=1)
    desk.file()
    revoke(alices_way)
    Pause.objects.all().delete()
    come_due()
    sweep()
    assert report().blocked_reason == "link"
    alices_way.travel("bob")
    answer(alices_way, "new")
    assert (report().state, report().blocked_reason) == (State.BLOCKED, "account")
    come_due()
    sweep()
    assert desk.filed() == []
    page = desk.get(f"/reports/{report().pk}/")
    assert "Your report waits for the Atlassian account that it was written as." in page.text
    assert told(report())[-1] == "blocked_account"
    alices_way.travel("alice", sites=["demo-team"])
    answer(alices_way, "new")
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert desk.filed()[0]["creator"] == alices_way.sandbox.account("alice")["account_id"]


def answer(way: Traveller, word: str, **data: str) -> Any:
    """Press a button of the page that asks which account."""
    waiting = Connection.objects.get(waits_for=way.user)
    return way.client.post(ASKS, {"answer": word, "account": waiting.pk, **data})


# Another site


def test_a_site_that_was_left_out_is_told_before_going_on(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.sandbox.config(grant_type_mode="resource")
    connections.disconnect(alices().pk)
    alices_way.travel(sites=["demo-team"])
    response = alices_way.travel(sites=["web-shop"], next="/reports/")
    assert response["Location"] == "/link/sites/?next=%2Freports%2F"
    page = words(alices_way.client.get(response["Location"]))
    assert "You are linked, with fewer sites than before." in page
    assert "<strong><bdi>Demo team</bdi></strong>" in page
    assert 'href="/link/site/?next=%2Freports%2F"' in page, (
        "the usual site was lost, so another is chosen"
    )
    assert alices_way.client.get("/link/site/").status_code == 200
    again = alices_way.travel(sites=["demo-team", "web-shop"], next="/reports/")
    assert again["Location"] in ("/reports/", "/link/site/?next=%2Freports%2F")


def test_the_page_of_lost_sites_is_for_who_lost_one(
    desk: Desk, alices_way: Traveller, stranger: Client
) -> None:
    assert alices_way.client.get("/link/sites/")["Location"] == "/link/"
    assert stranger.get("/link/sites/")["Location"] == "/account/sign-in/?next=/link/sites/"


def test_a_site_that_vanished_days_after_linking_is_not_blamed_on_the_last_link(
    desk: Desk, alices_way: Traveller
) -> None:
    alices_way.travel(sites=["demo-team"])
    connection = alices()
    connection.sites.update(gone_at=connection.state_since - timedelta(days=1))
    assert alices_way.client.get("/link/sites/")["Location"] == "/link/"


def test_a_report_that_was_withdrawn_while_its_link_was_dead_stays_so(
    desk: Desk, alices_way: Traveller
) -> None:
    page, form = desk.open_form()
    revoke(alices_way)
    page = desk.send(page, form, summary="It broke")
    desk.post(f"/reports/{report().pk}/answer/", {"answer": "withdraw"})
    alices_way.travel(sites=["demo-team"])
    sweep()
    assert (Submission.objects.get().state, desk.filed()) == (State.WITHDRAWN, [])

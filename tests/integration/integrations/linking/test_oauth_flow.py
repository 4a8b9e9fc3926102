"""The way to Atlassian and back, when all goes well."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.models import User
from integrations.models import Connection, ConnectionState, Site
from tests.integration.integrations.linking.browserless_user import Traveller, words

pytestmark = pytest.mark.django_db


def test_authorization_url_has_all_documented_parameters(
    alices_way: Traveller, settings: Any
) -> None:
    url = urlsplit(alices_way.begin())
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{alices_way.sandbox.url}/authorize"
    assert query.pop("state")
    assert len(query.pop("code_challenge")) == 43
    assert query == {
        "audience": "api.atlassian.com",
        "client_id": alices_way.sandbox.client_id,
        "scope": "read:jira-work write:jira-work read:jira-user read:me offline_access",
        "redirect_uri": "http://lodge.test/link/complete/atlassian/",
        "response_type": "code",
        "prompt": "consent",
        "code_challenge_method": "S256",
    }


def test_the_callback_is_made_from_public_url_and_not_from_the_host_header(
    alices_way: Traveller,
) -> None:
    response = alices_way.client.post("/link/begin/atlassian/", headers={"host": "testserver"})
    query = parse_qs(urlsplit(response["Location"]).query)
    assert query["redirect_uri"] == ["http://lodge.test/link/complete/atlassian/"]


def test_consent_links_every_site_once(alices_way: Traveller) -> None:
    alices_way.travel()
    connection = Connection.objects.get(user=alices_way.user)
    assert connection.state == ConnectionState.ACTIVE
    assert connection.account_id == alices_way.sandbox.account("alice")["account_id"]
    assert str(connection).casefold() == "alice"
    # Jira and Confluence of demo-team come as two entries with one id.
    names = sorted(site.name for site in connection.sites.all())
    assert names == ["Archive 2019", "Demo team", "Web shop"]


def test_several_sites_ask_which_is_the_usual_one(alices_way: Traveller) -> None:
    response = alices_way.travel(next="/reports/")
    assert response["Location"] == "/link/site/?next=%2Freports%2F"
    page = alices_way.client.get(response["Location"])
    assert page.status_code == 200
    choices = words(page).partition('<fieldset class="field')[2]
    assert choices.count('name="site"') == 3
    assert " checked" not in choices
    chosen = Site.objects.get(connection__user=alices_way.user, name="Web shop")
    done = alices_way.client.post("/link/site/", {"site": chosen.cloud_id, "next": "/reports/"})
    assert done["Location"] == "/reports/"
    assert Connection.objects.get(user=alices_way.user).default_site == chosen


def test_the_only_site_is_the_usual_one_without_a_question(alices_way: Traveller) -> None:
    response = alices_way.travel(sites=["demo-team"], next="/reports/?state=waiting")
    assert response["Location"] == "/reports/?state=waiting"
    connection = Connection.objects.get(user=alices_way.user)
    assert connection.default_site is not None
    assert connection.default_site.name == "Demo team"


def test_an_account_that_hides_its_email_is_linked_like_any_other(
    carol: User, traveller: Callable[[User], Traveller]
) -> None:
    traveller(carol).travel("carol")
    assert Connection.objects.get(user=carol).state == ConnectionState.ACTIVE


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http://lodge.test/x",
        "javascript:alert(1)",
        "x",
    ],
)
def test_next_after_linking_never_leaves_lodge(alices_way: Traveller, elsewhere: str) -> None:
    response = alices_way.travel(sites=["demo-team"], next=elsewhere)
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_two_tabs_link_one_after_the_other_whichever_comes_back_first(
    alices_way: Traveller,
) -> None:
    first, second = alices_way.begin(next="/reports/"), alices_way.begin(next="/report/")
    came_second = alices_way.back(alices_way.consent(second, sites=["demo-team"]))
    came_first = alices_way.back(alices_way.consent(first, sites=["demo-team"]))
    assert (came_second["Location"], came_first["Location"]) == ("/report/", "/reports/")
    assert Connection.objects.get(user=alices_way.user).state == ConnectionState.ACTIVE


def test_linking_again_keeps_the_usual_site_and_asks_nothing(alices_way: Traveller) -> None:
    alices_way.travel()
    connection = Connection.objects.get(user=alices_way.user)
    usual = connection.sites.get(name="Web shop")
    alices_way.client.post("/link/site/", {"site": usual.cloud_id})
    response = alices_way.travel(next="/reports/")
    assert response["Location"] == "/reports/"
    connection.refresh_from_db()
    assert connection.default_site == usual


def test_fewer_scopes_than_asked_link_with_a_note_of_what_will_not_work(
    alices_way: Traveller,
) -> None:
    alices_way.sandbox.config(
        granted_scopes=["read:jira-work", "write:jira-work", "read:me", "offline_access"]
    )
    alices_way.travel(sites=["demo-team"])
    page = alices_way.client.get("/link/")
    assert page.status_code == 200
    assert "find colleagues by name" in words(page).split("may-h")[0]
    assert "file your reports" not in words(page)


def test_an_ended_link_is_mended_by_linking_again(alices_way: Traveller) -> None:
    alices_way.travel(sites=["demo-team"])
    Connection.objects.update(state=ConnectionState.RECONNECT)
    assert "Your link to Jira has ended." in words(alices_way.client.get("/link/"))
    alices_way.travel(sites=["demo-team"])
    assert Connection.objects.get(user=alices_way.user).state == ConnectionState.ACTIVE
    assert "Your link to Jira works." in words(alices_way.client.get("/link/"))

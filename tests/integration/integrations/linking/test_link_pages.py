"""Who sees what of a link: its owner everything, a stranger nothing, nobody the sign-in page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from integrations import connections
from integrations.models import Connection, ConnectionState, PendingLink, Site, Token
from tests.integration.integrations.linking.browserless_user import Traveller, words

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
PAGES = ["/link/", "/link/site/", "/link/disconnect/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_user_is_redirected_to_sign_in(stranger: Client, path: str, method: str) -> None:
    response = getattr(stranger, method)(path)
    assert response.status_code == 302
    assert response["Location"] == f"/account/sign-in/?next={path}"


def test_unlinked_user_sees_how_to_link(alice: User, sign_in: SignIn) -> None:
    page = sign_in(alice).get("/link/", {"next": "/reports/"})
    assert page.status_code == 200
    assert "<h1>Link your Atlassian account</h1>" in words(page)
    assert '<input type="hidden" name="next" value="/reports/">' in words(page)


@pytest.mark.parametrize("path", PAGES[1:])
def test_unlinked_user_is_redirected_to_the_link_page(
    alice: User, sign_in: SignIn, path: str
) -> None:
    assert sign_in(alice).get(path)["Location"] == "/link/"
    assert sign_in(alice).post(path)["Location"] == "/link/"


def test_the_owner_sees_account_sites_and_when_it_was_renewed(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    page = words(sign_in(alice).get("/link/"))
    assert "<h1>Your link to Jira works.</h1>" in page
    assert str(connection) in page
    for name, url in connection.sites.values_list("name", "url"):
        assert f'<a href="{url}"><bdi>{name}</bdi></a>' in page
    assert "Last renewed" not in page  # as its history says
    connections.refresh(connection.pk, asked_by="web")
    assert "Last renewed" in words(sign_in(alice).get("/link/"))


def test_a_site_that_is_gone_is_no_address_and_can_not_be_chosen(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    gone = connection.sites.get(name="Web shop")
    Site.objects.filter(pk=gone.pk).update(gone_at=connection.state_since)
    client = sign_in(alice)
    assert gone.url not in words(client.get("/link/"))
    response = client.post("/link/site/", {"site": gone.cloud_id})
    assert response.status_code == 422
    assert "Choose one of these sites." in words(response)
    connection.refresh_from_db()
    assert connection.default_site is None


def test_a_stranger_sees_nothing_of_a_link_and_changes_nothing(
    alice: User, carol: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    client = sign_in(carol)
    site = connection.sites.first()
    assert site is not None
    for path in PAGES:
        client.post(path, {"site": site.cloud_id})
        page = words(client.get(path, follow=True))
        assert connection.account_id not in page
        assert site.name not in page
    connection.refresh_from_db()
    assert connection.state == ConnectionState.ACTIVE
    assert connection.default_site is None


def test_disconnecting_asks_first_then_deletes_the_tokens_and_tells_where_to_revoke(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    client = sign_in(alice)
    asked = words(client.get("/link/disconnect/"))
    assert "Disconnect Lodge from Jira?" in asked
    assert '<button class="btn bad">Disconnect</button>' in asked
    assert "btn main" not in asked
    assert Token.objects.filter(connection=connection).exists()
    page = client.post("/link/disconnect/", follow=True)
    assert not Token.objects.filter(connection=connection).exists()
    assert "Lodge deleted its keys to your account." in words(page)
    assert 'href="https://id.atlassian.com/manage-profile/apps"' in words(page)
    assert "<h1>Link your Atlassian account</h1>" in words(page)
    assert client.post("/link/disconnect/")["Location"] == "/link/"


def test_user_can_link_again_after_disconnecting(alices_way: Traveller) -> None:
    alices_way.travel(sites=["demo-team"])
    alices_way.client.post("/link/disconnect/")
    alices_way.travel(sites=["demo-team"])
    assert Connection.objects.get(user=alices_way.user).state == ConnectionState.ACTIVE


def test_an_ended_link_names_the_account_to_use_and_keeps_the_way_on(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = words(sign_in(alice).get("/link/", {"next": "/report/"}))
    assert f"Use the same account:<br><bdi>{connection}</bdi>" in page
    assert '<input type="hidden" name="next" value="/report/">' in page
    assert "Your Atlassian password was changed" in page


def test_a_link_that_answered_as_somebody_else_says_that_lodge_stopped_it(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    connections.block(link(alice).pk, "answered as another account")
    page = words(sign_in(alice).get("/link/"))
    assert "so Lodge stopped at once" in page
    assert "changed your Atlassian password" not in page
    assert 'action="/link/begin/atlassian/"' in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_about_a_link_is_kept_by_a_cache(
    alice: User, link: Link, sign_in: SignIn, path: str
) -> None:
    link(alice)
    assert "no-store" in sign_in(alice).get(path)["Cache-Control"]


@pytest.mark.parametrize("path", [*PAGES, "/link/begin/atlassian/", "/link/complete/atlassian/"])
def test_other_methods_are_refused(alice: User, sign_in: SignIn, path: str) -> None:
    assert sign_in(alice).put(path).status_code == 405


def test_link_pages_make_no_calls(alice: User, link: Link, sign_in: SignIn, sandbox: Any) -> None:
    link(alice)
    before = len(sandbox.calls())
    for path in PAGES:
        assert sign_in(alice).get(path).status_code == 200
    assert len(sandbox.calls()) == before


def test_starting_to_link_is_rate_limited(
    alice: User, bob: User, sign_in: SignIn, settings: Any
) -> None:
    settings.LINKS_BEGUN_PER_HOUR = 3
    client = sign_in(alice)
    begun = [client.post("/link/begin/atlassian/").status_code for _ in range(5)]
    assert begun == [302, 302, 302, 429, 429]
    assert "You began to link very often." in client.post("/link/begin/atlassian/").text
    assert PendingLink.objects.count() == 3
    assert sign_in(bob).post("/link/begin/atlassian/").status_code == 302


@pytest.mark.parametrize(
    ("way_on", "is_told"), [("", False), ("/link/", False), ("/account/preferences/", True)]
)
def test_what_the_next_page_says_itself_is_not_said_twice(
    alices_way: Traveller, way_on: str, is_told: bool
) -> None:
    """The first page and the page of the link say whose account is linked; on others a message does."""
    answer = alices_way.travel(sites=["demo-team"], next=way_on)
    page = alices_way.client.get(answer["Location"])
    told = [str(each) for each in page.context["messages"]]
    assert told == (["You are linked as Alice."] if is_told else [])
    assert str(Connection.objects.get()) in page.text

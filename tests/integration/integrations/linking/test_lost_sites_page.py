"""The page of a link that lost a site: which, who mends it, and a look at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import connections
from integrations.models import Connection, ConnectionState, Site
from tests.integration.integrations.linking.browserless_user import words
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
LOOK = "/link/look/"


@pytest.fixture
def lost(alice: User, link: Link, sandbox: Sandbox) -> Connection:
    """Alice's link; Lodge was removed from Demo team, and knows it."""
    connection = link(alice)
    sandbox.control("POST", f"/sites/{sandbox.site('demo-team')['cloud_id']}/uninstall")
    connections.read_sites(connection.pk)
    return connection


def test_its_owner_reads_which_site_it_is_since_when_and_who_mends_it(
    lost: Connection, alice: User, sign_in: SignIn, sandbox: Sandbox
) -> None:
    calls = len(sandbox.calls())
    page = words(sign_in(alice).get("/link/"))
    assert "At present Lodge does not get into this site" in page
    assert "<strong><bdi>Demo team</bdi></strong>, since" in page
    assert "An administrator of the site can undo both" in page
    assert "<h1>Your link to Jira works.</h1>" in page
    assert page.count("btn main") <= 1
    assert len(sandbox.calls()) == calls


def test_several_are_told_together_and_old_ones_no_more(
    lost: Connection, alice: User, sign_in: SignIn
) -> None:
    Site.objects.update(gone_at=timezone.now())
    page = words(sign_in(alice).get("/link/"))
    assert "At present Lodge does not get into these sites" in page
    assert "None at present." in page
    Site.objects.update(gone_at=timezone.now() - timedelta(days=31))
    assert "does not get into" not in words(sign_in(alice).get("/link/"))


def test_the_button_looks_at_once_and_says_what_it_found(
    lost: Connection, alice: User, sign_in: SignIn, sandbox: Sandbox
) -> None:
    client = sign_in(alice)
    assert "it is not let in yet" in words(client.post(LOOK, follow=True))
    sandbox.control("POST", f"/sites/{sandbox.site('demo-team')['cloud_id']}/install")
    assert "it is not let in yet" in words(client.post(LOOK, follow=True)), (
        "pressed at once again: asked once"
    )
    cache.clear()
    page = words(client.post(LOOK, follow=True))
    assert "Lodge gets into Demo team again." in page
    assert "does not get into" not in page


def test_where_atlassian_is_down_the_button_says_so(
    lost: Connection, alice: User, sign_in: SignIn, sandbox: Sandbox
) -> None:
    sandbox.fault("html", status=503, path="accessible-resources", times=None)
    page = words(sign_in(alice).post(LOOK, follow=True))
    assert "Atlassian does not say. Try again in a minute." in page
    assert "does not get into this site" in page


def test_a_link_that_is_dead_is_told_and_nothing_is_looked_for(
    lost: Connection, alice: User, sign_in: SignIn, sandbox: Sandbox
) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT)
    calls = len(sandbox.calls())
    page = words(sign_in(alice).post(LOOK, follow=True))
    assert "Your link to Jira has ended." in page
    assert "does not get into" not in page
    assert len(sandbox.calls()) == calls


def test_a_stranger_looks_for_nothing_and_reads_nothing(
    lost: Connection, carol: User, stranger: Client, sign_in: SignIn, sandbox: Sandbox
) -> None:
    calls = len(sandbox.calls())
    for client in (sign_in(carol), stranger):
        page = words(client.post(LOOK, follow=True))
        assert "Demo team" not in page
        assert "Demo team" not in words(client.get(LOOK, follow=True))
    assert len(sandbox.calls()) == calls


def test_opening_the_address_does_nothing(lost: Connection, alice: User, sign_in: SignIn) -> None:
    assert sign_in(alice).get(LOOK)["Location"] == "/link/"

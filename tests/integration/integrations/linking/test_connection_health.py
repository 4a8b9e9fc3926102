"""A link that is there says whether it works: to its owner, and to those who run Lodge, with who has to do what."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import connections, limits, vault
from integrations.admin import connection_overview, connection_state_wording
from integrations.connections import Health, health
from integrations.errors import IntegrationError, Misconfigured
from integrations.models import Connection, Pause, RefreshAttempt, Token
from issues.models import State
from tests.conftest import person
from tests.integration.integrations.linking.browserless_user import words as text_of
from tests.integration.issues.filing.conftest import Desk, come_due, report, sweep
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db
Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
PAUSES = "/admin/integrations/pause/"
LINKS = "/admin/integrations/connection/"


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    """Who runs Lodge, signed in."""
    return sign_in(person("ops", is_staff=True, is_superuser=True))


def lose_the_keys(settings: Any) -> None:
    """Another ring than the one that sealed what is there."""
    settings.TOKEN_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]


def expire() -> None:
    """The access tokens have run out."""
    Token.objects.update(expires_at=timezone.now() - timedelta(minutes=1))


def page_of(client: Client) -> str:
    """The page of one's own link."""
    return html.unescape(text_of(client.get("/link/")))


def test_a_link_that_works_says_so(alice: User, link: Link, sign_in: SignIn) -> None:
    assert connections.health_of(link(alice)) == Health.WORKS
    assert "Your link to Jira works." in page_of(sign_in(alice))
    expire()  # it is renewed as soon as it is used
    assert "Your link to Jira works." in page_of(sign_in(alice))


def test_with_the_keys_lost_it_does_not_work_and_linking_again_mends_it(
    alice: User, link: Link, sign_in: SignIn, settings: Any
) -> None:
    made = link(alice)
    lose_the_keys(settings)
    assert connections.health_of(made) == Health.SEALED
    page = page_of(sign_in(alice))
    assert "Lodge cannot open its keys to your account." in page
    assert "link again now" in page
    assert "Your link to Jira works." not in page
    assert "Lodge files as" not in page
    assert "Lodge renews your link by itself." not in page
    assert "Lodge cannot open its keys to your account." in text_of(
        sign_in(alice).get("/link/history/")
    )
    link(alice)
    assert "Your link to Jira works." in page_of(sign_in(alice))


@pytest.mark.parametrize("column", Token.SEALED)
def test_a_damaged_seal_does_not_work_either(alice: User, link: Link, column: str) -> None:
    made = link(alice)
    sealed = getattr(Token.objects.get(), column)
    Token.objects.update(**{column: f"{sealed[:-6]}AAAAAA"})
    assert connections.health_of(made) == Health.SEALED


def refused_client(sandbox: Sandbox, settings: Any, made: Connection) -> None:
    """Atlassian refused Lodge's own secret when it was to renew the link."""
    settings.ATLASSIAN_CLIENT_SECRET = "not the one"
    with pytest.raises(IntegrationError):
        connections.refresh(made.pk, asked_by="web")


def test_a_refused_client_secret_says_to_each_what_is_theirs_to_do(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, settings: Any, office: Client
) -> None:
    made = link(alice)
    refused_client(sandbox, settings, made)
    assert "Your link to Jira works." in page_of(sign_in(alice))  # for as long as the token lives
    expire()
    page = page_of(sign_in(alice))
    assert "Lodge cannot renew your link at present." in page
    assert "it is nothing that you did, and linking again does not help" in page
    for address in (f"{LINKS}{made.pk}/change/", LINKS):
        assert "Atlassian refused Lodge’s own id or secret." in html.unescape(
            office.get(address).text
        )
    told = html.unescape(office.get(f"{LINKS}{made.pk}/change/").text)
    assert "ATLASSIAN_CLIENT_SECRET, and restart every process" in told
    assert "Nothing: Lodge tries again by itself" not in told
    pause = Pause.objects.get()
    page = html.unescape(office.get(f"{PAUSES}{pause.pk}/change/").text)
    assert "ATLASSIAN_CLIENT_SECRET" in page
    assert "Nothing is to be done" not in page


def test_what_waits_for_a_right_secret_is_not_told_to_wait_for_jira(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, settings: Any
) -> None:
    made = link(alice)
    desk = Desk(sign_in(alice), sandbox)
    page, form = desk.open_form()
    refused_client(sandbox, settings, made)
    expire()
    desk.send(page, form, summary="It broke")
    for again in range(2):
        row = report()
        assert (row.state, row.blocked_reason) == (State.BLOCKED, "misconfigured"), again
        assert "rate_limited" not in [event.what for event in row.events.all()]
        limits.forget()
        come_due()
        sweep()
    Pause.objects.all().delete()  # a minute later: what cools down now is the link
    limits.forget()
    with pytest.raises(Misconfigured):
        connections.access(made.pk)


def test_an_outage_is_waited_for(alice: User, link: Link, sign_in: SignIn, office: Client) -> None:
    made = link(alice)
    Connection.objects.update(failures=2)
    RefreshAttempt.objects.create(connection=made, generation=1, outcome="unavailable")
    expire()
    assert "Lodge could not renew your link yet." in page_of(sign_in(alice))
    assert "Nothing: Lodge tries again by itself." in html.unescape(
        office.get(f"{LINKS}{made.pk}/change/").text
    )


def test_an_admin_sees_whose_links_no_key_opens(
    alice: User,
    bob: User,
    link: Link,
    office: Client,
    settings: Any,
    django_assert_num_queries: Any,
) -> None:
    lost = link(alice)
    old = settings.TOKEN_ENCRYPTION_KEYS
    lose_the_keys(settings)
    kept = link(bob, "bob")
    told = html.unescape(office.get(f"{LINKS}{lost.pk}/change/").text)
    assert "Cannot be used" in told
    assert "TOKEN_ENCRYPTION_KEYS" in told
    assert "Cannot be used" not in office.get(f"{LINKS}{kept.pk}/change/").text
    assert connection_overview.links().failing == 1
    found = office.get(LINKS, {"state": "failing"}).context["cl"].result_list
    assert [each.pk for each in found] == [lost.pk]
    settings.TOKEN_ENCRYPTION_KEYS = [*settings.TOKEN_ENCRYPTION_KEYS, *old]
    assert connection_overview.links().failing == 0
    assert connection_state_wording.standing(Connection.objects.get(pk=lost.pk)).tag == "Works"


def test_every_way_of_sealing_a_pair_is_known(settings: Any) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [Fernet.generate_key().decode() for _ in range(3)]
    first, second, third = vault.key_ids()
    for known in (f"{first}.", f"{third}.", f"{second}.{third}.", f"{third}.{first}."):
        assert not health.is_sealed(known)
    for unknown in ("00000000.", f"{first}.00000000."):
        assert health.is_sealed(unknown)
    assert not health.is_sealed(None)
    settings.TOKEN_ENCRYPTION_KEYS = []
    assert health.is_sealed(f"{first}.")

"""PKCE on the way to Atlassian: whoever catches a code cannot exchange it. Ignored, enforced or refused."""

import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session

from accounts.models import User
from integrations.linking import pending_links
from integrations.models import Connection, ConnectionState, PendingLink
from tests.integration.integrations.linking.browserless_user import Traveller, words
from tests.integration.integrations.linking.test_link_failures import (
    assert_explained,
    assert_links_at_once,
)
from tests.support.mails import delivered

pytestmark = pytest.mark.django_db


def is_linked(user: User) -> bool:
    return Connection.objects.filter(user=user, state=ConnectionState.ACTIVE).exists()


@pytest.mark.parametrize("treatment", ["ignored", "enforced"])
def test_a_link_comes_about_whether_the_proof_is_looked_at_or_not(
    alices_way: Traveller, treatment: str
) -> None:
    alices_way.sandbox.config(pkce=treatment)
    alices_way.travel(sites=["demo-team"])
    assert is_linked(alices_way.user)


def test_two_tabs_have_proofs_of_their_own(alices_way: Traveller) -> None:
    """Whichever comes back first."""
    alices_way.sandbox.config(pkce="enforced")
    first, second = alices_way.begin(next="/reports/"), alices_way.begin(next="/report/")
    for url, way_on in ((first, "/reports/"), (second, "/report/")):
        assert alices_way.back(alices_way.consent(url, sites=["demo-team"]))["Location"] == way_on


def test_a_code_that_somebody_caught_is_worth_nothing_to_them(alices_way: Traveller) -> None:
    alices_way.sandbox.config(pkce="enforced")
    location = alices_way.consent(alices_way.begin(), sites=["demo-team"])
    code = parse_qs(urlsplit(location).query)["code"][0]
    assert alices_way.sandbox.exchange(code).status_code == 403
    alices_way.back(location)
    assert is_linked(alices_way.user)


def test_switched_off_nothing_of_it_is_sent(alices_way: Traveller, settings: Any) -> None:
    settings.ATLASSIAN_PKCE = False
    alices_way.sandbox.config(pkce="refused")
    assert "code_challenge" not in alices_way.begin()
    alices_way.sandbox.config(pkce="refused_at_exchange")
    alices_way.travel(sites=["demo-team"])
    assert is_linked(alices_way.user)


@pytest.mark.parametrize("treatment", ["refused", "refused_at_exchange", "enforced"])
def test_a_refusal_is_recognised_and_said_to_person_and_admins(
    alices_way: Traveller, settings: Any, treatment: str
) -> None:
    """What to do is said in the mail; it is the setting, either way."""
    settings.ATLASSIAN_PKCE = treatment != "enforced"
    alices_way.sandbox.config(pkce=treatment)
    response = alices_way.travel(sites=["demo-team"])
    assert_explained(response, 503, "Atlassian refused how Lodge asks for a link.", way_on=False)
    assert "ATLASSIAN_PKCE" in words(response)
    (mail,) = delivered()
    wanted = "false" if settings.ATLASSIAN_PKCE else "true"
    assert f"Set ATLASSIAN_PKCE={wanted} and start Lodge again" in " ".join(mail.body.split())
    settings.ATLASSIAN_PKCE = not settings.ATLASSIAN_PKCE
    assert_links_at_once(alices_way)


def test_the_verifier_is_kept_and_logged_nowhere(
    alices_way: Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    """It is made anew when it is needed: from the signing key, which is in no database."""
    caplog.set_level(logging.DEBUG)
    alices_way.sandbox.config(pkce="enforced")
    url = alices_way.begin()
    state, session = PendingLink.objects.get().state, alices_way.client.session
    verifier = pending_links.verifier(state, str(session.session_key)).reveal()
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert parse_qs(urlsplit(url).query)["code_challenge"] == [challenge]
    assert len(verifier) == 43
    kept = [str(each.get_decoded()) for each in Session.objects.all()]
    kept += [str(each) for each in PendingLink.objects.values()]
    alices_way.back(alices_way.consent(url, sites=["demo-team"]))
    assert is_linked(alices_way.user)
    assert not [each for each in [*kept, caplog.text, url] if verifier in each]


def test_another_session_and_another_key_make_another_verifier(settings: Any) -> None:
    made = {pending_links.verifier("a" * 40, key).reveal() for key in ("one", "two")}
    settings.SECRET_KEY = "another-key-" * 6
    made.add(pending_links.verifier("a" * 40, "one").reveal())
    assert len(made) == 3


def test_a_failure_leaves_neither_code_nor_state_in_the_address(
    alices_way: Traveller, traveller: Callable[[User], Traveller]
) -> None:
    """The page can be read again, and keeps the way on."""
    alices_way.sandbox.fault("html", status=503, path="/oauth/token$", times=1)
    location = urlsplit(alices_way.consent(alices_way.begin(next="/reports/"), sites=["demo-team"]))
    first = alices_way.client.get(location.path, query_params=parse_qs(location.query))
    assert (first.status_code, first["Location"]) == (302, "/link/failed/down/?next=%2Freports%2F")
    for _ in range(2):
        page = alices_way.client.get(first["Location"])
        assert_explained(page, 503, "Atlassian does not answer.")
        assert 'name="next" value="/reports/"' in words(page)


def test_the_page_of_a_failure_is_for_who_is_signed_in_and_knows_its_names(
    alices_way: Traveller, stranger: Any
) -> None:
    assert alices_way.client.get("/link/failed/nothing/").status_code == 404
    assert (
        stranger.get("/link/failed/down/")["Location"]
        == "/account/sign-in/?next=/link/failed/down/"
    )
    page = words(alices_way.client.get("/link/failed/down/?next=https://evil.example/"))
    assert 'value="https://evil' not in page

"""A Lodge that signs people in by an issuer, and a browser without JavaScript in front of it."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.support.oidc_issuer import CLIENT_ID, CLIENT_SECRET, Issuer

BEGIN, CALLBACK = "/sign-in/begin/oidc/", "/sign-in/complete/oidc/"


@pytest.fixture
def issuer(db: None, settings: Any) -> Iterator[Issuer]:
    """An issuer that Lodge is set up for."""
    running = Issuer()
    settings.OIDC_ISSUER = running.url
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.OIDC_NAME = "Corp"
    yield running
    running.stop()


def begun(client: Client, **more: Any) -> str:
    """The issuer's address that the button leads to."""
    page = client.post(BEGIN, more)
    assert page.status_code == 200, page.headers
    address = page.headers["Refresh"].removeprefix("0; url=")
    assert address in unescape(page.text)
    return address


def back(client: Client, address: str) -> Any:
    """Follow the issuer's redirect to Lodge."""
    assert address.startswith(f"http://lodge.test{CALLBACK}?")
    return client.get(address.removeprefix("http://lodge.test"))


SignOn = Callable[..., Any]


@pytest.fixture
def sign_on(issuer: Issuer, stranger: Client) -> SignOn:
    """`sign_on(client=stranger, next="")`: press the button, consent, come back; the answer to the callback."""

    def play(client: Client = stranger, **more: Any) -> Any:
        return back(client, issuer.consent(begun(client, **more)))

    return play


def why(answer: Any) -> str:
    """The name of the failure that *answer* leads to. No code and no state is in its address."""
    assert answer.status_code == 302, answer.status_code
    found = re.fullmatch(r"/sign-in/failed/oidc/([\w-]+)/", answer["Location"])
    assert found, answer["Location"]
    return found[1]


def who(client: Client) -> str:
    """The id of the signed-in person, or ""."""
    return str(client.session.get("_auth_user_id", ""))

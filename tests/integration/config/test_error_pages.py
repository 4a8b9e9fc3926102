"""Pages for when something is not there, not allowed, not understood, or broken."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.views import defaults

from accounts.models import User
from tests.support.mails import delivered


def breaks(request: HttpRequest) -> HttpResponse:
    """A view with a bug."""
    raise RuntimeError("a secret word")


urlpatterns = [path("breaks/", breaks), path("", include("config.urls"))]


def test_a_page_that_is_not_there_says_so_in_the_look(
    alice: User, stranger: Client, sign_in: Any
) -> None:
    """With the header for those who are signed in, without for the others."""
    for client, sees_menu in ((sign_in(alice), True), (stranger, False)):
        answer = client.get("/no/such/page/")
        assert answer.status_code == 404
        assert "<h1>" in answer.text
        assert "This page is not here." in answer.text
        assert ("Sign out" in answer.text) == sees_menu


@pytest.mark.parametrize(
    "address", ["/no/such/page/", "/reports/11111111-2222-4333-8444-555555555555/"]
)
def test_while_developing_the_same_page_is_shown(
    alice: User, sign_in: Any, settings: Any, address: str
) -> None:
    """`make run` shows what an installation does, not Django's list of addresses."""
    usual = sign_in(alice).get(address)
    settings.DEBUG = True
    answer = sign_in(alice).get(address)
    assert (usual.status_code, answer.status_code) == (404, 404)
    assert "This page is not here." in answer.text
    assert "URLconf" not in answer.text


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_bug_shows_a_page_and_keeps_its_words_to_the_log() -> None:
    """The people who run Lodge are told by mail."""
    client = Client(raise_request_exception=False, headers={"host": "lodge.test"})
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    assert "Lodge broke." in answer.text
    assert "a secret word" not in answer.text
    assert [message.to for message in delivered()] == [["ops@lodge.test"]]


@pytest.mark.django_db
def test_the_page_for_a_bug_asks_the_database_nothing(rf: Any) -> None:
    """The database may be what is broken."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = defaults.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert b"Lodge broke." in answer.content
    assert len(queries) == 0


def test_a_request_that_makes_no_sense_says_so(rf: Any) -> None:
    """Without a context, like the one before."""
    answer = defaults.bad_request(rf.get("/"), Exception("a secret word"))
    assert answer.status_code == 400
    assert b"Lodge could not read that request." in answer.content
    assert b"a secret word" not in answer.content


@pytest.mark.parametrize("name", ["/no/such/page/", "/account/sign-in/", "/account/forgotten/"])
def test_every_page_forbids_what_is_inline_or_from_elsewhere(
    stranger: Client, db: None, name: str
) -> None:
    """Error pages too."""
    policy = stranger.get(name)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy

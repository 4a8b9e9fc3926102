"""A database that lets nobody in: a page that says so, and nothing typed is lost."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.mailing import admin_alerts
from accounts.models import Mail, User
from config.server_error_handlers import is_away
from config.urls import handler500
from integrations.models import Connection
from issues.models import Submission
from tests.conftest import PASSWORD
from tests.integration.accounts.mailing.fake_mail_servers import free_port
from tests.integration.issues.filing.conftest import Desk
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Refuse = Callable[[], Any]


def hung_up(_request: HttpRequest) -> HttpResponse:
    """A page in whose middle the server ends the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse()


def mistaken(_request: HttpRequest) -> HttpResponse:
    """A page that asks for what is not there: a mistake of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")
    return HttpResponse()


urlpatterns = [
    path("hung-up/", hung_up),
    path("mistaken/", mistaken),
    path("", include("config.urls")),
]
__all__ = ["handler500"]


@pytest.fixture(autouse=True)
def _told_nobody_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_alerts, "_alone", admin_alerts._Alone())


@pytest.fixture(params=["nobody listens", "too many"])
def refusing(request: pytest.FixtureRequest) -> Iterator[Refuse]:
    """`with refusing():` nobody gets a connection, as when the server is away, or has too many."""
    facts = connection.settings_dict
    role = f"lodge_full_{os.getpid()}"
    if connection.vendor != "postgresql" and request.param == "too many":
        pytest.skip("a file lets in as many as there are")
    if request.param == "too many":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0")
    wrong = {"USER": role} if request.param == "too many" else {"PORT": free_port()}
    if connection.vendor == "sqlite":
        wrong = {"NAME": "/no/such/folder/lodge.sqlite3"}

    @contextmanager
    def refuse() -> Iterator[None]:
        before = {name: facts[name] for name in wrong}
        connection.close()
        facts.update(wrong)
        try:
            yield
        finally:
            connection.close()
            facts.update(before)

    yield refuse
    if request.param == "too many":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {role}")


def visitor(client: Client) -> Client:
    """As a browser: a page that broke is a page."""
    client.raise_request_exception = False
    return client


def text(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_a_page_says_so_and_when_to_come_back(alice: User, sign_in: Any, refusing: Refuse) -> None:
    client = visitor(sign_in(alice))
    with refusing():
        answer = client.get("/reports/?page=2")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "15"
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "Lodge’s database does not answer." in text(answer)
    assert '<a class="btn main" href="/reports/?page=2">' in answer.text
    assert client.get("/reports/").status_code == 200


def test_a_page_that_needs_no_database_is_shown(stranger: Client, refusing: Refuse) -> None:
    with refusing():
        assert visitor(stranger).get("/account/sign-in/").status_code == 200


def test_a_report_that_was_sent_is_on_the_page_and_is_filed_by_sending_it_again(
    alice: User, link: Callable[..., Connection], sign_in: Any, sandbox: Sandbox, refusing: Refuse
) -> None:
    """Exactly once, every field as it was typed."""
    link(alice)
    desk = Desk(visitor(sign_in(alice)), sandbox)
    page, form = desk.open_form()
    typed = 'First line & <b>"quoted"</b>\r\n\r\n  second line\r\n'
    values = {
        **form.values(),
        "summary": "It broke while the database was away",
        "description": typed,
    }
    with refusing():
        away = desk.post(form.action or page.url, values)
    assert away.status == 503
    assert "What you typed is on this page" in away.text
    [again] = away.forms
    page_with_posted_text = {
        name: [text.replace("\r\n", "\n") for text in texts]
        for name, texts in again.values().items()
    }
    assert page_with_posted_text["description"] == [typed.replace("\r\n", "\n")]
    assert page_with_posted_text.keys() == {name for name, texts in values.items() if texts}
    done = desk.send(away, again, description=typed)
    assert done.status == 200
    row = Submission.objects.get()
    assert row.issue_key
    assert row.values["description"] == [typed]
    assert len(desk.creates()) == 1


def test_a_password_is_not_given_back(alice: User, stranger: Client, refusing: Refuse) -> None:
    with refusing():
        answer = visitor(stranger).post(
            "/account/sign-in/", {"username": "alice", "password": PASSWORD}
        )
    assert answer.status_code == 503
    assert PASSWORD not in answer.text
    assert "type it again" in text(answer)
    assert 'href="/account/sign-in/"' in answer.text


def test_what_a_page_cannot_give_back_is_said(alice: User, sign_in: Any, refusing: Refuse) -> None:
    client = visitor(sign_in(alice))
    with refusing():
        long = client.post("/report/", {"description": "x" * 2_000_001})
        files = client.post(
            "/report/", {"a": "b c", "files": SimpleUploadedFile("crash <log>.txt", b"x")}
        )
    assert "copy your text, and send it again" in text(long)
    assert len(long.content) < 20_000
    assert "crash <log>.txt" in text(files)
    assert "crash <log>" not in files.text
    assert 'enctype="multipart/form-data"' in files.text


def test_what_somebody_elses_page_sent_gets_no_key_of_ours(alice: User, refusing: Refuse) -> None:
    """It is given back as it came: sending it again is refused, as it would have been at first."""
    client = visitor(Client(enforce_csrf_checks=True, headers={"host": "lodge.test"}))
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    client.get("/account/preferences/")
    with refusing():
        answer = client.post(
            "/account/preferences/", {"theme": "dark"}, headers={"Origin": "https://evil.example"}
        )
    assert answer.status_code == 503
    assert "csrfmiddlewaretoken" not in answer.text
    assert client.post("/account/preferences/", {"theme": "dark"}).status_code == 403


def test_the_admins_are_told_once_without_the_database(
    alice: User, sign_in: Any, refusing: Refuse
) -> None:
    client = visitor(sign_in(alice))
    with refusing():
        for _ in range(3):
            client.get("/reports/")
        for each in threading.enumerate():
            if each.name == "telling the admins":
                each.join(60)
    assert [sent.to for sent in mail.outbox] == [["ops@lodge.test"]]
    assert not Mail.objects.exists()


@pytest.mark.urls(__name__)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="nobody hangs up a file")
def test_a_server_that_hangs_up_in_the_middle_is_the_same(stranger: Client) -> None:
    assert visitor(stranger).get("/hung-up/").status_code == 503
    connection.close()


@pytest.mark.urls(__name__)
def test_a_mistake_of_ours_stays_one(stranger: Client) -> None:
    """A table that is not there is an OperationalError, too, with SQLite."""
    answer = visitor(stranger).get("/mistaken/")
    assert answer.status_code == 500
    assert "Lodge broke." in answer.text


def test_an_error_is_looked_at_with_what_caused_it() -> None:
    wrapped = ValueError("of the template")
    wrapped.__context__ = OperationalError("connection refused")
    assert is_away(wrapped)
    circle = ValueError()
    circle.__context__ = KeyError()
    circle.__context__.__context__ = circle
    assert not is_away(circle)
    assert not is_away(None)

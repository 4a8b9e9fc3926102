"""What a database cannot hold is taken out of a request, wherever it stands; `next` leads into Lodge or nowhere."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.client import FakePayload

from accounts.models import User
from config.unstorable_text import SingleCharset
from tests.conftest import PASSWORD, person

NUL = "a\0b"
LISTS = [
    "accounts/user",
    "accounts/invitation",
    "accounts/mail",
    "accounts/erasure",
    "auth/group",
    "issues/submission",
    "issues/comment",
    "issues/bugform",
    "issues/inspection",
    "integrations/connection",
    "integrations/refreshattempt",
    "integrations/pause",
    "integrations/accountreport",
    "background/message",
]
FILTERS = [
    "q",
    "state",
    "site_name",
    "address",
    "groups__id__exact",
    "is_staff__exact",
    "p",
    "o",
    "all",
    "kind",
    "queue",
]


@pytest.fixture
def root(db: None, sign_in: Any) -> Client:
    """Who may everything."""
    return sign_in(person("root", is_staff=True, is_superuser=True))  # type: ignore[no-any-return]


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("rows", LISTS)
def test_no_filter_of_the_administration_breaks(root: Client, rows: str) -> None:
    for name in FILTERS:
        for value in (NUL, "\0", "9" * 40, "-1", "x"):
            answer = root.get(f"/admin/{rows}/", {name: value})
            assert answer.status_code in (200, 302, 400), (name, value)


@pytest.mark.database
@pytest.mark.parametrize(
    "path", ["/x\0/", "/f/a\0/", "/account/invitation/\0/", "/admin/accounts/user/\0/change/"]
)
def test_no_address_breaks_by_it(root: Client, path: str) -> None:
    assert root.get(path).status_code in (302, 404)


@pytest.mark.database
def test_forms_headers_and_cookies_lose_it(alice: User, stranger: Client) -> None:
    stranger.cookies["sessionid"] = NUL
    stranger.cookies["csrftoken"] = NUL
    sent = {"username": "ali\0ce", "password": PASSWORD, "next": "/account/preferences/"}
    answer = stranger.post(
        "/account/sign-in/", sent, headers={"accept-language": NUL, "user-agent": NUL}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/account/preferences/")


@pytest.mark.database
@pytest.mark.parametrize("charset", ["unicode_escape", "hex", "utf-16", "utf-7", "idna", "rot13"])
def test_no_other_charset_smuggles_it_in(alice: User, stranger: Client, charset: str) -> None:
    body = "\r\n".join(
        ["--x", 'Content-Disposition: form-data; name="username"', "", "\\ud800\\x00", "--x--", ""]
    )
    for kind in (
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain",
    ):
        environ = stranger._base_environ(  # type: ignore[attr-defined]  # what a server would make of it
            REQUEST_METHOD="POST",
            PATH_INFO="/account/sign-in/",
            QUERY_STRING="next=%5Cud800",
            CONTENT_TYPE=f"{kind}; charset={charset}",
            CONTENT_LENGTH=str(len(body)),
            HTTP_HOST="lodge.test",
            **{"wsgi.input": FakePayload(body)},
        )
        answer = run(SingleCharset(WSGIHandler()), environ)
        assert answer == "403 Forbidden"  # it has no token


def run(application: Any, environ: dict[str, Any]) -> str:
    """The status that the application answers."""
    answered: list[str] = []
    b"".join(application(environ, lambda status, *_more: answered.append(status)))
    return answered[0]


ELSEWHERE = [
    "abc",
    "http://[",
    "//evil.example",
    "https://evil.example/",
    "javascript:x",
    "/a\nb",
    "\\\\evil",
    " /x",
    "/" * 3,
    NUL,
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_next_leads_into_lodge_or_nowhere(
    alice: User, sign_in: Any, stranger: Client, wanted: str
) -> None:
    sent = {"username": "alice", "password": PASSWORD, "next": wanted}
    client = sign_in(alice)
    answers = [
        client.post("/account/theme/", {"theme": "dark", "next": wanted}),
        stranger.post("/account/sign-in/", sent),
        client.get("/account/sign-in/", {"next": wanted}),
        client.post("/account/sign-out/", {"next": wanted}),
        stranger.post("/account/sign-out/", {"next": wanted}),
        stranger.get("/admin/login/", {"next": wanted}),
    ]
    ways = [
        "/account/preferences/",
        "/",
        "/",
        "/account/sign-in/",
        "/account/sign-in/",
        "/account/sign-in/?next=/admin/",
    ]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert [answer["Location"] for answer in answers] == ways

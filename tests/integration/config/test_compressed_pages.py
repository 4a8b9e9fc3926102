"""Pages cross the wire compressed, and their length tells nothing: docs/decisions/0066."""

import gzip
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from accounts.models import User
from config.compression import CompressedPagesMiddleware

ASKS = {"headers": {"accept-encoding": "gzip, deflate, br"}}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def packed(client: Client, path: str) -> bytes:
    """The page at *path* as it crosses the wire to a browser."""
    answer = client.get(path, **ASKS)  # type: ignore[arg-type]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    return bytes(answer.content)


def test_a_page_is_compressed_where_the_browser_can(
    alice: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(alice)
    plain = client.get("/account/preferences/")
    assert "Content-Encoding" not in plain.headers
    small = packed(client, "/account/preferences/")
    assert len(small) < len(plain.content) / 2
    hidden = [TOKEN.sub("", page.decode()) for page in (gzip.decompress(small), plain.content)]
    assert hidden[0] == hidden[1]


@pytest.mark.django_db
def test_the_length_of_the_same_page_differs() -> None:
    client = Client()
    assert len({len(packed(client, "/account/sign-in/")) for _ in range(12)}) > 3


@pytest.mark.django_db
def test_no_page_holds_the_same_token_twice() -> None:
    client = Client()
    pages = [gzip.decompress(packed(client, "/account/sign-in/")).decode() for _ in range(3)]
    assert len({token for page in pages for token in set(TOKEN.findall(page))}) >= 3


def test_other_sites_cannot_ask_in_the_users_name() -> None:
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert settings.CSRF_COOKIE_SAMESITE == "Lax"


def through(answer: HttpResponseBase) -> HttpResponseBase:
    """*answer*, as it leaves the middleware."""

    def view(_request: HttpRequest) -> HttpResponseBase:
        return answer

    request = RequestFactory().get("/", **ASKS)  # type: ignore[arg-type]
    left = CompressedPagesMiddleware(view)(request)
    assert isinstance(left, HttpResponseBase)
    return left


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(b"<p>short</p>"),
        HttpResponse(b"\x89PNG" + b"a" * 1000, content_type="image/png"),
        HttpResponse("a" * 1000, content_type="application/json"),
        StreamingHttpResponse(iter(["a,b\n"] * 1000), content_type="text/csv"),
        FileResponse(iter([b"<p>" * 1000]), content_type="text/html"),
    ],
    ids=["short", "picture", "json", "export", "file"],
)
def test_what_is_no_page_is_sent_as_it_is(answer: HttpResponseBase) -> None:
    assert "Content-Encoding" not in through(answer).headers

"""Leading from localhost to PUBLIC_URL is for developing alone."""

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.security_headers import CanonicalHostMiddleware


@pytest.mark.parametrize(
    ("debug", "public_url"),
    [
        (False, "https://lodge.example.com"),
        (False, "http://127.0.0.1:8000"),
        (True, "https://lodge.example.com"),
    ],
)
def test_it_is_not_there_in_production_or_elsewhere(
    settings: Any, debug: bool, public_url: str
) -> None:
    settings.DEBUG, settings.PUBLIC_URL = debug, public_url
    with pytest.raises(MiddlewareNotUsed):
        CanonicalHostMiddleware(lambda _request: HttpResponse("page"))


def test_ones_own_name_is_let_through(settings: Any, rf: RequestFactory) -> None:
    settings.DEBUG, settings.PUBLIC_URL = True, "http://127.0.0.1:8000"
    middleware = CanonicalHostMiddleware(lambda _request: HttpResponse("page"))
    assert middleware(rf.get("/", headers={"host": "127.0.0.1:8000"})).content == b"page"
    led = middleware(rf.get("//evil.example/?a=b", headers={"host": "localhost:8000"}))
    assert led.headers["Location"].startswith("http://127.0.0.1:8000/")


def test_a_wrong_host_is_refused_as_before(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400

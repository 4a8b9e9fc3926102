"""What the headers of pages say to browsers and to proxies."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.support.mails import delivered

OWN = ["/", "/reports/", "/report/", "/link/", "/account/preferences/", "/no/such/page/"]


@pytest.mark.parametrize("path", OWN)
def test_nobody_keeps_a_copy_of_a_persons_pages(
    path: str, alice: User, sign_in: Callable[[User], Client]
) -> None:
    """Going back after signing out must not show them, and no proxy must hand them to another."""
    said = sign_in(alice).get(path).headers["Cache-Control"]
    assert {"private", "no-store"} <= {word.strip() for word in said.split(",")}


@pytest.mark.django_db
def test_a_wrong_host_header_mails_nobody() -> None:
    """Anybody can send one, as often as they like."""
    answer = Client(headers={"host": "elsewhere.example"}).get("/")
    assert answer.status_code == 400
    assert delivered() == []

"""What breaks names no secret, and who arrives twice at once is one person."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client

from accounts.models import ExternalIdentity, User
from single_sign_on.people import Arrival, person_of
from tests.integration.single_sign_on.conftest import begun, who
from tests.support.mails import delivered
from tests.support.oidc_issuer import CLIENT_SECRET, Issuer


@pytest.mark.django_db
def test_an_unforeseen_error_is_reported_without_code_state_and_tokens(
    issuer: Issuer, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("single_sign_on.people.person_of", broken)
    stranger.raise_request_exception = False
    location = issuer.consent(begun(stranger))
    answer = stranger.get(location.removeprefix("http://lodge.test"))
    assert answer.status_code == 500
    assert not who(stranger)
    [sent] = delivered()
    assert "ZeroDivisionError" in sent.body
    query = parse_qs(urlsplit(location).query)
    secrets = [query["code"][0], query["state"][0], CLIENT_SECRET, *issuer.tokens]
    assert len(secrets) == 4
    assert not [each for each in secrets if each in sent.body or each in answer.text]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_whoever_arrives_in_many_tabs_at_once_is_one_person() -> None:
    def arrive(_number: int) -> int:
        try:
            arrival = Arrival("https://id.corp.test", "sub-1", "ann@corp.test", username="ann")
            return person_of(arrival, may_join=False, may_make=True).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(arrive, range(8)))
    assert len(found) == 1
    assert (User.objects.count(), ExternalIdentity.objects.count()) == (1, 1)

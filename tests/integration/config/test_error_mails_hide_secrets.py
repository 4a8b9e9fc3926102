"""An exception inside the Jira client: neither the error page, nor the mail, nor the log shows a secret."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import User
from integrations import vault
from integrations.jira import client as jira_client
from integrations.models import Connection, Token
from tests.support.mails import delivered
from tests.support.secret_search import hits


def secrets_of(connection: Connection) -> dict[str, str]:
    """The pair of *connection* in clear, and the client secret."""
    token = Token.objects.get(connection=connection)
    found = {"client secret": django_settings.ATLASSIAN_CLIENT_SECRET}
    for column in ("access_token", "refresh_token"):
        found[column] = vault.unseal(
            getattr(token, column), f"connection:{connection.pk}:{column}"
        ).reveal()
    return found


def break_with_everything_in_hand(answer: Any, wanted: Any) -> Any:
    """As a slip in our own code would: with the answer, the headers and the token in the frames above."""
    raise RuntimeError(f"a slip while reading {wanted.operation}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("debug", [True, False], ids=["with DEBUG", "without DEBUG"])
def test_an_exception_inside_the_jira_client_shows_no_secret(
    debug: bool,
    link: Callable[..., Connection],
    alice: User,
    sign_in: Callable[[User], Client],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = link(alice)
    secrets = secrets_of(connection)
    site = connection.sites.get(name="Demo team")
    visitor = sign_in(alice)
    visitor.raise_request_exception = False
    settings.DEBUG = debug
    monkeypatch.setattr(jira_client, "_result", break_with_everything_in_hand)
    with caplog.at_level(logging.DEBUG):
        response = visitor.get(f"/report/?site={site.cloud_id}")
    assert response.status_code == 500
    shown = response.content
    if debug:
        assert b"a slip while reading" in shown
    else:
        [sent] = delivered()
        assert "a slip while reading" in sent.body
        alternatives = [str(part) for part in getattr(sent, "alternatives", [])]
        shown += json.dumps([sent.subject, sent.body, *alternatives]).encode()
    assert hits(secrets, shown) == []
    assert hits(secrets, caplog.text.encode()) == []

"""After linking, no secret lies where python-social-auth or Django might have left one."""

import json
import logging
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from accounts.models import Mail
from integrations.models import Connection, Token
from tests.integration.integrations.linking.browserless_user import Traveller
from tests.support.mails import delivered

pytestmark = pytest.mark.django_db


def every_row(model: type[models.Model]) -> str:
    """All values of a table, sessions decoded."""
    rows = [str(row) for row in model._default_manager.values_list()]
    if model is Session:
        rows += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(rows)


def issued(sandbox: Any, location: str) -> list[str]:
    """What must not be found: the code of this consent and the client secret."""
    return [location.partition("code=")[2].partition("&")[0], sandbox.client_secret]


def revealed(connection: Connection) -> list[str]:
    """The connection's pair in clear, read as the product reads it."""
    from integrations import vault

    token = Token.objects.get(connection=connection)
    return [
        vault.unseal(getattr(token, name), f"connection:{connection.pk}:{name}").reveal()
        for name in ("access_token", "refresh_token")
    ]


def test_no_secret_is_in_any_table_cookie_page_or_log(alices_way: Traveller, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        location = alices_way.consent(alices_way.begin())
        response = alices_way.back(location)
        page = alices_way.client.get(response["Location"])
    connection = Connection.objects.get(user=alices_way.user)
    secrets = issued(alices_way.sandbox, location) + revealed(connection)
    assert all(len(secret) > 10 for secret in secrets)
    places = {
        model._meta.db_table: every_row(model)
        for model in apps.get_models(include_auto_created=True)
    }
    places["cookies"] = str(alices_way.client.cookies) + str(response.cookies)
    places["answer"] = str(response.headers) + response.content.decode() + page.content.decode()
    # urllib3 and the test's own session would log the query of what the test itself asks for.
    places["log"] = "\n".join(
        f"{record.getMessage()} {vars(record)}"
        for record in caplog.records
        if not record.name.startswith("urllib3")
    )
    found = [name for name, content in places.items() for secret in secrets if secret in content]
    assert not found


def test_python_social_auth_stores_nothing_at_all(alices_way: Traveller) -> None:
    alices_way.travel()
    for model in apps.get_app_config("social_django").get_models():
        assert not model._default_manager.exists(), model
    kept = alices_way.client.session.items()
    assert not [name for name, _value in kept if "atlassian" in name or name == "next"]


@pytest.mark.parametrize("path", ["/oauth/token$", "/me$", "accessible-resources"])
def test_no_secret_is_in_log_mail_or_page_when_it_fails(
    alices_way: Traveller, path: str, caplog: Any
) -> None:
    alices_way.sandbox.fault("html", status=503, path=path, times=1)
    with caplog.at_level(logging.DEBUG):
        location = alices_way.consent(alices_way.begin())
        response = alices_way.back(location)
    assert response.status_code == 503
    text = response.content.decode() + "".join(str(message.body) for message in delivered())
    text += "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("urllib3"))
    assert not [secret for secret in issued(alices_way.sandbox, location) if secret in text]


def test_an_unforeseen_error_is_reported_without_the_code(
    alices_way: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("integrations.connections.linking.link", broken)
    alices_way.client.raise_request_exception = False
    location = alices_way.consent(alices_way.begin())
    assert alices_way.back(location).status_code == 500
    waiting = every_row(Mail)
    [sent] = delivered()
    report = sent.body + waiting
    assert "ZeroDivisionError" in report
    assert not [secret for secret in issued(alices_way.sandbox, location) if secret in report]

"""What the one who runs Lodge does: databases copied, settings checked."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from accounts.models import User
from integrations import connections, credentials
from integrations.errors import Misconfigured
from integrations.models import Connection
from tests.integration.integrations.connections.concurrent_threads import outcomes
from tests.support.sandbox import Sandbox

Link = Callable[..., Connection]


@pytest.fixture
def linked(link: Link, alice: User) -> Connection:
    """Alice's link, just made and once refreshed, so that the database knows where it belongs."""
    made = link(alice)
    connections.refresh(made.pk, asked_by="web")
    return made


def run(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_copied_database_refreshes_nothing_until_it_is_adopted(
    linked: Connection, sandbox: Sandbox, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.INSTALLATION_ID = "staging"
    for _ in range(2):
        with pytest.raises(Misconfigured, match="adopt_installation"):
            connections.refresh(linked.pk, asked_by="admin")
    assert outcomes(linked) == ["saved"], "nothing was sent"
    assert caplog.text.count("belongs to http://lodge.test") == 1, "the log says it once"
    assert "belonged to http://lodge.test" in run("adopt_installation")
    connections.refresh(linked.pk, asked_by="admin")
    settings.INSTALLATION_ID = "http://lodge.test"
    with pytest.raises(Misconfigured):
        connections.refresh(linked.pk, asked_by="admin")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TOKEN_ENCRYPTION_KEYS", [], "is missing"),
        ("TOKEN_ENCRYPTION_KEYS", ["not-a-key"], "position 1"),
        ("ATLASSIAN_SCOPES", ["read:jira-work", "write:jira-work", "read:me"], "offline_access"),
        ("ATLASSIAN_SCOPES", ["read:jira-work", "write:jira-work", "offline_access"], "read:me"),
        ("ATLASSIAN_SCOPES", ["read:jira-work", "read:me", "offline_access"], "write:jira-work"),
        ("ATLASSIAN_SCOPES", ["write:issue:jira", "read:me", "offline_access"], "read:jira-work"),
        ("ATLASSIAN_API_URL", "http://api.example", "says http"),
    ],
)
def test_a_nonsensical_setting_is_named(settings: Any, name: str, value: object, said: str) -> None:
    setattr(settings, name, value)
    messages = [
        message.msg for message in run_checks() if (message.id or "").startswith("integrations.")
    ]
    assert [message for message in messages if name in message and said in message]
    assert "not-a-key" not in "".join(messages)


def test_sensible_settings_are_not_complained_about(settings: Any) -> None:
    settings.ATLASSIAN_AUTH_URL, settings.ATLASSIAN_API_URL = (
        "https://auth.atlassian.com",
        "https://api.atlassian.com",
    )
    granular = ["read:issue-meta:jira", "write:issue:jira", "read:me", "offline_access"]
    for scopes in (settings.ATLASSIAN_SCOPES, granular):
        settings.ATLASSIAN_SCOPES = scopes
        assert not [
            message for message in run_checks() if (message.id or "").startswith("integrations.")
        ]


def test_a_kind_of_connection_that_nobody_built_is_named(settings: Any) -> None:
    settings.ATLASSIAN_API_URL = "https://api.atlassian.com"
    found = credentials.of("user").base_url("c1", "https://site.example")
    assert found == "https://api.atlassian.com/ex/jira/c1"
    with pytest.raises(Misconfigured, match="kind_of_tomorrow"):
        credentials.of("kind_of_tomorrow")

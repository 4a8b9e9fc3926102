"""What happened to my link: the ledger in plain words, to its owner alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import connections, tasks
from integrations.errors import IntegrationError
from integrations.models import Connection, RefreshAttempt
from tests.integration.integrations.linking.browserless_user import words
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]
HISTORY = "/link/history/"


def noted(
    connection: Connection, outcome: str = "saved", ago: float = 600, **more: Any
) -> RefreshAttempt:
    """A try in the ledger, *ago* seconds old, of a link that is older still."""
    Connection.objects.filter(pk=connection.pk).update(
        owned_since=timezone.now() - timedelta(days=400)
    )
    row = {"asked_by": "schedule", "generation": 1, "milliseconds": 120, "outcome": outcome, **more}
    return RefreshAttempt.objects.create(
        connection=connection, started_at=timezone.now() - timedelta(seconds=ago), **row
    )


def test_a_renewal_is_told_with_who_asked_and_how_long_it_took(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    connections.refresh(connection.pk, asked_by="admin")
    page = words(sign_in(alice).get(HISTORY))
    attempt = RefreshAttempt.objects.get()
    assert "<h1>What happened to my link</h1>" in page
    assert "Renewed" in page
    assert "The people who run Lodge" in page
    assert f"{attempt.milliseconds} ms" in page


def test_who_was_never_renewed_is_told_since_when_they_are_linked(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    link(alice)
    page = words(sign_in(alice).get(HISTORY))
    assert re.search(
        r"You have been linked as <bdi>Alice</bdi> since <time[^>]*>\d\d:\d\d</time>\.", page
    )
    assert "it was not renewed yet" in page


def test_a_refusal_is_told_with_what_atlassian_answered(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox
) -> None:
    connection = link(alice)
    sandbox.control("POST", f"/accounts/{connection.account_id}/revoke")
    with pytest.raises(IntegrationError):
        connections.refresh(connection.pk, asked_by="web")
    page = words(sign_in(alice).get(HISTORY))
    assert re.search(
        r"Your link to Jira as <bdi>Alice</bdi> has ended, at <time[^>]*>\d\d:\d\d</time>\.", page
    )
    assert "Only linking again helps." in page
    assert "Atlassian’s answer: 403" in page
    assert "You, by using Lodge" in page


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("dropped", "Not needed"),
        ("rate_limited", "Atlassian asked Lodge to wait."),
        ("unavailable", "Atlassian could not be reached."),
        ("outcome_unknown", "answer was lost on the way."),
        ("misconfigured", "Lodge was set up wrong."),
        ("unreadable", "Lodge was set up wrong."),
        ("broken off", "Lodge stopped in the middle of it."),
        ("", "Lodge stopped in the middle of it."),
    ],
)
def test_each_outcome_is_told_in_plain_words(
    alice: User, link: Link, sign_in: SignIn, outcome: str, said: str
) -> None:
    noted(link(alice), outcome)
    assert said in words(sign_in(alice).get(HISTORY))


def test_a_renewal_that_has_just_begun_is_under_way(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    noted(link(alice), "", ago=1, milliseconds=None)
    page = words(sign_in(alice).get(HISTORY))
    assert "Under way" in page
    assert "None ms" not in page


def test_what_lodge_notes_for_itself_is_not_shown(alice: User, link: Link, sign_in: SignIn) -> None:
    noted(
        link(alice),
        "misconfigured",
        detail="sealed with key 12ab34cd, which the ring does not hold",
    )
    assert "12ab34cd" not in words(sign_in(alice).get(HISTORY))


def test_a_long_history_has_pages(alice: User, link: Link, sign_in: SignIn) -> None:
    connection = link(alice)
    for number in range(31):
        noted(connection, ago=600 + number, milliseconds=1000 + number)
    client = sign_in(alice)
    first, second = words(client.get(HISTORY)), words(client.get(HISTORY, {"page": "2"}))
    assert ("1000 ms" in first, "1030 ms" in first, "Page 1 of 2" in first) == (True, False, True)
    assert ("1000 ms" in second, "1030 ms" in second) == (False, True)
    assert client.get(HISTORY, {"page": "nonsense"}).status_code == 200


def test_nobody_sees_the_history_of_somebody_else(
    alice: User, bob: User, carol: User, link: Link, sign_in: SignIn, stranger: Client
) -> None:
    noted(link(alice), milliseconds=4711)
    noted(link(bob, "bob"), milliseconds=4712)
    assert "4711 ms" not in words(sign_in(bob).get(HISTORY))
    assert "4712 ms" in words(sign_in(bob).get(HISTORY))
    assert " ms" not in words(sign_in(carol).get(HISTORY))
    assert stranger.get(HISTORY)["Location"] == f"/account/sign-in/?next={HISTORY}"


def test_an_account_that_changed_hands_does_not_show_its_new_owner_the_days_before(
    alice: User, bob: User, link: Link, sign_in: SignIn
) -> None:
    connection = link(alice)
    noted(connection, milliseconds=4711)
    connections.disconnect(connection.pk)
    assert link(bob, "alice").pk == connection.pk
    assert "4711 ms" not in words(sign_in(bob).get(HISTORY))


def test_the_history_is_there_while_atlassian_is_down_and_calls_nobody(
    alice: User, link: Link, sign_in: SignIn, sandbox: Sandbox, settings: Any
) -> None:
    connection = link(alice)
    noted(connection, milliseconds=4711)
    Connection.objects.update(state="reconnect")
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"
    page = words(sign_in(alice).get(HISTORY))
    assert "4711 ms" in page
    assert "has ended" in page


def test_both_pages_of_the_link_lead_to_its_history(
    alice: User, link: Link, sign_in: SignIn
) -> None:
    link(alice)
    for state in ("active", "reconnect"):
        Connection.objects.update(state=state)
        assert f'href="{HISTORY}"' in words(sign_in(alice).get("/link/"))


def test_the_ledger_keeps_ninety_days(alice: User, link: Link) -> None:
    connection = link(alice)
    noted(connection, ago=91 * 86_400)
    kept = noted(connection, ago=89 * 86_400)
    tasks.clean_up()
    assert RefreshAttempt.objects.get() == kept


def test_other_methods_are_refused(alice: User, link: Link, sign_in: SignIn) -> None:
    assert sign_in(alice).post(HISTORY).status_code == 405

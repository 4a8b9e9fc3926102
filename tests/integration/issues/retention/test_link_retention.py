"""Links that ended, what was renewed, and links under way go after their time."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import connections, tasks
from integrations.linking import pending_links
from integrations.models import Connection, ConnectionState, PendingLink, RefreshAttempt
from integrations.user_lifecycle import retention

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ended(connection: Connection, days: float) -> None:
    """So long ago."""
    at = timezone.now() - timedelta(days=days)
    Connection.objects.filter(pk=connection.pk).update(state_since=at)


def test_a_link_goes_a_time_after_it_ended(
    alice: User, link: Any, settings: Any, sign_in: Any
) -> None:
    settings.ENDED_LINKS_KEPT_DAYS = 40
    held = link(alice)
    ended(held, 1000)
    tasks.clean_up()
    assert Connection.objects.exists()  # it works
    connections.refresh(held.pk, asked_by="web")
    connections.disconnect(held.pk)
    ended(held, 39)
    tasks.clean_up()
    assert RefreshAttempt.objects.exists()
    ended(held, 41)
    tasks.clean_up()
    assert not Connection.objects.exists()
    assert not RefreshAttempt.objects.exists()
    assert "Link your Atlassian account" in sign_in(alice).get("/link/").text
    again = link(alice)
    connections.refresh(again.pk, asked_by="web")
    assert again.pk != held.pk


@pytest.mark.parametrize(
    "state", [each for each in ConnectionState if each != ConnectionState.DISCONNECTED]
)
def test_no_other_link_goes(alice: User, state: ConnectionState) -> None:
    waits = {"waits_for": alice} if state == ConnectionState.WAITING else {"user": alice}
    row = Connection.objects.create(account_id="712020:a", state=state, **waits)
    ended(row, 1000)
    assert retention.ended_links() == 0
    assert Connection.objects.exists()


def test_the_ledger_and_links_under_way_have_an_age(alice: User, link: Any, settings: Any) -> None:
    settings.RENEWALS_KEPT_DAYS = 10
    held, now = link(alice), timezone.now()
    for days in (9, 11):
        RefreshAttempt.objects.create(
            connection=held, generation=1, started_at=now - timedelta(days=days)
        )
    pending_links.begin(alice.pk, "a session")
    PendingLink.objects.create(
        state="x" * 40, user=alice, session="s", started_at=now - timedelta(days=2)
    )
    tasks.clean_up()
    assert RefreshAttempt.objects.count() == 1
    assert PendingLink.objects.count() == 1


def test_the_history_says_for_how_long(alice: User, link: Any, settings: Any, sign_in: Any) -> None:
    settings.RENEWALS_KEPT_DAYS = 33
    link(alice)
    assert "Lodge keeps that for 33 days." in " ".join(
        sign_in(alice).get("/link/history/").text.split()
    )

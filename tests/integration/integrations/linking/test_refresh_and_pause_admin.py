"""The admin's lists of refreshes and of pauses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from integrations.models import (
    ConnectionState,
    Pause,
    RefreshAttempt,
)
from tests.integration.integrations.linking.test_connection_admin import made

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("saved", "Renewed"),
        ("refused", "Only linking again helps."),
        ("misconfigured", "look at the client’s id and secret"),
        ("unreadable", "look at TOKEN_ENCRYPTION_KEYS"),
        ("", "Lodge stopped in the middle of it."),
    ],
)
def test_the_ledger_says_what_each_try_meant(root: Client, outcome: str, said: str) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    row = RefreshAttempt.objects.create(
        connection=made("dora", ConnectionState.ACTIVE), asked_by="schedule", generation=7, outcome=outcome,
        started_at=long_ago,
    )  # fmt: skip
    for address in ("", f"{row.pk}/change/"):
        text = root.get(f"/admin/integrations/refreshattempt/{address}").text
        assert said in text
        assert "Lodge, by its schedule" in text


def test_the_ledger_is_found_by_outcome_and_by_who_asked(root: Client) -> None:
    row = made("dora", ConnectionState.ACTIVE)
    for asked_by, outcome in (("web", "saved"), ("schedule", "refused")):
        RefreshAttempt.objects.create(
            connection=row, asked_by=asked_by, generation=1, outcome=outcome
        )
    for asked in ({"outcome": "saved"}, {"asked_by": "web"}):
        found = root.get("/admin/integrations/refreshattempt/", asked).context["cl"].result_list
        assert [each.asked_by for each in found] == ["web"]


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("oauth", "Renewing links, and linking"),
        ("circuit:tokens", "Renewing links, and linking"),
        ("app", "Everything that Lodge asks of Jira"),
        ("circuit:s", "Work in the background at Shop"),
        ("site:s", "Everything at Shop"),
        ("site:s:createIssue", "Calls of the kind createIssue at Shop"),
        ("site:s:issue:ED-7", "The issue ED-7 at Shop"),
        ("site:s:712020:a", "One person’s calls at Shop"),
        ("site:unknown", "Everything at unknown"),
        ("something new", "something new"),
    ],
)
def test_pause_page_explains_what_is_paused(root: Client, scope: str, said: str) -> None:
    made("dora", ConnectionState.ACTIVE).sites.create(
        cloud_id="s", url="https://shop.example", name="Shop"
    )
    row = Pause.objects.create(scope=scope, until=timezone.now(), reason="429")
    assert said in root.get("/admin/integrations/pause/").text
    page = root.get(f"/admin/integrations/pause/{row.pk}/change/").text
    assert said in page
    assert "It is over since" in page

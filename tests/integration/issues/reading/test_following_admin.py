"""What administrators see of followed projects, webhooks and saved queries, and what they may do with them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.models import ProjectWatch, SavedQuery, Webhook
from tests.integration.issues.reading.conftest import Team, ticks

pytestmark = pytest.mark.django_db
PROJECTS, WEBHOOKS = "/admin/issues/projectwatch/", "/admin/issues/webhook/"
QUERIES = "/admin/issues/savedquery/"


@pytest.fixture
def office(bob: User, sign_in: Callable[[User], Client]) -> Client:
    """Bob, a superuser without a link."""
    bob.is_staff = bob.is_superuser = True
    bob.save()
    return sign_in(bob)


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_followed_projects_are_listed_without_their_issues(
    team: Team, alice: User, office: Client
) -> None:
    team.join(alice)
    report = team.file(alice, fields={"summary": "A secret of Alice"})
    team.file(alice)
    ticks()
    page = said(office, PROJECTS)
    for words in ("Projects that are followed", "Demo team", "DEMO", "2 issues", "Works"):
        assert words in page
    for secret in ("A secret of Alice", report.issue_key, "Select "):
        assert secret not in page
    ProjectWatch.objects.update(failures=3)
    assert "3 searches failed" in said(office, PROJECTS)
    ProjectWatch.objects.update(reader="", searched_at=None)
    page = said(office, PROJECTS)
    assert "Nobody whose link works reads it" in page
    assert "never" in page


def test_webhooks_say_in_each_cell_what_it_is(team: Team, alice: User, office: Client) -> None:
    account, now = team.join(alice), timezone.now()
    Webhook.objects.create(
        cloud_id=team.cloud_id,
        account_id=account,
        jira_id=5,
        project_ids=["1"],
        deliveries=2,
        next_check_at=now,
        expires_at=now + timedelta(days=20),
    )
    page = said(office, WEBHOOKS)
    for words in ("Demo team", "1 project", "2 deliveries", "Registered until", "never"):
        assert words in page
    assert "Lodge registers no webhooks" in page
    assert "Select " not in page


@pytest.fixture
def saved(team: Team, alice: User) -> SavedQuery:
    """A query of Alice's."""
    return SavedQuery.objects.create(
        owner=alice, name="All of it", cloud_id=team.cloud_id, jql="text ~ secret", problems=["No."]
    )


def take_over(client: Client, saved: SavedQuery) -> Any:
    return client.post(QUERIES, {"action": "take_over", "_selected_action": [saved.pk]})


def test_a_query_of_who_has_left_is_taken_over(
    saved: SavedQuery, alice: User, bob: User, office: Client
) -> None:
    alice.is_active = False
    alice.save()
    page = said(office, QUERIES)
    for words in ("All of it", "alice, who is deactivated", "Jira does not understand it"):
        assert words in page
    assert "secret" not in page
    assert take_over(office, saved).status_code == 302
    saved.refresh_from_db()
    assert saved.owner == bob
    assert "You own 1 query more." in said(office, QUERIES)


def test_who_may_only_look_takes_nothing_over(
    saved: SavedQuery, carol: User, alice: User, sign_in: Callable[[User], Client]
) -> None:
    carol.is_staff = True
    carol.save()
    carol.user_permissions.add(Permission.objects.get(codename="view_savedquery"))
    client = sign_in(carol)
    assert "Take over" not in said(client, QUERIES)
    take_over(client, saved)
    saved.refresh_from_db()
    assert saved.owner == alice
    assert client.post(f"{QUERIES}{saved.pk}/delete/", {"post": "yes"}).status_code == 403

"""Webhooks are registered for what is followed, kept alive, handed on and removed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import connections
from integrations.models import Connection
from issues.models import ProjectWatch, Webhook
from issues.reading.webhooks import delete_with_link, maintain_registrations, webhook_address
from tests.integration.issues.reading.conftest import Team, ticks
from tests.support.sandbox import SCOPES

pytestmark = pytest.mark.django_db(transaction=True)
WITH_WEBHOOKS = f"{SCOPES} manage:jira-webhook"


@pytest.fixture(autouse=True)
def reachable(settings: Any) -> None:
    """Lodge lies where its callback does, and asks for the scope."""
    settings.ATLASSIAN_SCOPES = WITH_WEBHOOKS


@pytest.fixture
def followed(
    team: Team, alice: User, bob: User, link: Callable[..., Connection]
) -> dict[str, Connection]:
    """Alice filed in DEMO, and so did Bob: one of them reads for both."""
    linked = {
        each.username: link(each, each.username, scopes=WITH_WEBHOOKS) for each in (alice, bob)
    }
    team.file(alice)
    team.file(bob)
    ticks()
    return linked


def in_jira(team: Team) -> list[dict[str, Any]]:
    """What is registered there."""
    found: list[dict[str, Any]] = team.sandbox.control("GET", "/webhooks")["webhooks"]
    return found


def due() -> None:
    """Every look is due."""
    Webhook.objects.update(next_check_at=timezone.now(), lease_until=None)


@pytest.mark.journey
def test_the_reader_of_a_project_registers_one(team: Team, followed: Any) -> None:
    assert maintain_registrations.keep() == 1
    [hook], [row] = in_jira(team), Webhook.objects.all()
    [watch] = ProjectWatch.objects.all()
    assert (hook["id"], hook["account_id"]) == (row.jira_id, watch.reader)
    assert hook["url"] == "http://lodge.test/webhooks/jira/"
    assert hook["jql"] == f'project IN ("{watch.project_id}")'
    assert row.expires_at is not None
    assert row.expires_at > timezone.now() + timedelta(days=29)
    assert (row.error, row.lease_until) == ("", None)
    assert maintain_registrations.keep() == 0


def test_another_project_changes_the_registration(team: Team, followed: Any, alice: User) -> None:
    maintain_registrations.keep()
    [before] = in_jira(team)
    reader = ProjectWatch.objects.get().reader
    owner = Connection.objects.get(account_id=reader).user
    assert owner is not None
    team.file(owner, "SHOP" if any(p["key"] == "SHOP" for p in team.site["projects"]) else "DEMO")
    ticks()
    maintain_registrations.keep()
    [after] = in_jira(team)
    assert after["id"] != before["id"]
    assert len(Webhook.objects.get().project_ids) == 2


def test_what_was_registered_before_a_crash_is_taken_over(team: Team, followed: Any) -> None:
    maintain_registrations.keep()
    Webhook.objects.update(jira_id=None, project_ids=[])
    maintain_registrations.keep()
    [hook] = in_jira(team)
    assert Webhook.objects.get().jira_id == hook["id"]


def test_an_orphan_is_removed(team: Team, followed: Any) -> None:
    maintain_registrations.keep()
    team.sandbox.fault("drop_after_commit", method="POST", path="/webhook$")
    Webhook.objects.update(project_ids=["1"])
    ProjectWatch.objects.create(
        cloud_id=team.cloud_id,
        project_id=team.site["projects"][1]["id"],
        reader=ProjectWatch.objects.get().reader,
        next_search_at=timezone.now() + timedelta(days=1),
    )
    maintain_registrations.keep()
    assert len(in_jira(team)) == 2
    assert Webhook.objects.get().error == "OutcomeUnknown"
    due()
    maintain_registrations.keep()
    [hook] = in_jira(team)
    row = Webhook.objects.get()
    assert (row.jira_id, row.error, row.failing_since) == (hook["id"], "", None)


def test_it_is_refreshed_before_it_ends(
    team: Team, followed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    maintain_registrations.keep()
    [before] = in_jira(team)
    team.sandbox.advance(600)
    due()
    maintain_registrations.keep()
    assert in_jira(team) == [before]
    monkeypatch.setattr(maintain_registrations, "REFRESH_BELOW", timedelta(days=31))
    due()
    maintain_registrations.keep()
    [after] = in_jira(team)
    assert after["id"] == before["id"]
    moved = datetime.fromisoformat(after["expires_at"]) - datetime.fromisoformat(
        before["expires_at"]
    )
    assert moved > timedelta(seconds=590)


def test_a_link_that_ends_takes_it_along_and_another_reader_has_the_next(
    team: Team, followed: dict[str, Connection]
) -> None:
    maintain_registrations.keep()
    reader = ProjectWatch.objects.get().reader
    connections.disconnect(Connection.objects.get(account_id=reader).pk)
    assert (in_jira(team), Webhook.objects.count()) == ([], 0)
    ProjectWatch.objects.update(next_search_at=timezone.now())
    ticks()
    maintain_registrations.keep()
    [hook] = in_jira(team)
    assert hook["account_id"] == ProjectWatch.objects.get().reader != reader


def test_a_jira_that_hangs_holds_up_the_end_of_a_link_once(
    team: Team,
    alice: User,
    link: Callable[..., Connection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    linked = link(alice, "alice", scopes=WITH_WEBHOOKS)
    team.file(alice)
    ticks()
    maintain_registrations.keep()
    row = Webhook.objects.get()
    Webhook.objects.create(
        cloud_id=team.sandbox.site("web-shop")["cloud_id"],
        account_id=row.account_id,
        jira_id=1,
        next_check_at=timezone.now(),
    )
    monkeypatch.setattr(delete_with_link, "_PATIENCE", 0.5)
    team.sandbox.fault("delay", method="DELETE", path="/webhook$", seconds=5, times=9)
    before = team.last_call()
    connections.disconnect(linked.pk)
    asked = [each for each in team.calls(before) if each["method"] == "DELETE"]
    assert (len(asked), Webhook.objects.count()) == (1, 0)


def test_without_the_scope_of_a_link_the_trouble_is_noted_and_tried_later(
    team: Team, alice: User
) -> None:
    team.join(alice)
    team.file(alice)
    ticks()
    maintain_registrations.keep()
    row = Webhook.objects.get()
    assert row.error == "ScopeMissing"
    assert row.next_check_at > timezone.now() + timedelta(minutes=20)
    assert maintain_registrations.keep() == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ATLASSIAN_SCOPES": SCOPES}, "scope"),
        ({"ATLASSIAN_API_URL": "https://api.atlassian.com"}, "address"),
        (
            {"ATLASSIAN_API_URL": "https://api.atlassian.com", "PUBLIC_URL": "https://lodge.test"},
            "",
        ),
    ],
)
def test_where_none_can_be_none_is_tried(settings: Any, changes: dict[str, str], why: str) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    assert webhook_address.why_not() == why


def test_a_second_process_leaves_it_alone(team: Team, followed: Any) -> None:
    now = timezone.now()
    maintain_registrations._enter(maintain_registrations._wanted())
    Webhook.objects.update(lease_until=now + timedelta(minutes=1))
    assert maintain_registrations.keep() == 0
    assert in_jira(team) == []

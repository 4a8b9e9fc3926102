"""What those who run Lodge see of acts on issues, and do for them."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.models import ActKind, IssueAct, State
from tests.integration.issues.filing.test_submission_admin import admin

__all__ = ["admin"]  # a fixture

LIST = "/admin/issues/issueact/"


def asked_for(owner: User, state: State, **more: Any) -> IssueAct:
    """An act on DEMO-19 in that state."""
    return IssueAct.objects.create(
        owner=owner, state=state, account_id="712020:a", cloud_id="c", site_name="Demo team",
        site_url="https://demo.example", issue_id="1", issue_key="DEMO-19", kind=ActKind.EDIT,
        typed={"summary": ["A secret plan"]}, payload={"fields": {"summary": {"to": "A secret plan"}}}, **more,
    )  # fmt: skip


def test_acts_are_seen_and_what_was_typed_is_not(admin: Client, alice: User) -> None:
    row = asked_for(alice, State.BLOCKED, blocked_reason="denied")
    for at in (LIST, f"{LIST}{row.pk}/change/"):
        page = admin.get(at).text
        assert "DEMO-19" in page
        assert "Needs a right in Jira" in page
        assert "secret plan" not in page
    assert admin.post(f"{LIST}{row.pk}/text/").status_code == 403
    assert admin.post(f"{LIST}{row.pk}/change/", {"kind": "vote"}).status_code == 403
    assert admin.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "1 needs attention" in admin.get("/admin/issues/submission/").text


def test_an_act_is_put_back_on_its_way(admin: Client, alice: User) -> None:
    later = timezone.now() + timedelta(hours=1)
    waits = asked_for(alice, State.QUEUED, next_attempt_at=later)
    denied = asked_for(alice, State.BLOCKED, blocked_reason="denied")
    asked = asked_for(alice, State.BLOCKED, blocked_reason="ask")
    assert "It is due now" in admin.post(f"{LIST}{denied.pk}/try/", follow=True).text
    assert "nothing to try" in admin.post(f"{LIST}{asked.pk}/try/", follow=True).text
    chosen = {"action": "try_now", "_selected_action": [str(waits.pk), str(asked.pk)]}
    assert "1 of 2" in admin.post(LIST, chosen, follow=True).text
    states = {row.pk: row.state for row in IssueAct.objects.all()}
    assert states == {
        waits.pk: State.QUEUED,
        denied.pk: State.QUEUED,
        asked.pk: State.BLOCKED,
    }
    waits.refresh_from_db()
    assert waits.next_attempt_at is not None
    assert waits.next_attempt_at <= timezone.now()

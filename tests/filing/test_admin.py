"""What those who run Lodge see and may do with reports."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.models import State, Submission
from tests.outbox.conftest import make_row


@pytest.fixture
def admin(db: None, sign_in: Callable[[User], Client]) -> Client:
    """Somebody who runs Lodge, signed in."""
    return sign_in(User.objects.create(username="ops", is_staff=True, is_superuser=True))


def act(admin: Client, action: str, *rows: Submission) -> None:
    """Choose *rows* in the list and do *action*."""
    url = "/admin/issues/submission/"
    assert admin.post(url, {"action": action, "_selected_action": [r.pk for r in rows]}).status_code == 302


def test_reports_are_looked_at_and_never_edited(admin: Client, alice: User) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    row.events.create(what="filed", detail="DEMO-7")
    url = f"/admin/issues/submission/{row.pk}/change/"
    for each in (url, "/admin/issues/submission/", "/admin/issues/submission/?q=broke"):
        assert "It broke" in admin.get(each).content.decode()
    assert admin.post(url, {"summary": "Mine"}).status_code == 403
    assert admin.get("/admin/issues/submission/add/").status_code == 403


def test_try_now_makes_due_what_waits_and_leaves_questions_to_their_owner(admin: Client, alice: User) -> None:
    later = timezone.now() + timedelta(hours=1)
    waiting = make_row(alice, State.QUEUED, next_attempt_at=later)
    blocked = make_row(alice, State.BLOCKED, blocked_reason="denied")
    asked = make_row(alice, State.BLOCKED, blocked_reason="ask")
    filed = make_row(alice, State.FILED)
    act(admin, "try_now", waiting, blocked, asked, filed)
    for row in (waiting, blocked, asked, filed):
        row.refresh_from_db()
    assert waiting.next_attempt_at is not None
    assert waiting.next_attempt_at <= timezone.now()
    assert [r.state for r in (blocked, asked, filed)] == [State.QUEUED, State.BLOCKED, State.FILED]
    assert blocked.events.get().what == "by_admin"


def test_withdraw_takes_back_only_what_is_not_sent(admin: Client, alice: User) -> None:
    rows = [make_row(alice, state) for state in State]
    act(admin, "withdraw", *rows)
    withdrawn = {
        row.state for row in rows if not Submission.objects.filter(pk=row.pk, state=row.state).exists()
    }
    assert withdrawn == {State.DRAFT, State.QUEUED, State.BLOCKED}


def test_who_may_only_look_can_not_act(alice: User, bob: User, sign_in: Callable[[User], Client]) -> None:
    bob.is_staff = True
    bob.save()
    bob.user_permissions.add(Permission.objects.get(codename="view_submission"))
    row = make_row(alice, State.QUEUED)
    answer = sign_in(bob).post(
        "/admin/issues/submission/", {"action": "withdraw", "_selected_action": [row.pk]}, follow=True
    )
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == State.QUEUED

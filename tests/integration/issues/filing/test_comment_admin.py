"""What those who run Lodge see of comments, and do for them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.admin import state_wording
from issues.models import Comment, State
from issues.outbox.states import Reason
from tests.integration.issues.filing.test_submission_admin import admin

__all__ = ["admin"]  # a fixture

LIST = "/admin/issues/comment/"


def written(owner: User, state: State, **more: Any) -> Comment:
    """A comment on DEMO-19 in that state."""
    return Comment.objects.create(
        owner=owner, state=state, account_id="712020:a", cloud_id="c", site_name="Demo team",
        site_url="https://demo.example", issue_key="DEMO-19", issue_summary="It broke", text="So it is\nhere",
        **more,
    )  # fmt: skip


def test_comments_are_looked_at_and_never_edited(admin: Client, alice: User) -> None:
    row = written(alice, State.FILED, remote_id="77")
    page = admin.get(f"{LIST}{row.pk}/change/").text
    assert "On DEMO-19" in page
    assert "So it is<br>here" not in page
    assert "So it is<br>here" in admin.post(f"{LIST}{row.pk}/text/").text
    assert "DEMO-19" in admin.get(LIST, {"q": "DEMO-19"}).text
    assert admin.post(f"{LIST}{row.pk}/change/", {"text": "Mine"}).status_code == 403
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_comment_is_put_back_on_its_way_from_its_page_and_from_the_list(
    admin: Client, alice: User
) -> None:
    later = timezone.now() + timedelta(hours=1)
    waits = written(alice, State.QUEUED, next_attempt_at=later)
    denied = written(alice, State.BLOCKED, blocked_reason="denied")
    asked = written(alice, State.BLOCKED, blocked_reason="ask")
    assert f"{LIST}{denied.pk}/try/" in admin.get(f"{LIST}{denied.pk}/change/").text
    assert f"{LIST}{asked.pk}/try/" not in admin.get(f"{LIST}{asked.pk}/change/").text
    assert "within seconds" in admin.post(f"{LIST}{denied.pk}/try/", follow=True).text
    assert "nothing to try" in admin.post(f"{LIST}{asked.pk}/try/", follow=True).text
    chosen = {"action": "try_now", "_selected_action": [str(waits.pk), str(asked.pk)]}
    assert "Dealt with: 1 of 2." in admin.post(LIST, chosen, follow=True).text
    for row in (waits, denied, asked):
        row.refresh_from_db()
    assert [row.state for row in (waits, denied, asked)] == [
        State.QUEUED,
        State.QUEUED,
        State.BLOCKED,
    ]
    assert waits.next_attempt_at is not None
    assert waits.next_attempt_at <= timezone.now()


def test_who_may_only_look_at_comments_can_not_act(
    alice: User, bob: User, sign_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_comment"))
    row = written(alice, State.BLOCKED, blocked_reason="denied")
    client = sign_in(bob)
    assert "Try now</button>" not in client.get(f"{LIST}{row.pk}/change/").text
    assert client.post(f"{LIST}{row.pk}/try/").status_code == 403
    assert sign_in(alice).post(f"{LIST}{row.pk}/try/").status_code == 302
    row.refresh_from_db()
    assert row.state == State.BLOCKED


@pytest.mark.parametrize("reason", Reason)
def test_a_comment_says_why_it_waits_and_never_to_mark_it(alice: User, reason: Reason) -> None:
    told = state_wording.of_comment(written(alice, State.BLOCKED, blocked_reason=reason))
    assert told.why == str(state_wording.WHY[reason])
    assert told.todo
    assert "mark it" not in told.todo
    assert "create issues" not in told.todo


def test_comments_are_found_by_how_they_stand_and_counted_beside_the_reports(
    admin: Client, alice: User, bob: User
) -> None:
    assert "Comments:" not in admin.get("/admin/").text
    waits, stuck = written(alice, State.QUEUED), written(bob, State.BLOCKED, blocked_reason="link")
    for asked, found in (
        ({"state": "open"}, {waits, stuck}),
        ({"blocked_reason": "link"}, {stuck}),
    ):
        assert set(admin.get(LIST, asked).context["cl"].result_list) == found
    for address in ("/admin/", "/admin/issues/submission/"):
        text = admin.get(address).text
        assert "Comments:" in text
        assert ">1 waits</a>" in text
        assert ">1 needs attention</a>" in text

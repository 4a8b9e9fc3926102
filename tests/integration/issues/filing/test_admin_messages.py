"""What those who run Lodge are told that their acts did is what they did."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.filing import mark_filed
from issues.models import Attachment, State, Submission
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.filing.test_report_pages import stored
from tests.integration.issues.filing.test_submission_admin import admin
from tests.integration.issues.filing.test_submission_admin_page import page_of
from tests.integration.issues.outbox.conftest import make_row

__all__ = ["admin"]  # a fixture

LIST = "/admin/issues/submission/"


def tried(admin: Client, url: str, *rows: object) -> str:
    """What the page says after "Try now" for *rows*."""
    chosen = {"action": "try_now", "_selected_action": [str(row.pk) for row in rows]}  # type: ignore[attr-defined]
    return admin.post(url, chosen, follow=True).text


@pytest.mark.parametrize("query", ["state=blocked", "blocked_reason=denied"])
def test_trying_from_a_list_of_what_needs_somebody_says_how_many(
    admin: Client, alice: User, query: str
) -> None:
    row = make_row(alice, State.BLOCKED, blocked_reason="denied")
    assert "Dealt with: 1 of 1." in tried(admin, f"{LIST}?{query}", row)


def test_trying_comments_from_a_list_of_what_needs_somebody_says_how_many(
    admin: Client, alice: User
) -> None:
    row = written(alice, State.BLOCKED, blocked_reason="denied")
    assert "Dealt with: 1 of 1." in tried(admin, "/admin/issues/comment/?state=blocked", row)


def test_the_history_tells_of_no_report_that_was_left_alone(admin: Client, alice: User) -> None:
    asked = make_row(alice, State.BLOCKED, blocked_reason="ask")
    assert "Dealt with: 0 of 1." in tried(admin, LIST, asked)
    assert not LogEntry.objects.filter(object_id=str(asked.pk)).exists()


def test_the_history_tells_of_no_comment_that_was_left_alone(admin: Client, alice: User) -> None:
    asked = written(alice, State.BLOCKED, blocked_reason="ask")
    assert "Dealt with: 0 of 1." in tried(admin, "/admin/issues/comment/", asked)
    assert not LogEntry.objects.filter(object_id=str(asked.pk)).exists()


def test_trying_a_file_from_the_list_counts_as_trying(admin: Client, alice: User) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    later = timezone.now() + timedelta(hours=1)
    Attachment.objects.create(
        submission=row, name="a", size=1, sha256="", state=State.QUEUED, next_attempt_at=later
    )
    assert "Dealt with: 1 of 1." in tried(admin, LIST, row)
    assert LogEntry.objects.filter(object_id=str(row.pk)).exists()


def test_a_file_that_needs_an_admin_can_be_tried_by_one(admin: Client, alice: User) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    file = Attachment.objects.create(
        submission=row, name="a", size=1, sha256="", state=State.BLOCKED, blocked_reason="gave_up"
    )
    text = admin.get(page_of(row)).text
    assert "Needs you" in text
    assert page_of(row, "try") in text
    admin.post(page_of(row, "try"))
    file.refresh_from_db()
    assert file.state == State.QUEUED


def test_no_more_are_withdrawn_than_were_asked_about(admin: Client, alice: User) -> None:
    row = make_row(alice, State.QUEUED)
    url = f"{LIST}?state=queued"
    chosen = {"action": "withdraw", "_selected_action": [str(row.pk)], "select_across": "1"}
    page = admin.post(url, chosen).text
    assert "Withdraw this report?" in page
    since = make_row(alice, State.QUEUED)
    hidden = re.findall(r'type="hidden"\s+name="([a-z_]+)"\s+value="([^"]*)"', page)
    assert ("_selected_action", str(row.pk)) in hidden
    admin.post(url, {**dict(hidden), "confirmed": "1"})
    row.refresh_from_db()
    since.refresh_from_db()
    assert (row.state, since.state) == (State.WITHDRAWN, State.QUEUED)


def test_the_figure_of_what_waits_leads_to_as_many(admin: Client, alice: User) -> None:
    make_row(alice, State.QUEUED, sent_at=timezone.now())
    make_row(alice, State.SENDING, sent_at=timezone.now())
    text = admin.get("/admin/").text
    assert ">2</a>" in text
    found = admin.get(LIST, {"state": "waiting", "site_name": "Demo team"}).context["cl"]
    assert found.result_count == 2


def test_who_asked_to_wait_meanwhile_is_not_asked_sooner_for_a_wrong_key(
    desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.QUEUED, next_attempt_at=timezone.now())
    # Read by the page, and sent by the sweep before the report was held: Jira asked to wait.
    later = timezone.now() + timedelta(minutes=10)
    Submission.objects.filter(pk=row.pk).update(next_attempt_at=later)
    assert mark_filed.claim(row, "DEMO-99999", what="told_by_admin")
    row.refresh_from_db()
    assert row.next_attempt_at is not None
    assert row.next_attempt_at >= later

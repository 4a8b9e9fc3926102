"""What those who run Lodge see and may do with reports."""

from collections.abc import Callable
from dataclasses import astuple
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from issues.admin.outbox_overview import by_site
from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from tests.integration.issues.filing.conftest import Desk, told
from tests.integration.issues.filing.test_report_pages import stored
from tests.integration.issues.outbox.conftest import make_row
from tests.support.mails import delivered


@pytest.fixture
def admin(db: None, sign_in: Callable[[User], Client]) -> Client:
    """Somebody who runs Lodge, signed in."""
    return sign_in(
        User.objects.create(
            username="ops", email="ops@lodge.test", is_staff=True, is_superuser=True
        )
    )


def act(admin: Client, action: str, *rows: Submission) -> None:
    """Choose *rows* in the list and do *action*, and say yes where it asks."""
    values = {"action": action, "_selected_action": [r.pk for r in rows], "confirmed": "1"}
    assert admin.post("/admin/issues/submission/", values).status_code == 302


def test_reports_are_looked_at_and_never_edited(admin: Client, alice: User) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    row.events.create(what="filed", detail="DEMO-7")
    url = f"/admin/issues/submission/{row.pk}/change/"
    for each in (url, "/admin/issues/submission/", "/admin/issues/submission/?q=DEMO-7"):
        assert "DEMO-7" in admin.get(each).content.decode()
    assert admin.post(url, {"summary": "Mine"}).status_code == 403
    assert admin.get("/admin/issues/submission/add/").status_code == 403


def test_try_now_makes_due_what_waits_and_leaves_questions_to_their_owner(
    admin: Client, alice: User
) -> None:
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
        row.state
        for row in rows
        if not Submission.objects.filter(pk=row.pk, state=row.state).exists()
    }
    assert withdrawn == {State.QUEUED, State.BLOCKED}


def test_author_is_mailed_when_an_admin_withdraws(admin: Client, alice: User) -> None:
    row, draft = make_row(alice, State.QUEUED, sent_at=timezone.now()), make_row(alice, State.DRAFT)
    act(admin, "withdraw", row, draft)
    (mail,) = delivered()
    assert mail.to == [alice.email]
    assert "The people who run Lodge withdrew it" in mail.body
    assert f"/reports/{row.pk}/" in mail.body


def test_the_list_says_how_each_site_stands(admin: Client, alice: User) -> None:
    ago = timezone.now() - timedelta(days=3)
    make_row(alice, State.QUEUED, sent_at=ago)
    make_row(alice, State.UNCONFIRMED, sent_at=timezone.now())
    make_row(alice, State.BLOCKED, site_name="Shop", blocked_reason="ask", sent_at=ago)
    filed = make_row(alice, State.FILED, site_name="Shop")
    Attachment.objects.create(submission=filed, name="a", size=1, sha256="", state=State.QUEUED)
    assert [astuple(each) for each in by_site()] == [
        ("Demo team", 1, ago, 1, 0, 0),
        ("Shop", 0, None, 0, 1, 1),
    ]
    assert "What is not settled" in admin.get("/admin/issues/submission/").content.decode()


def test_a_report_that_is_there_is_marked_with_its_key(
    admin: Client, desk: Desk, alice: User
) -> None:
    desk.somebody_elses_issue()
    (issue,) = desk.filed("of bob")
    row = stored(desk, alice, State.BLOCKED, blocked_reason="ask")
    url, chosen = (
        "/admin/issues/submission/",
        {"action": "mark_filed", "_selected_action": [row.pk]},
    )
    assert "Under which key is it in Jira?" in admin.post(url, chosen).content.decode()
    for wrong in ("nonsense", "DEMO-99999"):
        answer = admin.post(url, {**chosen, "confirmed": "1", "key": wrong})
        assert "errornote" in answer.content.decode()
    assert admin.post(url, {**chosen, "confirmed": "1", "key": issue["key"]}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.issue_id, row.issue_key) == (State.FILED, issue["id"], issue["key"])
    assert told(row) == ["told_by_admin"]


def test_only_one_that_waits_can_be_marked(admin: Client, alice: User) -> None:
    waiting, filed = make_row(alice, State.QUEUED), make_row(alice, State.FILED, issue_key="DEMO-1")
    act(admin, "mark_filed", waiting, filed)
    act(admin, "mark_filed", filed)
    waiting.refresh_from_db()
    assert waiting.state == State.QUEUED


def test_view_permission_allows_no_action(
    alice: User, bob: User, sign_in: Callable[[User], Client]
) -> None:
    bob.is_staff = True
    bob.save()
    bob.user_permissions.add(Permission.objects.get(codename="view_submission"))
    row = make_row(alice, State.QUEUED)
    answer = sign_in(bob).post(
        "/admin/issues/submission/",
        {"action": "withdraw", "_selected_action": [row.pk]},
        follow=True,
    )
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_reports_are_found_by_why_they_wait(admin: Client, alice: User) -> None:
    waiting = make_row(alice, State.BLOCKED, blocked_reason="denied")
    asked = make_row(alice, State.BLOCKED, blocked_reason="ask")
    found = admin.get(
        "/admin/issues/submission/", {"blocked_reason": waiting.blocked_reason}
    ).content.decode()
    assert waiting.pk.hex[:8] in found
    assert asked.pk.hex[:8] not in found
    assert 'href="?blocked_reason="' not in found


def test_the_list_asks_before_it_withdraws_and_carries_the_choice(
    admin: Client, alice: User
) -> None:
    rows = [make_row(alice, State.QUEUED, summary=f"Number {n}") for n in range(2)]
    chosen = {"action": "withdraw", "_selected_action": [str(row.pk) for row in rows]}
    answer = admin.post("/admin/issues/submission/", chosen)
    assert "Withdraw these 2 reports?" in answer.text
    assert set(answer.context["carried"]) == {
        ("action", "withdraw"),
        *(("_selected_action", str(row.pk)) for row in rows),
    }
    assert Submission.objects.filter(state=State.QUEUED).count() == 2


def test_reports_are_found_by_how_they_stand_by_writer_and_by_site(
    admin: Client, alice: User, bob: User
) -> None:
    waits = make_row(alice, State.QUEUED, summary="Waits")
    needs = make_row(bob, State.BLOCKED, summary="Needs", blocked_reason="ask", site_name="Shop")
    filed = make_row(alice, State.FILED, summary="Filed", issue_key="DEMO-1")

    def found(**asked: str) -> set[str]:
        rows = admin.get("/admin/issues/submission/", asked).context["cl"].result_list
        return {row.summary for row in rows}

    assert found(state="open") == {waits.summary, needs.summary}
    assert found(state="filed") == {filed.summary}
    assert found(owner=str(bob.pk)) == {needs.summary}
    assert found(owner="nobody") == {waits.summary, needs.summary, filed.summary}
    assert found(site_name="Shop") == {needs.summary}
    shown = admin.get("/admin/issues/submission/").text
    assert f"?owner={alice.pk}" in shown
    assert f"?owner={bob.pk}" in shown
    assert "state=blocked&amp;site_name=Shop" in shown


def test_a_longer_list_of_reports_asks_the_database_no_more_often(
    admin: Client, alice: User, django_assert_num_queries: Any
) -> None:
    """Whatever states they are in."""
    url = "/admin/issues/submission/"
    make_row(alice, State.BLOCKED, blocked_reason="ask")
    admin.get(url)
    with CaptureQueriesContext(connection) as one:
        admin.get(url)
    for reason in Reason:
        make_row(alice, State.BLOCKED, blocked_reason=reason)
    with django_assert_num_queries(len(one)):
        admin.get(url)

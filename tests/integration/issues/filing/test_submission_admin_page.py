"""The page of one report, for those who run Lodge: what it says, and what they can do there."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.admin import state_wording
from issues.admin.outbox_overview import with_parts_missing
from issues.admin.submissions import wording
from issues.models import Attachment, IssueLink, State, Submission
from issues.outbox.states import Reason
from issues.wording import receipt_events
from tests.integration.issues.filing.conftest import Desk, told
from tests.integration.issues.filing.test_report_pages import stored
from tests.integration.issues.filing.test_submission_admin import admin
from tests.integration.issues.outbox.conftest import make_row
from tests.support.mails import delivered

__all__ = ["admin"]  # a fixture


def page_of(row: Submission, act: str = "change") -> str:
    """The address of a report's own page, or of an act there."""
    return f"/admin/issues/submission/{row.pk}/{act}/"


@pytest.fixture
def clerk(bob: User, sign_in: Callable[[User], Client]) -> Client:
    """Staff who may look at reports, and do nothing."""
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_submission"))
    return sign_in(bob)


def test_a_report_is_put_back_on_its_way_from_its_own_page(admin: Client, alice: User) -> None:
    row = make_row(alice, State.BLOCKED, blocked_reason="denied")
    assert f'action="{page_of(row, "try")}"' in admin.get(page_of(row)).text
    answer = admin.post(page_of(row, "try"), follow=True)
    assert "the worker sends it within seconds, if it runs" in answer.text
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert told(row) == ["by_admin"]
    assert "Put back on its way." in admin.get(page_of(row, "history")).text


def test_a_report_is_withdrawn_from_its_own_page_after_a_question(
    admin: Client, alice: User
) -> None:
    row = make_row(alice, State.QUEUED, sent_at=timezone.now())
    address = page_of(row, "withdraw")
    assert address in admin.get(page_of(row)).text
    asked = admin.post(address)
    for answer in (admin.get(address), asked):
        assert "Withdraw this report?" in answer.text
        assert "cannot be undone" in answer.text
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert admin.post(address, {"confirmed": "1"}, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert [mail.to for mail in delivered()] == [[alice.email]]
    assert (
        "It cannot be withdrawn any more."
        in admin.post(address, {"confirmed": "1"}, follow=True).text
    )


def test_a_report_is_marked_with_its_key_from_its_own_page(
    admin: Client, desk: Desk, alice: User
) -> None:
    desk.somebody_elses_issue()
    (issue,) = desk.filed("of bob")
    row = stored(desk, alice, State.BLOCKED, blocked_reason="ask")
    address = page_of(row, "filed")
    assert address in admin.get(page_of(row)).text
    assert "Under which key is it in Jira?" in admin.get(address).text
    assert "errornote" in admin.post(address, {"confirmed": "1", "key": "DEMO-99999"}).text
    assert (
        admin.post(address, {"confirmed": "1", "key": issue["key"]}, follow=True).status_code == 200
    )
    row.refresh_from_db()
    assert (row.state, row.issue_key) == (State.FILED, issue["key"])
    assert "It does not wait any more." in admin.get(address, follow=True).text


def test_a_page_offers_only_what_is_to_any_purpose(admin: Client, alice: User) -> None:
    acts = ("try", "filed", "withdraw")
    offered = {
        state: {act for act in acts if page_of(row, act) in admin.get(page_of(row)).text}
        for state in State
        for row in [make_row(alice, state)]
    }
    assert offered == {
        State.DRAFT: set(),
        State.QUEUED: {"try", "filed", "withdraw"},
        State.SENDING: set(),
        State.UNCONFIRMED: {"try", "filed"},
        State.FILED: set(),
        State.REJECTED: set(),
        State.BLOCKED: {"try", "filed", "withdraw"},
        State.WITHDRAWN: set(),
    }
    assert (
        "There is nothing to try"
        in admin.post(page_of(make_row(alice, State.FILED), "try"), follow=True).text
    )


def test_files_that_wait_can_be_tried_from_the_page_of_their_report(
    admin: Client, alice: User
) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    later = timezone.now() + timedelta(hours=1)
    file = Attachment.objects.create(
        submission=row, name="a.png", size=1, sha256="", state=State.QUEUED, next_attempt_at=later
    )
    admin.post(page_of(row, "try"))
    file.refresh_from_db()
    assert file.next_attempt_at is not None
    assert file.next_attempt_at <= timezone.now()


def test_who_may_only_look_sees_no_button_and_can_press_none(clerk: Client, alice: User) -> None:
    row = make_row(alice, State.QUEUED)
    text = clerk.get(page_of(row)).text
    assert "The report " in text
    for act in ("try", "filed", "withdraw", "text"):
        assert page_of(row, act) not in text
        assert clerk.post(page_of(row, act), {"confirmed": "1", "key": "DEMO-1"}).status_code == 403
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_actions_require_staff_permission(
    alice: User, stranger: Client, sign_in: Callable[[User], Client]
) -> None:
    row = make_row(alice, State.QUEUED)
    for client in (sign_in(alice), stranger):
        for act in ("try", "filed", "withdraw"):
            assert client.post(page_of(row, act), {"confirmed": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_actions_require_post_with_csrf_token(admin: Client, alice: User) -> None:
    row = make_row(alice, State.QUEUED)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin.cookies
    for act in ("try", "filed", "withdraw"):
        assert strict.post(page_of(row, act), {"confirmed": "1"}).status_code == 403
    assert admin.get(page_of(row, "try")).status_code == 405
    row.refresh_from_db()
    assert row.state == State.QUEUED


@pytest.mark.parametrize("reason", Reason)
def test_report_page_says_who_must_act_and_how(admin: Client, alice: User, reason: Reason) -> None:
    row = make_row(alice, State.BLOCKED, blocked_reason=reason)
    for address in ("/admin/issues/submission/", page_of(row)):
        assert str(state_wording.WHY[reason]) in html.unescape(admin.get(address).text)
    told = state_wording.of_report(row)
    needs_admin = reason in (Reason.MISCONFIGURED, Reason.SHARED, Reason.GAVE_UP)
    assert (told.tag.text == "Needs you") == needs_admin
    assert told.todo
    row.state = State.UNCONFIRMED
    assert state_wording.of_report(row).why.startswith("Lodge cannot look for it: ")


def test_a_receipt_tells_an_admin_of_the_writer_and_not_of_you(admin: Client, alice: User) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    for name in (*receipt_events.EVENTS, *(f"blocked_{reason}" for reason in Reason)):
        row.events.create(what=name, detail="DEMO-7")
        row.events.create(what=f"file_{name}"[:32], detail="a.png")
    said = [f"{line.title} {line.detail}" for line in map(wording.line, row.events.all())]
    assert len(said) == 2 * (len(receipt_events.EVENTS) + len(Reason))
    for line in said:
        assert not re.search(r"\b(you|your|we|us)\b", line, re.IGNORECASE), line
    text = admin.get(page_of(row)).text
    assert "Its writer said that it is DEMO-7" in text
    assert "Lodge looked in Jira and found the file" in text


def test_what_was_typed_and_what_jira_said_are_shown_in_words(admin: Client, alice: User) -> None:
    row = make_row(
        alice, State.REJECTED,
        values={"summary": ["It broke"], "priority": ["3"], "customfield_1": ["a\nb"]},
        field_names={"summary": "Summary", "priority": "Priority", "priority=3": "High", "customfield_1": "Steps"},
        messages=["Choose a version."], field_errors={"customfield_1": "Too long."},
    )  # fmt: skip
    text = admin.get(page_of(row)).text
    assert "Choose a version." in text
    assert "<bdi>Steps</bdi>: Too long." in text
    shown = admin.post(page_of(row, "text")).text
    assert "<bdi>Priority</bdi></dt>" in shown
    assert re.search(r">\s*High\s*</dd>", shown)
    assert "a<br>b" in shown
    for page in (text, shown):
        assert "customfield_1" not in page
        assert "{&#x27;" not in page


def test_what_belongs_to_a_report_is_told_with_its_troubles(admin: Client, alice: User) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-7")
    gone = timezone.now()
    for name, state, more in (
        ("there.png", State.FILED, {"deleted_at": gone}),
        ("refused.bin", State.REJECTED, {"messages": ["Not this kind."]}),
        ("denied.txt", State.BLOCKED, {"blocked_reason": "denied", "tries": 3}),
    ):
        Attachment.objects.create(
            submission=row, name=name, size=1024, sha256="", state=state, **more
        )
    IssueLink.objects.create(
        submission=row, words="relates to", other_key="SHOP-7", state=State.FILED
    )
    text = admin.get(page_of(row)).text
    for said in (
        "1\xa0KB",
        "The copy here was deleted",
        "Not this kind.",
        "Needs a right in Jira",
        "Tries: 3",
        "File 3",
        "Link 1",
    ):
        assert said in text
    for name in ("there.png", "SHOP-7"):
        assert name not in text
        assert name in admin.post(page_of(row, "text")).text
    assert list(with_parts_missing().values_list("pk", flat=True)) == [row.pk]
    found = admin.get("/admin/issues/submission/", {"state": "parts"}).context["cl"].result_list
    assert [each.pk for each in found] == [row.pk]


def test_the_first_page_says_how_the_outbox_stands_to_those_who_may_see_it(
    admin: Client, clerk: Client, alice: User
) -> None:
    for client in (admin, clerk):
        assert "Every report is settled" in client.get("/admin/").text
    make_row(alice, State.BLOCKED, blocked_reason="ask", sent_at=timezone.now() - timedelta(days=3))
    for client in (admin, clerk):
        assert "state=blocked&amp;site_name=Demo%20team" in client.get("/admin/").text
    assert "Links to Atlassian</h2>" not in clerk.get("/admin/").text

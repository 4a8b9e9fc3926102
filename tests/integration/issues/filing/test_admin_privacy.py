"""What people write is theirs: a draft is shown to nobody, a report only by a button whose press is written down."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.admin.submissions import admin_actions
from issues.models import Attachment, Inspection, IssueLink, State, Submission
from tests.integration.issues.filing.test_comment_admin import LIST as COMMENTS
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.filing.test_submission_admin import admin
from tests.integration.issues.filing.test_submission_admin_page import page_of
from tests.integration.issues.outbox.conftest import make_row

__all__ = ["admin"]  # a fixture
pytestmark = pytest.mark.django_db

LIST = "/admin/issues/submission/"
SECRET = "Unspeakable"
TYPED: dict[str, Any] = {
    "summary": f"{SECRET} summary",
    "values": {"summary": [f"{SECRET} summary"], "description": [f"{SECRET} description"]},
    "fields": {"summary": f"{SECRET} summary"},
    "field_names": {"summary": "Summary", "description": "Description"},
}
THROWN_AWAY: dict[str, Any] = {"state": State.WITHDRAWN, "sent_at": None}


def typed(owner: User, state: State, **more: Any) -> Submission:
    """A row with that word in every corner of it."""
    row = make_row(owner, state, **TYPED, **more)
    Attachment.objects.create(
        submission=row, name=f"{SECRET}.png", size=2048, sha256="", state=State.DRAFT
    )
    IssueLink.objects.create(submission=row, words=SECRET, other_key="SHOP-7")
    row.events.create(what="file_filed", detail=f"{SECRET}.png")
    row.events.create(what="file_rejected", detail=f"{SECRET}.png: Not this kind.")
    return row


def everywhere(admin: Client, row: Submission) -> str:
    """Every page of the administration that tells of *row*."""
    chosen = {"action": "withdraw", "_selected_action": [str(row.pk)]}
    pages = [
        admin.get(each).text for each in ("/admin/", LIST, page_of(row), page_of(row, "history"))
    ]
    pages += [admin.get(page_of(row, act), follow=True).text for act in ("filed", "withdraw")]
    pages.append(admin.post(LIST, chosen, follow=True).text)
    pages += [
        admin.get(LIST, {"q": word}).text.replace(f'value="{word}"', "")
        for word in (row.pk.hex, "alice")
    ]
    return "".join(pages)


@pytest.mark.parametrize("state", State)
def test_no_page_and_no_list_shows_what_was_typed(admin: Client, alice: User, state: State) -> None:
    row = typed(
        alice, state, sent_at=timezone.now(), issue_key="DEMO-7" if state == State.FILED else ""
    )
    assert SECRET not in everywhere(admin, row)


@pytest.mark.parametrize(
    "more", [{"state": State.DRAFT}, THROWN_AWAY], ids=["draft", "thrown away"]
)
def test_a_draft_is_told_of_by_its_size_and_opened_by_nobody(
    admin: Client, alice: User, more: dict[str, Any]
) -> None:
    row = typed(alice, **more)
    text = html.unescape(admin.get(page_of(row)).text)
    assert "A draft in DEMO" in text
    assert "A draft is shown to nobody but its writer." in text
    assert "42 characters, one file" in text
    assert "alice" in text
    assert "Show it" not in text
    assert SECRET not in everywhere(admin, row)
    assert admin.post(page_of(row, "text")).status_code == 404
    assert not Inspection.objects.exists()


def test_what_jira_refused_is_a_draft_again_once_its_writer_goes_on(
    admin: Client, alice: User
) -> None:
    row = typed(alice, State.REJECTED, sent_at=timezone.now(), messages=["No"])
    assert SECRET in admin.post(page_of(row, "text")).text
    Submission.objects.filter(pk=row.pk).update(state=State.DRAFT)
    assert admin.post(page_of(row, "text")).status_code == 404


def test_a_look_is_written_down_before_the_text_is_shown_and_its_writer_sees_it(
    admin: Client, alice: User, bob: User, sign_in: Callable[[User], Client]
) -> None:
    row = typed(alice, State.BLOCKED, blocked_reason="denied", sent_at=timezone.now())
    assert "Nobody has looked so far." in admin.get(page_of(row)).text
    assert "Who looked at your text" not in sign_in(alice).get(f"/reports/{row.pk}/").text
    assert admin.get(page_of(row, "text")).status_code == 405
    text = admin.post(page_of(row, "text")).text
    for said in (f"{SECRET} summary", f"{SECRET} description", f"{SECRET}.png", f"{SECRET} SHOP-7"):
        assert said in text
    look = Inspection.objects.get()
    assert look.viewer is not None
    assert (look.report, look.comment, look.viewer.username) == (row, None, "ops")
    assert "ops" in admin.get(page_of(row)).text
    page = sign_in(alice).get(f"/reports/{row.pk}/").text
    assert "Who looked at your text" in page
    assert "ops" in page
    admin.post(page_of(row, "text"))
    assert Inspection.objects.count() == 2
    User.objects.get(username="ops").delete()
    assert "a user who has left since," in sign_in(alice).get(f"/reports/{row.pk}/").text
    assert sign_in(bob).get(f"/reports/{row.pk}/").status_code == 404


def test_a_look_at_a_comment_is_written_down_too(
    admin: Client, alice: User, sign_in: Callable[[User], Client]
) -> None:
    row = written(alice, State.BLOCKED, blocked_reason="denied")
    pages = [admin.get(each).text for each in (COMMENTS, f"{COMMENTS}{row.pk}/change/")]
    assert not any("So it is" in page or "It broke" in page for page in pages)
    assert "So it is<br>here" in admin.post(f"{COMMENTS}{row.pk}/text/").text
    assert Inspection.objects.get().comment == row
    assert "Who looked at your text" in sign_in(alice).get(f"/comments/{row.pk}/").text


def test_only_who_may_look_can(alice: User, bob: User, stranger: Client, sign_in: Any) -> None:
    row = typed(alice, State.QUEUED, sent_at=timezone.now())
    assert stranger.post(page_of(row, "text")).status_code == 302
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    rights = Permission.objects.filter(codename__in=("view_submission", "change_submission"))
    bob.user_permissions.set(rights)
    clerk = sign_in(bob)
    assert "Show it" not in clerk.get(page_of(row)).text
    assert clerk.post(page_of(row, "text")).status_code == 403
    bob.user_permissions.add(Permission.objects.get(codename="read_submission"))
    assert "Show it" in clerk.get(page_of(row)).text
    assert SECRET in clerk.post(page_of(row, "text")).text
    assert Inspection.objects.count() == 1


def test_a_look_needs_the_proof_of_origin(admin: Client, alice: User) -> None:
    row = typed(alice, State.QUEUED)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin.cookies
    assert strict.post(page_of(row, "text")).status_code == 403
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"summary__startswith": "U"},
        {"summary": TYPED["summary"]},
        {"values__icontains": "Unspeakable"},
        {"fields__summary__startswith": "U"},
        {"attachments__name__startswith": "U"},
        {"owner__password__startswith": "a"},
        {"digest__startswith": "a"},
    ],
)
def test_no_filter_tells_letter_by_letter(
    admin: Client, alice: User, asked: dict[str, str]
) -> None:
    typed(alice, State.DRAFT)
    answer = admin.get(LIST, asked)
    assert "cl" not in (answer.context or {})
    text = admin.get(COMMENTS, {"text__startswith": "S"})
    assert "cl" not in (text.context or {})


@pytest.mark.parametrize("word", [SECRET, "summary", "description"])
def test_no_search_tells_either(admin: Client, alice: User, word: str) -> None:
    typed(alice, State.DRAFT)
    typed(alice, State.QUEUED)
    assert admin.get(LIST, {"q": word}).context["cl"].result_count == 0


def test_the_history_calls_reports_by_number_or_key(admin: Client, alice: User) -> None:
    row = typed(alice, State.BLOCKED, blocked_reason="denied", sent_at=timezone.now())
    admin.post(page_of(row, "try"))
    admin.post(page_of(row, "withdraw"), {"confirmed": "1"})
    named = {entry.object_repr for entry in LogEntry.objects.all()}
    assert named == {f"report {row.pk.hex[:8]}"}


def test_an_admin_takes_no_draft_away(admin: Client, alice: User) -> None:
    row = typed(alice, State.DRAFT)
    assert admin_actions.withdraw(Submission.objects.filter(pk=row.pk)) == set()
    assert (
        "It cannot be withdrawn any more." in admin.post(page_of(row, "withdraw"), follow=True).text
    )
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_superusers_see_who_looked_at_what(
    admin: Client, alice: User, bob: User, sign_in: Any
) -> None:
    row, comment = typed(alice, State.QUEUED), written(alice, State.FILED)
    admin.post(page_of(row, "text"))
    admin.post(f"{COMMENTS}{comment.pk}/text/")
    text = admin.get("/admin/issues/inspection/").text
    for said in ("ops", "alice", page_of(row), "A comment on DEMO-19"):
        assert said in text
    assert SECRET not in text
    look = Inspection.objects.first()
    assert look is not None
    assert (
        admin.post(f"/admin/issues/inspection/{look.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    assert admin.get("/admin/issues/inspection/add/").status_code == 403
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.set(Permission.objects.filter(content_type__app_label="issues"))
    assert sign_in(bob).get("/admin/issues/inspection/").status_code == 403

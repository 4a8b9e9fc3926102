"""What people wrote goes after its time, and no sooner; and the pages say when."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues import attachments, tasks
from issues.forms import drafts
from issues.models import Attachment, Comment, IssueAct, State, Submission
from issues.outbox.states import Reason
from issues.retention import delete_old_texts
from tests.integration.issues.attachments.conftest import folder
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.outbox.conftest import make_row

__all__ = ["folder"]  # a fixture
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

AGES: dict[str, Any] = {
    "DRAFTS_KEPT_DAYS": 180,
    "DRAFT_FILES_KEPT_DAYS": 90,
    "THROWN_AWAY_KEPT_DAYS": 30,
    "SENT_TEXTS_KEPT_DAYS": 100,
}
TYPED = {"summary": ["It broke"], "description": ["At night"]}


@pytest.fixture(autouse=True)
def ages(settings: Any) -> None:
    """As in .env.example, but that no two are alike."""
    for name, days in AGES.items():
        setattr(settings, name, days)


def old(row: Any, days: float) -> Any:
    """It has stood so for *days*, and was touched no later."""
    at = timezone.now() - timedelta(days=days)
    changes: dict[str, Any] = {"state_since": at, "created_at": at}
    if isinstance(row, Submission):
        changes["edited_at"] = at
        Attachment.objects.filter(submission=row).update(created_at=at)
    type(row).objects.filter(pk=row.pk).update(**changes)
    return row


def is_there(row: Any) -> bool:
    """Whether it is."""
    return bool(type(row).objects.filter(pk=row.pk).exists())


@pytest.mark.parametrize("state", [State.DRAFT, State.REJECTED])
def test_a_draft_goes_once_nobody_touched_it_for_so_long(alice: User, state: State) -> None:
    young, stale = old(make_row(alice, state), 179), old(make_row(alice, state), 181)
    edited = old(make_row(alice, state), 181)
    Submission.objects.filter(pk=edited.pk).update(edited_at=timezone.now())
    assert tasks.purge() == 1
    assert [is_there(each) for each in (young, stale, edited)] == [True, False, True]


def test_what_was_thrown_away_goes_after_a_month_and_can_be_had_back_until_then(
    alice: User,
) -> None:
    rows = [make_row(alice, State.DRAFT, values=TYPED) for _ in range(2)]
    for row, days in zip(rows, (29, 31), strict=True):
        assert drafts.throw_away(row)
        old(row, days)
    assert delete_old_texts.thrown_away() == 1
    assert [is_there(each) for each in rows] == [True, False]
    rows[0].refresh_from_db()
    assert drafts.bring_back(rows[0])


def test_files_of_a_draft_go_before_it_and_their_rows_say_so(alice: User, folder: Path) -> None:
    young, stale = make_row(alice, State.DRAFT), make_row(alice, State.DRAFT)
    for row, days in ((young, 89), (stale, 91)):
        assert attachments.keep(row, [SimpleUploadedFile("a.txt", b"hello", "text/plain")])[0]
        old(row, days)
    assert delete_old_texts.draft_files() == 1
    assert (is_there(young), is_there(stale)) == (True, True)
    assert young.attachments.get().deleted_at is None
    gone = stale.attachments.get()
    assert gone.deleted_at is not None
    assert not gone.file.storage.exists(str(gone.file.name))
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    assert delete_old_texts.draft_files() == 0


def test_a_draft_takes_its_files_along(alice: User, folder: Path) -> None:
    row = make_row(alice, State.DRAFT)
    attachments.keep(row, [SimpleUploadedFile("a.txt", b"hello", "text/plain")])
    old(row, 200)
    delete_old_texts.purge()
    assert not is_there(row)
    assert not any(path.is_file() for path in folder.rglob("*"))


@pytest.mark.parametrize("state", [State.FILED, State.WITHDRAWN])
def test_what_a_report_said_goes_and_the_report_stays(alice: User, state: State) -> None:
    def made(days: float) -> Submission:
        row = make_row(
            alice, state, values=TYPED, issue_key="DEMO-7", sent_at=timezone.now(), messages=["No"]
        )
        row.events.create(what="filed", detail="DEMO-7")
        return Submission.objects.get(pk=old(row, days).pk)

    young, stale = made(99), made(101)
    assert delete_old_texts.sent_texts(Submission) == 1
    young.refresh_from_db()
    stale.refresh_from_db()
    assert (young.values, young.text_deleted_at) == (TYPED, None)
    assert (stale.values, stale.fields, stale.field_names, stale.messages) == ({}, {}, {}, [])
    assert (stale.summary, stale.issue_key, stale.events.count()) == ("It broke", "DEMO-7", 1)
    assert stale.text_deleted_at is not None
    assert delete_old_texts.sent_texts(Submission) == 0


@pytest.mark.parametrize("state", [State.FILED, State.WITHDRAWN, State.REJECTED])
def test_what_a_comment_said_goes(alice: User, state: State) -> None:
    young, stale = old(written(alice, state), 99), old(written(alice, state), 101)
    assert delete_old_texts.sent_texts(Comment) == 1
    young.refresh_from_db()
    stale.refresh_from_db()
    assert (young.text, stale.text) == ("So it is\nhere", "")


def asked_for(owner: User, state: State) -> IssueAct:
    """A change of the summary of DEMO-7."""
    wanted = {"fields": {"summary": {"to": "Other words"}}}
    return IssueAct.objects.create(
        owner=owner, state=state, issue_key="DEMO-7", payload=wanted, typed={"summary": ["Other"]}
    )


@pytest.mark.parametrize("state", [State.FILED, State.WITHDRAWN, State.REJECTED])
def test_what_an_act_said_goes(alice: User, state: State) -> None:
    young, stale = old(asked_for(alice, state), 99), old(asked_for(alice, state), 101)
    assert delete_old_texts.sent_texts(IssueAct) == 1
    young.refresh_from_db()
    stale.refresh_from_db()
    assert young.wanted
    assert (stale.payload, stale.typed, stale.issue_key) == ({}, {}, "DEMO-7")


def test_what_was_begun_on_an_issue_goes_as_drafts_do(alice: User, settings: Any) -> None:
    settings.DRAFTS_KEPT_DAYS = 100
    kept = [old(make(alice, State.DRAFT), 99).pk for make in (written, asked_for)]
    for make in (written, asked_for):
        old(make(alice, State.DRAFT), 101)
        old(make(alice, State.QUEUED), 101)
    assert delete_old_texts.drafts_on_issues(Comment) == 1
    assert delete_old_texts.drafts_on_issues(IssueAct) == 1
    left = [Comment.objects.get(state=State.DRAFT).pk, IssueAct.objects.get(state=State.DRAFT).pk]
    assert left == kept


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.QUEUED, ""),
        (State.SENDING, ""),
        (State.UNCONFIRMED, ""),
        *((State.BLOCKED, reason) for reason in Reason),
    ],
)
def test_what_waits_or_needs_somebody_is_never_touched(
    alice: User, state: State, reason: str
) -> None:
    row = old(make_row(alice, state, blocked_reason=reason, values=TYPED), 5000)
    comment = old(written(alice, state, blocked_reason=reason), 5000)
    assert delete_old_texts.purge() == 0
    row.refresh_from_db()
    comment.refresh_from_db()
    assert (row.values, comment.text) == (TYPED, "So it is\nhere")


def test_who_goes_on_with_a_draft_at_that_moment_keeps_it(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = old(make_row(alice, State.DRAFT), 200)
    found = delete_old_texts._batches

    def touched(rows: Any, ends_at: float) -> Any:
        for keys in found(rows, ends_at):
            Submission.objects.filter(pk=row.pk).update(edited_at=timezone.now())
            yield keys

    monkeypatch.setattr(delete_old_texts, "_batches", touched)
    assert delete_old_texts.drafts() == 0
    assert is_there(row)


def test_it_goes_in_batches_and_ends_in_time(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete_old_texts, "BATCH", 2)
    for _ in range(5):
        old(make_row(alice, State.DRAFT), 200)
    assert delete_old_texts.purge(seconds=0) == 0
    assert delete_old_texts.purge() == 5


def test_the_history_of_what_is_deleted_keeps_no_name(alice: User, bob: User) -> None:
    row = old(make_row(alice, State.DRAFT), 200)
    LogEntry.objects.log_actions(bob.pk, [row], CHANGE, change_message="It broke")
    delete_old_texts.purge()
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == ("–", "")


def test_the_pages_say_for_how_long(alice: User, link: Any, sign_in: Any) -> None:
    link(alice)
    client: Client = sign_in(alice)
    draft = make_row(alice, State.DRAFT, edited_at=timezone.now())
    listed = client.get("/drafts/").text
    for said in ("180 days", "90 days", "30 days"):
        assert said in listed
    assert "Lodge deletes it on" not in listed
    assert "for 180 days after your last change" in client.get(f"/reports/{draft.pk}/").text
    old(draft, 160)
    assert "Lodge deletes it on" in client.get("/").text
    thrown = make_row(alice, State.WITHDRAWN)
    assert "is kept here for 30 days" in client.get(f"/reports/{thrown.pk}/").text
    withdrawn = make_row(alice, State.WITHDRAWN, sent_at=timezone.now(), values=TYPED)
    page = client.get(f"/reports/{withdrawn.pk}/").text
    assert "is kept here for 100 days" in page
    assert "File the same text as a new one" in page
    old(withdrawn, 101)
    comment = old(written(alice, State.FILED), 101)
    delete_old_texts.purge()
    page = client.get(f"/reports/{withdrawn.pk}/").text
    assert "Lodge kept what you typed for 100 days, and has deleted it." in page
    assert "File the same text as a new one" not in page
    page = client.get(f"/comments/{comment.pk}/").text
    assert "Lodge kept its text for 100 days, and has deleted it." in page

"""Files added to an issue, by themselves or with a comment: each is there once, or its owner is told why not."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.erasing import erasure_request, erasure_steps
from accounts.models import User
from integrations import limits
from integrations.models import Connection, ConnectionState, Pause
from issues import attachments
from issues.attachments import cleanup
from issues.models import AddedFile, Attachment, Comment, State, Submission
from issues.outbox import backoff, engine, parts
from issues.outbox.outcomes import TOO_LARGE, Reason
from issues.outbox.upload_file import UploadAddedFile
from issues.retention import delete_old_texts
from tests.integration.issues.acts.conftest import Bench
from tests.integration.issues.acts.test_act_admin import admin
from tests.integration.issues.acts.test_act_forms import form_of
from tests.integration.issues.attachments.conftest import folder, sums, upload
from tests.integration.issues.attachments.test_remove_picture_metadata import exif, picture
from tests.integration.issues.filing.conftest import sweep
from tests.integration.urls.rows_of_every_kind import close_files

__all__ = ["admin", "folder"]  # fixtures

pytestmark = pytest.mark.django_db
UPLOAD, COMMENT = r"/attachments$", r"/comment$"
ALIKE = ("image.txt", b"first 1"), ("image.txt", b"second2")
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("drop_before", {}),
    ("drop_after_commit", {}),
    ("truncate", {}),
    ("malformed", {}),
    ("html", {"status": 503}),
    ("status", {"status": 500, "body": {}}),
    ("status", {"status": 408, "body": {}}),
    ("status_after_commit", {"status": 503}),
    ("rate_limit", {"retry_after": 0}),
]


def time_passes() -> None:
    """What waits is due, and what is in doubt has been so for longer than any grace."""
    past = timezone.now() - timedelta(seconds=backoff.before_asking_owner() + 60)
    Pause.objects.all().delete()
    limits.forget()
    for model in (AddedFile, Comment, Submission, Attachment):
        rows: Any = model._default_manager
        rows.filter(state=State.UNCONFIRMED).update(state_since=past)
        rows.exclude(next_attempt_at=None).update(next_attempt_at=timezone.now())
        rows.exclude(lease_until=None).update(lease_until=past)


def settle(times: int = 6) -> None:
    """The worker, often enough for everything that can come to an end."""
    for _ in range(times):
        time_passes()
        sweep()


def in_jira(bench: Bench) -> list[tuple[str, str]]:
    """(name, SHA-256) of every file on the issue, as Jira holds them."""
    (issue,) = [each for each in bench.sandbox.issues() if each["key"] == bench.key]
    return sorted((each["name"], each["sha256"]) for each in issue["attachments"])


def to_issue(bench: Bench, comment: Comment | None = None) -> attachments.ToIssue:
    """Where Alice's files go."""
    seen = bench.seen()
    batch = comment.pk if comment else uuid4()
    return attachments.ToIssue(
        bench.user.pk, bench.account_id, seen.site, seen.issue_id, seen.key, seen.summary, batch, comment
    )  # fmt: skip


def added(bench: Bench, *files: tuple[str, bytes]) -> list[AddedFile]:
    """Files of Alice's that wait to be sent."""
    rows, refused = attachments.add(to_issue(bench), [upload(*each) for each in files])
    assert refused == {}
    return rows


def states() -> list[str]:
    return [each.state for each in AddedFile.objects.order_by("position")]


def switch_attachments(bench: Bench, *, on: bool) -> None:
    """What an administrator of Jira does."""
    facts = {"cloud_id": bench.cloud_id, "attachments_enabled": on}
    bench.sandbox.control("POST", "/seed", {"jira": [facts]})


def status(client: Client, at: str) -> int:
    """What *client* gets at *at*."""
    answer: Any = client.get(at)
    close_files(answer)
    return int(answer.status_code)


def send(bench: Bench, *files: SimpleUploadedFile, **values: Any) -> Any:
    """Choose *files* on the issue's page and send them."""
    page = bench.get(bench.get(bench.url("acts")).link_to("^Add files$"))
    return bench.send(page, form_of(page, "issue-id"), files=list(files), **values)


def commented(bench: Bench, *files: SimpleUploadedFile, press: str = "", **values: Any) -> Any:
    """Write a comment with *files*."""
    page = bench.get(bench.url("comment"))
    form = form_of(page, "text")
    sent = {"text": "Here is the log", "files": list(files), **values}
    return bench.send(page, form, press, **sent)


def test_files_are_added_byte_by_byte(bench: Bench) -> None:
    files = ("log.txt", b"hello\r\n"), ("notes.md", b"# Notes")
    told = send(bench, *(upload(*each) for each in files))
    assert f"Your files for {bench.key}" in told.text
    assert "on their way to Jira" in told.text
    settle(2)
    assert in_jira(bench) == sums(*files)
    told = bench.get(told.url)
    assert told.text.count("In Jira") == len(files)
    assert "log.txt" in bench.get("/acts/").text
    assert "notes.md" in bench.get("/acts/files/").text
    assert "not there yet" not in bench.get(bench.url("acts")).text


def test_one_upload_costs_one_call_that_changes_something(bench: Bench) -> None:
    (row,) = added(bench, ("log.txt", b"hello"))
    before = len(bench.sandbox.calls())
    assert engine.attempt(row.pk, UploadAddedFile())
    assert [each["method"] for each in bench.sandbox.calls()[before:]] == ["POST"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_a_lost_answer_never_leaves_a_file_missing_or_doubled(
    bench: Bench, fault: tuple[str, dict[str, Any]]
) -> None:
    added(bench, ("log.txt", b"hello"))
    bench.sandbox.fault(fault[0], method="POST", path=UPLOAD, **fault[1])
    settle()
    assert states() == [State.FILED]
    assert in_jira(bench) == sums(("log.txt", b"hello"))


@pytest.mark.parametrize("kind", ["drop_before", "drop_after_commit"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_two_files_of_one_name_and_size_stay_two(bench: Bench, kind: str, times: int) -> None:
    added(bench, *ALIKE)
    bench.sandbox.fault(kind, method="POST", path=UPLOAD, times=times)
    settle(10)
    assert states() == [State.FILED, State.FILED]
    assert in_jira(bench) == sums(*ALIKE)


def test_a_file_of_the_report_that_looks_alike_is_not_taken_for_it(bench: Bench) -> None:
    """The issue came of a report whose own file has the same name and size, and whose answer was lost, too."""
    seen = bench.seen()
    report = Submission.objects.create(
        owner=bench.user, account_id=bench.account_id, cloud_id=bench.cloud_id, state=State.FILED,
        issue_id=seen.issue_id, issue_key=seen.key, first_sent_at=timezone.now(),
    )  # fmt: skip
    Submission.objects.filter(pk=report.pk).update(state=State.DRAFT)
    attachments.keep(report, [upload(*ALIKE[0])])
    Submission.objects.filter(pk=report.pk).update(state=State.FILED)
    added(bench, ALIKE[1])
    bench.sandbox.fault("drop_after_commit", method="POST", path=UPLOAD, times=2)
    settle(12)
    assert states() == [State.FILED]
    assert Attachment.objects.get().state == State.FILED
    assert in_jira(bench) == sums(*ALIKE)
    assert Attachment.objects.get().remote_id != AddedFile.objects.get().remote_id


def test_a_moved_issue_gets_its_file_by_the_id(bench: Bench) -> None:
    added(bench, ("log.txt", b"hello"))
    there = {"cloud_id": bench.cloud_id, "key": "THERE", "name": "There"}
    bench.sandbox.control("POST", "/seed", {"projects": [there]})
    bench.colleague(move="THERE")
    settle(2)
    assert states() == [State.FILED]


def test_two_presses_of_one_form_add_one_file(bench: Bench) -> None:
    page = bench.get(bench.url("add-files"))
    for _ in range(2):
        bench.send(page, form_of(page, "issue-id"), files=[upload()])
    settle(2)
    assert AddedFile.objects.count() == 1
    assert in_jira(bench) == sums(("log.txt", b"hello"))


def test_two_alike_that_were_chosen_together_are_two(bench: Bench) -> None:
    send(bench, upload(), upload())
    settle(3)
    assert in_jira(bench) == sums(("log.txt", b"hello"), ("log.txt", b"hello"))


def test_where_a_picture_was_taken_is_not_sent(bench: Bench) -> None:
    data = picture("JPEG", exif=exif())
    assert b"Exif" in data
    send(bench, upload("a.jpg", data, "image/jpeg"))
    settle(2)
    ((name, digest),) = in_jira(bench)
    row = AddedFile.objects.get()
    assert (name, digest) == ("a.jpg", row.sha256)
    assert digest != hashlib.sha256(data).hexdigest()
    with row.file.open("rb") as kept:
        assert b"Exif" not in kept.read()


def test_nothing_chosen_and_what_cannot_go_is_said(bench: Bench, settings: Any) -> None:
    assert send(bench).status == 422
    assert "Choose a file first" in send(bench).text
    settings.FILE_MAX_BYTES = 4
    told = send(bench, upload("large.txt"), upload("small.txt", b"abc"), upload("none.txt", b""))
    assert "large.txt: It has 5 bytes" in told.text
    assert "none.txt: It is empty" in told.text
    assert [each.name for each in AddedFile.objects.all()] == ["small.txt"]
    assert send(bench, upload("large.txt")).status == 422


def test_quotas_count_these_files_too(bench: Bench, settings: Any) -> None:
    settings.FILES_MB_PER_PERSON = 0
    assert "together, which is the most" in send(bench, upload()).text
    settings.FILES_MB_PER_PERSON, settings.FILES_PER_REPORT = 1, 1
    told = send(bench, upload("a.txt"), upload("b.txt"))
    assert "b.txt: There can be 1 files at most" in told.text
    assert AddedFile.objects.count() == 1


def test_what_jira_would_refuse_is_not_offered(bench: Bench) -> None:
    switch_attachments(bench, on=False)
    assert "takes no files" in bench.get(bench.url("add-files")).text
    assert "Add files" not in bench.get(bench.url("acts")).text
    assert "Choose files" not in bench.get(bench.url("comment")).html


def test_a_reader_is_offered_nothing(bench: Bench) -> None:
    assert "Add files" in bench.get(bench.url("acts")).text
    archive = {"cloud_id": bench.cloud_id, "key": "LOOK", "name": "Look", "access": "read-only"}
    bench.sandbox.control("POST", "/seed", {"projects": [archive]})
    bench.colleague(move="LOOK")
    assert "Add files" not in bench.get(bench.url("acts")).text
    assert "Jira does not let you add files" in bench.get(bench.url("add-files")).text


def test_a_file_that_is_too_large_for_jira_is_told_and_can_be_left_out(bench: Bench) -> None:
    added(bench, ("log.txt", b"hello"))
    body = {"errorMessages": ["Zu groß"], "errors": {}}
    bench.sandbox.fault("status", method="POST", path=UPLOAD, status=413, body=body)
    settle(2)
    row = AddedFile.objects.get()
    assert (row.state, row.blocked_reason) == (State.REJECTED, TOO_LARGE)
    page = bench.get(f"/acts/files/{bench.cloud_id}/{bench.key}/")
    assert "Zu groß" in page.text
    assert "One change to an issue Needs you" in bench.get("/").text
    told = bench.post(f"/acts/files/{row.pk}/answer/", {"answer": "leave"})
    assert "Left out" in told.text
    assert states() == [State.WITHDRAWN]


def test_one_that_was_refused_is_tried_again(bench: Bench) -> None:
    (row,) = added(bench, ("log.txt", b"hello"))
    bench.sandbox.fault("status", method="POST", path=UPLOAD, status=400, body={"errors": {}})
    settle(1)
    assert states() == [State.REJECTED]
    bench.post(f"/acts/files/{row.pk}/answer/", {"answer": "again"})
    settle(1)
    assert states() == [State.FILED]


def test_attachments_that_are_switched_off_are_waited_for(bench: Bench) -> None:
    added(bench, ("log.txt", b"hello"))
    switch_attachments(bench, on=False)
    settle(1)
    row = AddedFile.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.NO_FILES)
    switch_attachments(bench, on=True)
    settle(2)
    assert states() == [State.FILED]


def test_a_dead_link_keeps_the_files_until_it_works_again(bench: Bench) -> None:
    page = bench.get(bench.url("add-files"))
    Connection.objects.update(state=ConnectionState.RECONNECT)
    told = bench.send(page, form_of(page, "issue-id"), files=[upload()])
    settle(1)
    told = bench.get(told.url)
    assert "Link again" in told.text
    assert states() == [State.BLOCKED]
    Connection.objects.update(state=ConnectionState.ACTIVE)
    settle(2)
    assert in_jira(bench) == sums(("log.txt", b"hello"))


def test_files_are_stored_while_jira_is_down(bench: Bench) -> None:
    page = bench.get(bench.url("add-files"))
    bench.sandbox.fault("drop_before", method="GET", times=None)
    told = bench.send(page, form_of(page, "issue-id"), files=[upload()])
    assert f"Your files for {bench.key}" in told.text
    bench.sandbox.control("DELETE", "/faults")
    settle(3)
    assert in_jira(bench) == sums(("log.txt", b"hello"))


def test_an_issue_that_is_gone_is_told(bench: Bench) -> None:
    added(bench, ("log.txt", b"hello"))
    bench.colleague(delete=True)
    settle(1)
    row = AddedFile.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.NOT_FOUND)


def test_what_a_stranger_asks_for_is_not_there(bench: Bench, sign_in: Any) -> None:
    (row,) = added(bench, ("log.txt", b"hello"))
    stranger: Client = sign_in(User.objects.create_user("mallory", "m@lodge.test"))
    for at in (f"/acts/files/{row.pk}/", f"/acts/files/{bench.cloud_id}/{bench.key}/"):
        assert status(stranger, at) == 404
        assert status(bench.client, at) == 200
    assert stranger.post(f"/acts/files/{row.pk}/answer/", {"answer": "leave"}).status_code == 404
    assert states() == [State.QUEUED]


def test_copies_go_some_time_after_jira_has_them(bench: Bench, folder: Path) -> None:
    added(bench, ("log.txt", b"hello"))
    settle(1)
    assert cleanup.let_go() == 0
    AddedFile.objects.update(state_since=timezone.now() - timedelta(days=4000))
    assert cleanup.let_go() == 1
    assert [each for each in folder.rglob("*") if each.is_file()] == []
    told = bench.get(f"/acts/files/{bench.cloud_id}/{bench.key}/")
    assert "log.txt" in told.text
    assert status(bench.client, f"/acts/files/{AddedFile.objects.get().pk}/") == 404


def test_files_of_forgotten_drafts_go_and_so_do_files_without_a_row(
    bench: Bench, folder: Path, settings: Any
) -> None:
    settings.DRAFT_FILES_KEPT_DAYS = 90
    commented(bench, upload(), press="keep=1")
    assert delete_old_texts.unsent_files() == 0
    AddedFile.objects.update(state_since=timezone.now() - timedelta(days=91))
    assert delete_old_texts.unsent_files() == 1
    assert AddedFile.objects.get().deleted_at is not None
    (row,) = added(bench, ("left.txt", b"left"))
    AddedFile.objects.filter(pk=row.pk).delete()
    assert cleanup.sweep_up() == 0  # it may be one that is being stored just now
    for each in folder.rglob("*"):
        if each.is_file():
            os.utime(each, (0, 0))
    assert cleanup.sweep_up() == 1


def test_who_is_erased_leaves_no_file(bench: Bench, folder: Path) -> None:
    added(bench, ("log.txt", b"hello"))
    commented(bench, upload("b.txt"), press="keep=1")
    erasure = erasure_request.ask(bench.user)
    assert erasure_steps.carry_out(erasure)
    assert not AddedFile.objects.exists()
    assert [each for each in folder.rglob("*") if each.is_file()] == []
    assert in_jira(bench) == []


def test_admins_see_that_a_file_waits_and_not_what_it_is_called(
    bench: Bench, admin: Client
) -> None:
    (row,) = added(bench, ("walrus plan.txt", b"hello"))
    AddedFile.objects.update(state=State.BLOCKED, blocked_reason=Reason.DENIED)
    at = "/admin/issues/addedfile/"
    for each in (at, f"{at}{row.pk}/change/"):
        page = admin.get(each).text
        assert bench.key in page
        assert "Needs a right in Jira" in page
        assert "walrus" not in page
    assert "Files on issues" in admin.get("/admin/issues/submission/").text
    assert "It is due now" in admin.post(f"{at}{row.pk}/try/", follow=True).text
    settle(2)
    assert in_jira(bench) == sums(("walrus plan.txt", b"hello"))


def test_only_files_of_filed_comments_are_woken(bench: Bench) -> None:
    for state in State:
        comment = Comment.objects.create(
            owner=bench.user, account_id=bench.account_id, cloud_id=bench.cloud_id,
            site_name="a", site_url="https://a.test", issue_key=bench.key, text="x", state=state,
        )  # fmt: skip
        attachments.add(to_issue(bench, comment), [upload(f"{state}.txt")])
    assert parts.wake_files() == 1
    assert AddedFile.objects.get(state=State.QUEUED).name == "filed.txt"

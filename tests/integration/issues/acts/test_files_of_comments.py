"""Files that are added with a comment: each follows it once, or its owner is told why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira
from issues.attachments import cleanup
from issues.models import AddedFile, Comment, State
from tests.integration.issues.acts.conftest import Bench
from tests.integration.issues.acts.test_act_forms import form_of
from tests.integration.issues.acts.test_added_files import (
    FAULTS,
    commented,
    in_jira,
    settle,
    states,
    status,
)
from tests.integration.issues.attachments.conftest import folder, sums, upload

__all__ = ["folder"]  # a fixture

pytestmark = pytest.mark.django_db
UPLOAD, COMMENT = r"/attachments$", r"/comment$"


def test_files_of_a_comment_follow_it(bench: Bench) -> None:
    told = commented(bench, upload())
    assert "Your comment is on" in told.text
    assert "log.txt" in told.text
    settle(2)
    assert in_jira(bench) == sums(("log.txt", b"hello"))
    assert "In Jira" in bench.get(told.url).text
    assert len(jira.comments_by_me(*bench.at, timezone.now() - timedelta(hours=1))) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_files_wait_until_the_comment_is_certainly_there(
    bench: Bench, fault: tuple[str, dict[str, Any]]
) -> None:
    bench.sandbox.fault(fault[0], method="POST", path=COMMENT, **fault[1])
    bench.sandbox.fault(fault[0], method="POST", path=UPLOAD, **fault[1])
    commented(bench, upload())
    if Comment.objects.get().state != State.FILED:
        assert states() == [State.DRAFT]
        assert in_jira(bench) == []
    settle(8)
    assert Comment.objects.get().state == State.FILED
    assert states() == [State.FILED]
    assert in_jira(bench) == sums(("log.txt", b"hello"))


def test_files_of_a_draft_are_kept_and_taken_out(bench: Bench) -> None:
    told = commented(bench, upload("a.txt"), upload("b.txt", b"other"), press="keep=1")
    assert "draft is kept" in told.text
    page = bench.get(bench.url("comment"))
    assert "a.txt" in page.text
    gone = AddedFile.objects.get(name="a.txt")
    assert status(bench.client, f"/acts/files/{gone.pk}/") == 200
    page = bench.send(page, form_of(page, "text"), "preview=1", **{"drop-file": str(gone.pk)})
    assert "a.txt" not in page.text
    bench.send(page, form_of(page, "text"))
    settle(2)
    assert in_jira(bench) == sums(("b.txt", b"other"))


def test_a_file_without_a_word_is_a_draft_too(bench: Bench) -> None:
    told = commented(bench, upload(), text="")
    assert told.status == 422
    assert "Write something first" in told.text
    assert "log.txt" in told.text
    assert states() == [State.DRAFT]


def test_a_bad_file_keeps_text_and_the_other_files(bench: Bench, settings: Any) -> None:
    settings.FILE_MAX_BYTES = 4
    told = commented(bench, upload("large.txt"), upload("small.txt", b"abc"))
    assert told.status == 422
    assert "large.txt : It has 5 bytes" in told.text
    assert form_of(told, "text").values()["text"] == ["Here is the log"]
    assert Comment.objects.get().state == State.DRAFT
    assert [each.name for each in AddedFile.objects.all()] == ["small.txt"]


def test_two_presses_of_one_comment_add_its_file_once(bench: Bench) -> None:
    page = bench.get(bench.url("comment"))
    for _ in range(2):
        bench.send(page, form_of(page, "text"), text="Here is the log", files=[upload()])
    settle(2)
    assert Comment.objects.count() == 1
    assert in_jira(bench) == sums(("log.txt", b"hello"))


def test_a_file_that_lodge_no_longer_has_is_chosen_again_or_taken_out(bench: Bench) -> None:
    commented(bench, upload(), press="keep=1")
    AddedFile.objects.update(deleted_at=timezone.now())
    told = commented(bench)
    assert told.status == 422
    assert "no longer has this file" in told.text
    commented(bench, upload())
    settle(2)
    assert states() == [State.FILED]
    assert in_jira(bench) == sums(("log.txt", b"hello"))


def test_a_withdrawn_comment_takes_its_files_along(bench: Bench) -> None:
    bench.sandbox.fault("rate_limit", method="POST", path=COMMENT, retry_after=3600)
    told = commented(bench, upload())
    bench.post(f"{told.url.rstrip('/')}/answer/", {"answer": "withdraw"})
    settle(2)
    assert states() == [State.DRAFT]
    assert in_jira(bench) == []
    long_ago = timezone.now() - timedelta(days=4000)
    Comment.objects.update(state_since=long_ago)
    assert cleanup.let_go() == 1
    assert AddedFile.objects.get().deleted_at is not None

"""Files go up once their issue exists, each exactly once, whatever breaks on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from issues.wording import report_mails
from tests.integration.issues.attachments.conftest import (
    UPLOAD,
    in_jira,
    keep,
    settle,
    sums,
    time_passes,
    upload,
)
from tests.integration.issues.filing.conftest import CREATE, Desk, sweep, told
from tests.support.mails import delivered

ALIKE = ("image.png", b"first 1"), ("image.png", b"second2")


def broken(desk: Desk, kind: str, path: str = UPLOAD, times: int = 1, **options: Any) -> None:
    desk.sandbox.fault(kind, method="POST", path=path, times=times, **options)


def states() -> list[str]:
    return [each.state for each in Attachment.objects.all()]


def test_files_wait_for_the_issue_and_then_go_byte_by_byte(desk: Desk, report: Submission) -> None:
    files = ("log.txt", b"hello\r\n"), ("notes.md", b"# Notes")
    keep(report, [upload(*each) for each in files])
    broken(desk, "rate_limit", CREATE, retry_after=1)
    sweep()
    assert states() == [State.DRAFT, State.DRAFT]
    assert desk.sandbox.calls("POST", UPLOAD) == []
    settle()
    assert in_jira(desk) == sums(*files)
    assert states() == [State.FILED, State.FILED]
    report.refresh_from_db()
    assert told(report)[-3:] == ["filed", "file_filed", "file_filed"]


NOTHING_CAME_BACK: list[tuple[str, dict[str, Any]]] = [
    ("drop_before", {}),
    ("drop_after_commit", {}),
    ("truncate", {}),
    ("malformed", {}),
    ("html", {"status": 503}),
    ("status", {"status": 500, "body": {}}),
    ("status", {"status": 408, "body": {}}),
]


@pytest.mark.parametrize(("kind", "options"), NOTHING_CAME_BACK)
def test_a_lost_answer_never_leaves_a_file_missing_or_doubled(
    desk: Desk, report: Submission, kind: str, options: dict[str, Any]
) -> None:
    keep(report, [upload()])
    broken(desk, kind, **options)
    sweep()
    sweep()
    assert states() == [State.UNCONFIRMED]
    settle()
    assert states() == [State.FILED]
    assert in_jira(desk) == sums(("log.txt", b"hello"))


@pytest.mark.parametrize("kind", ["drop_before", "drop_after_commit"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_two_pasted_pictures_of_one_name_and_size_stay_two(
    desk: Desk, report: Submission, kind: str, times: int
) -> None:
    keep(report, [upload(*each) for each in ALIKE])
    broken(desk, kind, times=times)
    settle(10)
    assert states() == [State.FILED, State.FILED]
    assert in_jira(desk) == sums(*ALIKE)
    assert len({each.remote_id for each in Attachment.objects.all()}) == 2


@pytest.mark.parametrize("half", ["malformed", "truncate"])
def test_half_of_a_picture_read_back_is_not_taken_for_another_one(
    desk: Desk, report: Submission, half: str
) -> None:
    keep(report, [upload(*each) for each in ALIKE])
    broken(desk, "drop_after_commit")
    desk.sandbox.fault(half, method="GET", path="/attachment/content/", times=2)
    settle(12)
    assert [fault["hits"] for fault in desk.sandbox.control("GET", "/faults")["faults"]] == [1, 2]
    assert states() == [State.FILED, State.FILED]
    assert in_jira(desk) == sums(*ALIKE)


def test_what_is_never_read_back_whole_is_asked_about(desk: Desk, report: Submission) -> None:
    keep(report, [upload(*each) for each in ALIKE])
    broken(desk, "drop_after_commit")
    fault = desk.sandbox.fault("malformed", method="GET", path="/attachment/content/", times=None)
    settle(40)
    assert sorted(states()) == [
        State.QUEUED,
        State.UNCONFIRMED,
    ]  # the other one cannot be told from it
    assert Attachment.objects.get(state=State.UNCONFIRMED).blocked_reason == Reason.ASK
    desk.sandbox.control("DELETE", f"/faults/{fault}")
    settle()
    assert states() == [State.FILED, State.FILED]
    assert in_jira(desk) == sums(*ALIKE)


def test_the_very_same_picture_twice_is_there_twice(desk: Desk, report: Submission) -> None:
    keep(report, [upload(*ALIKE[0]), upload(*ALIKE[0])])
    broken(desk, "drop_after_commit", times=2)
    settle(10)
    assert in_jira(desk) == sums(ALIKE[0], ALIKE[0])


def test_a_look_too_early_proves_nothing(desk: Desk, report: Submission) -> None:
    keep(report, [upload()])
    broken(desk, "drop_before")
    for _ in range(4):
        sweep()
        time_passes(5)
    assert states() == [State.UNCONFIRMED]
    assert len(desk.sandbox.calls("POST", UPLOAD)) == 1


def test_what_a_dead_worker_left_is_looked_for(desk: Desk, report: Submission) -> None:
    (row,) = keep(report, [upload()])
    settle()
    Attachment.objects.update(
        state=State.SENDING, remote_id="", lease_owner="dead", lease_until=report.created_at
    )
    settle()
    row.refresh_from_db()
    assert row.state == State.FILED
    assert in_jira(desk) == sums(("log.txt", b"hello"))


def test_a_refused_file_says_why_and_can_be_tried_again(desk: Desk, report: Submission) -> None:
    keep(report, [upload()])
    broken(desk, "status", status=413, body={"errorMessages": ["Zu groß"], "errors": {}})
    settle(2)
    page = desk.get(f"/reports/{report.pk}/")
    assert "Zu groß" in page.text
    assert "1 file needs you." in page.text
    desk.send(page, page.form_with("answer"), press="answer=again")
    settle(2)
    assert in_jira(desk) == sums(("log.txt", b"hello"))


REFUSALS = {
    403: ("Jira does not let you add", "let you attach files to the issue. Then try again."),
    404: (
        "Jira does not find the issue that",
        "Look for it in Jira; once you see it there, try again.",
    ),
    413: ("Jira did not take", "Leave it out, and add a smaller one in Jira."),
    400: ("Jira did not take", "Try again, or leave it out and add it in Jira."),
}


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("reason", ["Nicht erlaubt", ""])
def test_a_refusal_is_told_with_jiras_reason_and_what_to_do(
    desk: Desk, report: Submission, status: int, reason: str
) -> None:
    keep(report, [upload()])
    body = {"errorMessages": [reason] if reason else [], "errors": {}}
    broken(desk, "status", status=status, body=body)
    settle(2)
    why, what_next = REFUSALS[status]
    told = (
        f"Jira says: “{reason}”"
        if reason
        else ("Jira did not say why." if status in {400, 413} else "")
    )
    page = desk.get(f"/reports/{report.pk}/")
    for text in (page.text, mailed(report)):
        assert why in text
        assert what_next in text
        assert told in text
        assert bool(reason) == ("Jira says:" in text)
        assert "the file “log.txt”" in text
    desk.send(page, page.form_with("answer"), press="answer=again")
    settle(2)
    assert in_jira(desk) == sums(("log.txt", b"hello"))
    assert "Jira says:" not in desk.get(f"/reports/{report.pk}/").text
    assert Attachment.objects.get().messages == [] or status in {400, 413}


def mailed(report: Submission) -> str:
    """What their writer is told who has closed the page."""
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    assert (report_mails.tell_writers(), report_mails.tell_writers()) == (1, 0)
    (mail,) = delivered()
    return " ".join(mail.body.split())


def test_files_that_are_switched_off_are_told_in_jiras_words_and_go_once_they_are_on(
    desk: Desk, report: Submission
) -> None:
    """Jira answers as if the issue were not there."""
    keep(report, [upload()])
    attachments_of_the_site(desk, enabled=False)
    settle(2)
    row = Attachment.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.NO_FILES)
    page = desk.get(f"/reports/{report.pk}/")
    for text in (page.text, mailed(report)):
        assert "Demo team takes no files at present. Jira says: “Attachments are disabled.”" in text
        assert "Its administrators switched attachments off." in text
        assert "moved or deleted" not in text
    come_due_for_files()
    sweep()
    assert (states(), len(desk.sandbox.calls("POST", UPLOAD))) == ([State.BLOCKED], 1), (
        "it is only asked"
    )
    attachments_of_the_site(desk, enabled=True)
    come_due_for_files()
    settle(2)
    assert in_jira(desk) == sums(("log.txt", b"hello"))


def test_where_files_are_switched_off_the_rest_can_be_let_go(
    desk: Desk, report: Submission
) -> None:
    keep(report, [upload()])
    attachments_of_the_site(desk, enabled=False)
    settle(2)
    page = desk.get(f"/reports/{report.pk}/")
    page = desk.send(page, page.form_with("answer"), press="answer=leave")
    assert states() == [State.WITHDRAWN]
    assert "takes no files" not in page.text.partition("Receipt")[0]


def attachments_of_the_site(desk: Desk, *, enabled: bool) -> None:
    """What an administrator of Jira switches."""
    facts = {"cloud_id": desk.site["cloud_id"], "attachments_enabled": enabled}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})


def come_due_for_files() -> None:
    """Time passes."""
    Attachment.objects.update(next_attempt_at=timezone.now())


def test_an_issue_that_went_away_is_said_in_plain_words(desk: Desk, report: Submission) -> None:
    keep(report, [upload()])
    broken(desk, "status", status=404, body={"errorMessages": [], "errors": {}})
    settle(2)
    row = Attachment.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.NOT_FOUND)
    page = desk.get(f"/reports/{report.pk}/")
    assert "It may have been moved or deleted" in page.text
    desk.send(page, page.form_with("answer"), press="answer=leave")
    assert states() == [State.WITHDRAWN]


def test_what_nobody_can_tell_is_asked_and_never_sent_again_unasked(
    desk: Desk, report: Submission
) -> None:
    keep(report, [upload()])
    broken(desk, "drop_after_commit")
    sweep()
    sweep()
    desk.sandbox.fault(
        "status",
        method="GET",
        path=r"/issue/\d+$",
        status=404,
        body={"errorMessages": []},
        times=10,
    )
    settle()
    row = Attachment.objects.get()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.ASK)
    assert len(desk.sandbox.calls("POST", UPLOAD)) == 1
    page = desk.get(f"/reports/{report.pk}/")
    assert "Lodge could not tell whether it reached Jira." in page.text
    desk.send(page, page.form_with("answer"), press="answer=there")
    assert states() == [State.FILED]


def test_a_stored_file_that_can_not_be_read_blames_nobody_and_waits(
    desk: Desk, report: Submission
) -> None:
    (row,) = keep(report, [upload()])
    row.file.storage.delete(row.file.name or "")
    settle(2)
    row.refresh_from_db()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.MISCONFIGURED)


def test_a_page_shows_what_goes_up_and_asks_again_by_itself(desk: Desk, report: Submission) -> None:
    keep(report, [upload()])
    sweep()
    page = desk.get(f"/reports/{report.pk}/")
    assert "0 of 1 are in Jira." in page.text
    assert "hx-trigger" in page.html
    settle(2)
    page = desk.get(f"/reports/{report.pk}/")
    assert "All of this is in Jira, too." in page.text
    assert "hx-trigger" not in page.html

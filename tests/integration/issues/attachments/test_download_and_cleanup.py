"""A kept file goes back to its owner alone, as something to save; copies go when nobody needs them."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.attachments import cleanup
from issues.models import Attachment, IssueLink, State, Submission
from tests.integration.issues.attachments.conftest import keep, settle, upload
from tests.integration.issues.filing.conftest import Desk, sweep


def address(row: Attachment) -> str:
    return f"/reports/{row.submission_id}/files/{row.pk}/"


def test_an_owner_saves_what_they_attached(desk: Desk, report: Submission) -> None:
    (row,) = keep(report, [upload("ärger “1”.html", b"<script>alert(1)</script>", "text/html")])
    assert address(row) in desk.get(f"/reports/{report.pk}/").html
    answer: Any = desk.client.get(address(row))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    answer.close()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_nothing(
    report: Submission,
    carol: User,
    sign_in: Callable[[User], Client],
    stranger: Client,
    method: str,
) -> None:
    (row,) = keep(report, [upload()])
    url = address(row) if method == "get" else f"/reports/{report.pk}/parts/file/{row.pk}/"
    assert getattr(sign_in(carol), method)(url, {"answer": "leave"}).status_code == 404
    assert getattr(stranger, method)(url).status_code == 302
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_file_of_another_report_is_not_under_this_one(desk: Desk, report: Submission) -> None:
    (row,) = keep(report, [upload()])
    assert desk.client.get(f"/reports/{row.pk}/files/{row.pk}/").status_code == 404
    assert desk.client.get(f"/reports/{report.pk}/parts/nothing/{row.pk}/").status_code == 404


def test_copies_go_a_while_after_jira_has_them(
    desk: Desk, report: Submission, folder: Path
) -> None:
    (row,) = keep(report, [upload()])
    settle(2)
    assert cleanup.let_go() == 0
    Attachment.objects.update(state_since=timezone.now() - timedelta(days=15))
    assert (cleanup.let_go(), cleanup.let_go()) == (1, 0)
    assert not [each for each in folder.rglob("*") if each.is_file()]
    assert desk.client.get(address(row)).status_code == 404
    assert "log.txt" in desk.get(f"/reports/{report.pk}/").text


def test_copies_of_what_was_withdrawn_go_and_of_what_waits_stay(report: Submission) -> None:
    keep(report, [upload()])
    long_ago = timezone.now() - timedelta(days=400)
    Submission.objects.update(state_since=long_ago)
    Attachment.objects.update(state_since=long_ago)
    assert cleanup.let_go() == 0
    Submission.objects.update(state=State.WITHDRAWN)
    assert cleanup.let_go() == 1


def test_what_no_row_needs_is_swept_up_when_it_is_old(report: Submission, folder: Path) -> None:
    assert cleanup.sweep_up() == 0
    keep(report, [upload("kept.txt")])
    for name, age in (("old", 2), ("young", 0)):
        lost = folder / "attachments" / str(report.pk) / name
        lost.write_bytes(b"x")
        then = timezone.now().timestamp() - age * 86_400
        os.utime(lost, (then, then))
    assert cleanup.sweep_up() == 1
    left = {each.name for each in folder.rglob("*") if each.is_file()}
    assert left == {"young", *(str(each.pk) for each in Attachment.objects.all())}


@pytest.mark.parametrize("outward", [True, False])
def test_an_issue_is_linked_once_it_exists(desk: Desk, report: Submission, outward: bool) -> None:
    desk.somebody_elses_issue()
    (other,) = desk.filed("of bob")
    kind = "10000"
    link = IssueLink.objects.create(
        submission=report, type_id=kind, words="blocks", outward=outward, other_key=other["key"]
    )
    desk.sandbox.fault("drop_after_commit", method="POST", path="/issueLink$", times=1)
    sweep()
    settle()
    link.refresh_from_db()
    assert (link.state, link.tries) == (State.FILED, 1)
    assert link.remote_id
    assert f"blocks {other['key']}" in desk.get(f"/reports/{report.pk}/").text

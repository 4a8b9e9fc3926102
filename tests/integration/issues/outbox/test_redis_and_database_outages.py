"""What happens around Lodge while reports wait: Redis emptied, the database restarted, issues and links that move."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from threading import Thread
from time import sleep
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import User
from integrations import connections
from integrations.models import Connection
from issues.attachments.reading_uploads import PatientUploadHandler, UnreceivedFile
from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from tests.integration.issues.attachments.conftest import (
    folder,
    in_jira,
    keep,
    report,
    settle,
    sums,
    time_passes,
    upload,
)
from tests.integration.issues.filing.conftest import Desk, desk, sweep, told
from tests.integration.issues.filing.test_faults import broken
from tests.support.sandbox import Sandbox

__all__ = ["desk", "folder", "report"]

GIGABYTE = 1024 * 1024 * 1024


def waits() -> float:
    """Seconds until the only report there is goes again."""
    row = Submission.objects.get()
    assert row.state == State.QUEUED
    assert row.next_attempt_at is not None
    return (row.next_attempt_at - timezone.now()).total_seconds()


@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [("0", 0.1, 60), ("86400", 3500, 4000), ("a date", 100, 150), ("a date long ago", 0.1, 60)],
)
def test_whatever_jira_says_of_waiting_ends_as_one_and_never_in_a_loop(
    desk: Desk, retry_after: str, least: float, most: float
) -> None:
    dates = {"a date": 120, "a date long ago": -864_000}
    if retry_after in dates:
        moment = timezone.now() + timedelta(seconds=dates[retry_after])
        retry_after = format_datetime(moment)
    broken(desk, "rate_limit", retry_after=retry_after)
    desk.file()
    assert least < waits() < most
    sweep()
    assert len(desk.creates()) == 1
    time_passes()
    sweep()
    assert [issue["summary"] for issue in desk.filed()] == ["It broke"]
    assert told(Submission.objects.get()) == ["sent", "rate_limited", "filed"]


def test_emptied_redis_loses_nothing(desk: Desk) -> None:
    _page, form = desk.open_form()
    cache.clear()
    broken(desk, "rate_limit", retry_after=1)
    desk.post(form.action, {**form.values(), "summary": "It broke", "files": upload()})
    cache.clear()
    page = desk.get(f"/reports/{Submission.objects.get().pk}/")
    assert (page.status, "Your report is safe here." in page.text) == (200, True)
    for _ in range(3):
        cache.clear()
        time_passes()
        sweep()
    assert in_jira(desk) == sums(("log.txt", b"hello"))


def restart_the_database(sandbox: Sandbox) -> None:
    """As a restart does it to us: every session ends, in the middle of whatever it did, once Jira is being asked."""
    while not sandbox.calls(method="POST", path=r"/issue$"):
        sleep(0.02)
    options = connection.get_connection_params()
    address = {
        name: options[name]
        for name in ("host", "port", "user", "password", "dbname")
        if options.get(name)
    }
    with psycopg.connect(**address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no server that could be restarted"
)
def test_a_database_that_restarts_while_a_report_is_sent_loses_and_doubles_nothing(
    desk: Desk,
) -> None:
    page, form = desk.open_form()
    broken(desk, "delay", seconds=3)
    desk.client.raise_request_exception = False
    restart = Thread(target=restart_the_database, args=[desk.sandbox])
    restart.start()
    page = desk.send(page, form, summary="It broke")
    restart.join()
    connection.close()
    assert page.status == 503  # the page while the database is away
    assert Submission.objects.get().state == State.SENDING
    settle(3)
    row = Submission.objects.get()
    assert (row.state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)
    assert told(row) == ["sent", "interrupted", "found"]


@pytest.mark.parametrize("fault", ["", "drop_after_commit", "drop_before"])
def test_files_follow_an_issue_that_automation_moved_and_gave_another_key(
    desk: Desk, report: Submission, fault: str
) -> None:
    keep(report, [upload()])
    desk.sandbox.config(automation_move="SHOP")
    if fault:
        desk.sandbox.fault(fault, method="POST", path=r"/attachments$", times=1)
    settle()
    (issue,) = desk.filed()
    report.refresh_from_db()
    assert issue["key"].startswith("SHOP-")
    assert (report.state, report.issue_id) == (State.FILED, issue["id"])
    assert in_jira(desk) == sums(("log.txt", b"hello"))
    assert Attachment.objects.get().state == State.FILED


def test_a_report_waits_for_the_account_that_it_was_written_with(
    desk: Desk, report: Submission, alice: User, link: Callable[..., Connection]
) -> None:
    keep(report, [upload()])
    connections.disconnect(Connection.objects.get().pk)
    link(alice, "bob")
    settle(3)
    report.refresh_from_db()
    assert (report.state, report.blocked_reason, desk.filed()) == (
        State.BLOCKED,
        Reason.ACCOUNT,
        [],
    )
    connections.disconnect(
        Connection.objects.get(account_id=desk.sandbox.account("Bob")["account_id"]).pk
    )
    link(alice)
    settle(4)
    (issue,) = desk.filed()
    assert issue["creator"] == desk.sandbox.account("Alice")["account_id"]
    assert in_jira(desk) == sums(("log.txt", b"hello"))


def test_a_file_of_two_gigabytes_is_counted_and_takes_no_room(rf: Any) -> None:
    handler = PatientUploadHandler(rf.post("/"))
    handler.new_file("files", "dump.bin", "application/octet-stream", 2 * GIGABYTE)
    file, chunk = handler.file, bytes(1024 * 1024)
    for start in range(0, 2 * GIGABYTE, len(chunk)):
        assert handler.receive_data_chunk(chunk, start) is None
    taken = handler.file_complete(2 * GIGABYTE)
    assert isinstance(taken, UnreceivedFile)
    assert (taken.name, taken.size, taken.why, file.closed) == (
        "dump.bin",
        2 * GIGABYTE,
        "too_large",
        True,
    )


def test_two_gigabytes_fit_into_a_row_and_are_given_the_time_they_need(report: Submission) -> None:
    row = keep(report, [upload()])[0]
    Attachment.objects.filter(pk=row.pk).update(size=2 * GIGABYTE)
    row.refresh_from_db()
    assert row.size == 2 * GIGABYTE
    settle(2)
    row.refresh_from_db()
    assert (row.state, row.blocked_reason) == (State.BLOCKED, Reason.MISCONFIGURED), (
        "its bytes are others now"
    )

"""What belongs to a report goes as soon as the report is there: nobody waits for the next sweep, or for the queue."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import task_dispatch
from accounts.models import User
from integrations import jira
from issues.models import Attachment, IssueLink, State
from issues.outbox import engine
from issues.outbox.create_issue import CreateIssue
from issues.outbox.signals import parts_may_go
from tests.browser.lodge_processes import Served
from tests.integration.issues.attachments.conftest import (
    UPLOAD,
    in_jira,
    keep,
    settle,
    sums,
    upload,
)
from tests.integration.issues.filing.conftest import CREATE, Desk, report, sweep
from tests.integration.issues.filing.test_report_pages import stored

PATIENTLY = 90


@pytest.fixture
def worker(
    transactional_db: None,
    repository: Path,
    tmp_path: Path,
    folder: Path,
    settings: Any,
    desk: Desk,
) -> Iterator[Served]:
    """A worker in a process of its own, of this test's database, files and queue. Nothing sweeps."""
    made = Served(repository, tmp_path, settings)
    same = {name: os.environ.get(name, "") for name in ("REDIS_URL", "LODGE_VAR_DIR", "PUBLIC_URL")}
    made.environment |= {**same, "FILES_URL": f"file://{folder}"}
    made.start_worker(schedule=False)
    yield made
    made.kill()


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Whether it came to be so."""
    until = monotonic() + PATIENTLY
    while monotonic() < until and not is_so():
        sleep(0.05)
    return is_so()


def states() -> set[str]:
    """Where everything stands that belongs to the report."""
    return {
        each.state for model in (Attachment, IssueLink) for each in model._default_manager.all()
    }


@pytest.mark.usefixtures("worker")
def test_files_and_links_go_though_nothing_sweeps(desk: Desk, alice: User) -> None:
    desk.file("another one")
    (other,) = desk.filed("another one")
    row = stored(desk, alice, State.QUEUED, first_sent_at=None)
    keep(row, [upload("a.txt", b"one"), upload("b.txt", b"and two")])
    (kind, *_more) = jira.link_types(row.account_id, row.cloud_id)
    IssueLink.objects.create(
        submission=row, type_id=kind.id, words=kind.outward, other_key=other["key"]
    )
    assert engine.attempt(row.pk, CreateIssue())
    assert wait_until(lambda: states() == {State.FILED})
    assert in_jira(desk) == sums(("a.txt", b"one"), ("b.txt", b"and two"))
    sweep()
    assert len(desk.sandbox.calls("POST", UPLOAD)) == 2
    assert len(desk.sandbox.calls("POST", "/issueLink$")) == 1


@pytest.mark.usefixtures("worker")
def test_a_file_that_is_posted_with_its_report_goes_though_nothing_sweeps(desk: Desk) -> None:
    desk.file(files=[upload()])
    assert wait_until(lambda: states() == {State.FILED})
    assert in_jira(desk) == sums(("log.txt", b"hello"))


@pytest.mark.usefixtures("worker")
def test_a_file_that_its_owner_sends_again_goes_though_nothing_sweeps(desk: Desk) -> None:
    desk.sandbox.fault(
        "status", method="POST", path=UPLOAD, times=1, status=413, body={"errorMessages": []}
    )
    page = desk.file(files=[upload()])
    assert wait_until(lambda: states() == {State.REJECTED})
    page = desk.get(page.url)
    desk.send(page, page.form_with("answer"), press="answer=again")
    assert wait_until(lambda: states() == {State.FILED})
    assert in_jira(desk) == sums(("log.txt", b"hello"))


@pytest.fixture
def signals() -> Iterator[list[Any]]:
    """The reports whose parts were told to go."""
    told: list[Any] = []

    def note(report_id: Any, **_more: Any) -> None:
        told.append(report_id)

    parts_may_go.connect(note)
    yield told
    parts_may_go.disconnect(note)


@pytest.mark.django_db(transaction=True)
def test_a_report_that_has_none_asks_nothing_and_tells_nobody(
    desk: Desk, signals: list[Any]
) -> None:
    page, form = desk.open_form()
    desk.send(page, form, summary="It broke", autosave="1")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        desk.client.post(form.action or page.url, {**form.values(), "summary": "It broke"})
    assert report().state == State.FILED
    assert signals == []
    statements = [each["sql"] for each in seen.captured_queries]
    (claim,) = [number for number, sql in enumerate(statements) if "has_parts" in sql]
    assert not any(
        "issues_attachment" in sql or "issues_issuelink" in sql for sql in statements[claim + 1 :]
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["at once", "found later"])
def test_however_a_report_comes_to_be_filed_its_parts_are_told_once(
    desk: Desk, signals: list[Any], how: str
) -> None:
    if how == "found later":
        desk.sandbox.fault("rate_limit", method="POST", path=CREATE, times=1, retry_after=1)
    desk.file(files=[upload()])
    if how == "found later":
        assert signals == []
        settle(2)
    assert signals == [report().pk]


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_does_not_answer_keeps_nobody_waiting(desk: Desk) -> None:
    away, tried = threading.Event(), threading.Event()

    def stuck() -> None:
        tried.set()
        away.wait(PATIENTLY)

    task_dispatch.after_commit(stuck)
    assert tried.wait(PATIENTLY)
    desk.file(files=[upload()])
    assert report().state == State.FILED
    assert not away.is_set()
    sweep()  # does it meanwhile
    assert in_jira(desk) == sums(("log.txt", b"hello"))
    away.set()


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()
    task_dispatch.after_commit(lambda: 1 / 0)
    task_dispatch.after_commit(done.set)
    assert done.wait(PATIENTLY)
    assert "left to the sweep" in caplog.text


def test_a_process_that_was_forked_while_something_was_handed_over_hands_over_by_itself() -> None:
    reader, writer = os.pipe()
    with task_dispatch._waiting.mutex, task_dispatch._starting:
        child = os.fork()
        if not child:
            done = threading.Event()
            threading.Thread(target=task_dispatch.in_thread, args=[done.set], daemon=True).start()
            os.write(writer, b"yes" if done.wait(PATIENTLY) else b"no")
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 3) == b"yes"


def test_what_is_not_committed_is_handed_to_nobody(db: None) -> None:
    called = threading.Event()
    task_dispatch.after_commit(called.set)
    assert not called.wait(0.2)

"""One report with files through every order of faults and crashes: each is there once, or its owner was asked."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from integrations import jira
from issues.models import Attachment, State, Submission
from issues.outbox import backoff, blockers, engine
from issues.outbox.upload_file import UploadFile
from tests.integration.issues.outbox.conftest import make_row

FILES = (b"one 1", b"two 2", b"one 1", b"another")
HAPPENINGS = [
    "fine",
    "lost_request",
    "lost_answer",
    "not_reached",
    "crash_before",
    "crash_after",
    "unseen",
]

# Settled rows are looked at so many times more, for what would move them all the same.
TURNS_AT_REST = 4


class CrashError(BaseException):
    """The process dies: nothing catches it."""


class Shelf:
    """The files of one issue: what was taken stays; the way there and back is as the script says."""

    def __init__(self, script: list[str]) -> None:
        self.script, self.files = script, list[tuple[jira.RemoteFile, bytes]]()

    def _next(self) -> str:
        return self.script.pop(0) if self.script else "fine"

    def upload_attachment(self, *args: Any) -> jira.RemoteFile:
        *_where, name, _kind, file, size = args
        what = self._next()
        if what == "not_reached":
            raise jira.Unavailable
        if what == "crash_before":
            raise CrashError
        if what in {"lost_request", "unseen"}:
            raise jira.OutcomeUnknown
        made = self._take(name, file, size)
        if what == "crash_after":
            raise CrashError
        if what == "lost_answer":
            raise jira.OutcomeUnknown
        return made

    def _take(self, name: str, file: BinaryIO, size: int) -> jira.RemoteFile:
        made = jira.RemoteFile(str(len(self.files) + 1), name, size, "712020:a", datetime.now(UTC))
        self.files.append((made, file.read(size)))
        return made

    def attachments_of(self, *_where: str) -> tuple[jira.RemoteFile, ...]:
        what = self._next()
        if what == "unseen":
            raise jira.Denied
        if what == "not_reached":
            raise jira.Unavailable
        if what.startswith("crash"):
            raise CrashError
        return tuple(each for each, _data in self.files)

    def attachment_bytes(self, *args: Any) -> bytes:
        return next(data for each, data in self.files if each.id == args[2])


@pytest.fixture
def play(
    alice: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[str]], Shelf]:
    """`play(script)`: a filed report with FILES, and the worker until nothing moves any more."""
    monkeypatch.setattr(blockers, "hindrance", lambda *_: None)

    def run(script: list[str]) -> Shelf:
        Submission.objects.all().delete()
        folder.mkdir(exist_ok=True)
        shelf = Shelf(list(script))
        for name in ("upload_attachment", "attachments_of", "attachment_bytes"):
            monkeypatch.setattr(jira, name, getattr(shelf, name))
        report = make_row(alice, State.FILED, issue_id="10000", issue_key="DEMO-1")
        for number, data in enumerate(FILES):
            (folder / str(number)).write_bytes(data)
            Attachment.objects.create(
                submission=report, position=number, name="image.png", size=len(data),
                sha256=hashlib.sha256(data).hexdigest(), file=str(number), state=State.QUEUED,
            )  # fmt: skip
        at_rest = 0
        for _ in range(60):
            turn()
            moving = Attachment.objects.exclude(state__in=(State.FILED, State.BLOCKED)).exists()
            at_rest = 0 if moving else at_rest + 1
            if at_rest == TURNS_AT_REST:
                break
        return shelf

    return run


def turn() -> None:
    """More time passes than any lease, delay or grace lasts, and the worker does what is due."""
    past = timezone.now() - timedelta(seconds=backoff.before_asking_owner() + 2 * backoff.lease())
    Attachment.objects.update(state_since=past)
    Attachment.objects.exclude(next_attempt_at=None).update(next_attempt_at=past)
    Attachment.objects.exclude(lease_until=None).update(lease_until=past)
    engine.expire(Attachment)
    for row_id in engine.due(Attachment):
        try:
            engine.run(row_id, UploadFile())
        except CrashError:
            continue


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(HAPPENINGS), max_size=14))
@example(["lost_answer", "crash_after", "fine", "fine", "lost_request"])
@example(["crash_after", "crash_after", "crash_after", "crash_after"])
@example(["lost_request", "unseen", "lost_answer", "unseen"])
def test_every_file_is_there_once_or_its_owner_is_asked(
    play: Callable[[list[str]], Shelf], script: list[str]
) -> None:
    shelf = play(script)
    held = sorted(data for _file, data in shelf.files)
    rows = list(Attachment.objects.all())
    assert {row.state for row in rows} <= {State.FILED, State.BLOCKED}
    asked = [FILES[row.position] for row in rows if row.state == State.BLOCKED]
    filed = [FILES[row.position] for row in rows if row.state == State.FILED]
    assert all(row.blocked_reason == "ask" for row in rows if row.state == State.BLOCKED)
    assert all(held.count(data) >= filed.count(data) for data in FILES)
    assert all(held.count(data) <= FILES.count(data) for data in FILES)
    assert len({row.remote_id for row in rows if row.state == State.FILED}) == len(filed)
    if not asked:
        assert held == sorted(FILES)

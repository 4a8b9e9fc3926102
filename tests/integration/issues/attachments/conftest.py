"""Alice with a report that waits, files to keep with it, and what Jira holds in the end."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import limits
from integrations.models import Connection, Pause
from issues import attachments
from issues.models import Attachment, IssueLink, State, Submission
from issues.outbox import backoff
from tests.integration.issues.filing.conftest import Desk, sweep
from tests.integration.issues.filing.test_report_pages import stored
from tests.support.sandbox import Sandbox

UPLOAD = r"/attachments$"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files lie, for this test alone."""
    where = tmp_path / "files"
    monkeypatch.setattr(default_storage, "base_location", str(where), raising=False)
    monkeypatch.setattr(default_storage, "location", str(where), raising=False)
    return where


@pytest.fixture
def desk(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> Desk:
    """Alice, linked."""
    link(alice)
    return Desk(sign_in(alice), sandbox)


@pytest.fixture
def report(desk: Desk, alice: User) -> Submission:
    """Hers, on its way."""
    return stored(desk, alice, State.QUEUED, first_sent_at=None)


def upload(
    name: str = "log.txt", data: bytes = b"hello", kind: str = "text/plain"
) -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, data, kind)


@contextmanager
def opened(report: Submission) -> Iterator[None]:
    """As if *report* had not been sent yet: only then can anything be added to it."""
    Submission.objects.filter(pk=report.pk).update(state=State.DRAFT)
    yield
    Submission.objects.filter(pk=report.pk).update(state=report.state)


def keep(report: Submission, uploads: Iterable[SimpleUploadedFile]) -> list[Attachment]:
    """Store them with *report*: all of them can go."""
    with opened(report):
        stored, refused = attachments.keep(report, uploads)
    assert refused == {}
    return stored


def in_jira(desk: Desk) -> list[tuple[str, str]]:
    """(name, SHA-256) of every file on the issue, as Jira holds them."""
    (issue,) = desk.filed()
    return sorted((each["name"], each["sha256"]) for each in issue["attachments"])


def sums(*files: tuple[str, bytes]) -> list[tuple[str, str]]:
    """What `in_jira` should be."""
    return sorted((name, hashlib.sha256(data).hexdigest()) for name, data in files)


def time_passes(seconds: float = 0.0) -> None:
    """What waits is due; what is in doubt has been so for *seconds*, longer than any grace unless said."""
    Pause.objects.all().delete()
    limits.forget()
    past = timezone.now() - timedelta(seconds=seconds or backoff.before_asking_owner() + 60)
    for model in (Submission, Attachment, IssueLink):
        rows: Any = model._default_manager
        rows.filter(state=State.UNCONFIRMED).update(state_since=past)
        rows.exclude(next_attempt_at=None).update(next_attempt_at=timezone.now())
        rows.exclude(lease_until=None).update(lease_until=past)


def settle(times: int = 6) -> None:
    """The worker, often enough for everything that can come to an end."""
    for _ in range(times):
        sweep()
        time_passes()

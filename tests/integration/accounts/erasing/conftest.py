"""Alice with one of everything, and a search that knows nothing of how Lodge is made."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Mail, User
from integrations import connections
from integrations.linking import pending_links
from integrations.models import Connection, Pause
from issues import attachments
from issues.models import BugForm, Comment, IssueLink, SavedQuery, State, Submission
from tests.conftest import person
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.filing.test_report_pages import stored
from tests.integration.issues.outbox.conftest import make_row
from tests.support.sandbox import Sandbox

# As she is called nowhere else: not by the simulated Atlassian, and not by any table of Lodge.
NAME, FULL, ADDRESS = "alice", "Alicia Unmistakable", "unmistakable@lodge.test"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files lie, for this test alone."""
    where = tmp_path / "files"
    monkeypatch.setattr(default_storage, "base_location", str(where), raising=False)
    monkeypatch.setattr(default_storage, "location", str(where), raising=False)
    return where


@pytest.fixture
def boss(db: None) -> User:
    """Who runs Lodge."""
    return person("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def office(boss: User, sign_in: Callable[[User], Client]) -> Client:
    """The same, signed in."""
    return sign_in(boss)


@pytest.fixture
def everything(
    sandbox: Sandbox,
    alice: User,
    bob: User,
    boss: User,
    link: Any,
    sign_in: Callable[[User], Client],
) -> User:
    """Alice: linked, with an earlier link; with drafts, reports, comments, files; and named all over the place."""
    first, last = FULL.split()
    User.objects.filter(pk=alice.pk).update(
        first_name=first, last_name=last, email=ADDRESS, is_staff=True
    )
    alice.refresh_from_db()
    before = link(alice, "bob")
    connections.disconnect(before.pk)
    now = link(alice)
    connections.refresh(now.pk, asked_by="web")
    pending_links.begin(alice.pk, "a session", "/reports/")
    desk = Desk(sign_in(alice), sandbox)
    desk.file(f"{FULL} met a bug")
    for state in (State.DRAFT, State.REJECTED, State.WITHDRAWN, State.QUEUED, State.BLOCKED):
        row = stored(desk, alice, state, summary=f"{FULL} wrote {state}", account_name=FULL)
        row.events.create(what="kept", detail=FULL)
    _with_files(row)
    Comment.objects.filter(pk=written(alice, State.FILED).pk).update(text=f"Ask {FULL}")
    Mail.objects.create(kind="forgotten", about=ADDRESS.upper())
    Mail.objects.create(kind="report changed", person=alice)
    Mail.objects.create(kind="alarm", subject="Lodge broke", body=f"While {NAME} looked at a page")
    _left_in_a_session_of(bob, alice, sign_in(bob))
    LogEntry.objects.log_actions(
        boss.pk, [alice, now, before], CHANGE, change_message=f"{NAME} was here"
    )
    LogEntry.objects.log_actions(
        alice.pk, [make_row(bob, State.DRAFT)], CHANGE, change_message="Looked"
    )
    _prepared_and_cached(alice, now, desk.site["cloud_id"])
    return alice


def _with_files(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(state=State.DRAFT)
    file = SimpleUploadedFile("notes.txt", FULL.encode(), "text/plain")
    assert attachments.keep(report, [file])[0]
    IssueLink.objects.create(submission=report, type_id="1", words=FULL, other_key="DEMO-1")


def _prepared_and_cached(user: User, link: Connection, cloud_id: str) -> None:
    """A form, a query, a pause of her account, and answers of Jira in the cache."""
    BugForm.objects.create(
        name="A form", slug="a-form", cloud_id="c", project_key="DEMO", created_by=user
    )
    SavedQuery.objects.create(owner=user, name=f"Bugs of {FULL}", cloud_id="c", jql="a = 1")
    Pause.objects.create(scope=f"site:{cloud_id}:{link.account_id}:search", until=timezone.now())
    cache.set("jira:somebody:found", [FULL, ADDRESS], 60)
    cache.set(f"jira:somebody:{link.account_id}", "a form", 60)


def _left_in_a_session_of(somebody: User, writer: User, client: Client) -> None:
    """What she sent after her session had ended, from a browser that is somebody else's now."""
    session = client.session
    session["interrupted"] = [
        {"writer": each.pk, "path": f"/{each}/"} for each in (writer, somebody)
    ]
    session.save()


def identifiers(user: User) -> list[str]:
    """All that she is known as: what is searched for after she is gone."""
    accounts = Connection.objects.filter(account_id__in=_accounts(user)).values_list(
        "account_id", flat=True
    )
    return [NAME, FULL, ADDRESS, *accounts]


def _accounts(user: User) -> set[str]:
    held = Connection.objects.filter(user=user) | Connection.objects.filter(former_user=user)
    return set(held.values_list("account_id", flat=True)) | set(
        Submission.objects.filter(owner=user).values_list("account_id", flat=True)
    )


def dump() -> Iterator[tuple[str, str]]:
    """(table, row as text) of everything that the database holds; sessions opened."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " ".join(_text(value) for value in row)
    for session in Session.objects.all():
        yield "sessions", repr(session.get_decoded())


def _text(value: Any) -> str:
    return (
        bytes(value).decode("utf-8", "replace")
        if isinstance(value, (bytes, memoryview))
        else str(value)
    )


def matches(names: list[str], folder: Path) -> dict[str, int]:
    """Where any of *names* still stands: by table, and in the stored files."""
    found: dict[str, int] = {}
    for table, text in dump():
        if any(name.lower() in text.lower() for name in names):
            found[table] = found.get(table, 0) + 1
    for path in folder.rglob("*"):
        if path.is_file() and any(name.encode() in path.read_bytes() for name in names):
            found["files"] = found.get("files", 0) + 1
    return found

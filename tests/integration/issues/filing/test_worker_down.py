"""What a report that waits says while nobody works behind the pages: the truth, and that the text is safe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from background.heartbeats import Name
from background.models import Heartbeat
from issues.models import Attachment, Comment, State, Submission
from tests.integration.background.simulate_missing_heartbeats import silent
from tests.integration.issues.outbox.conftest import make_row

pytestmark = pytest.mark.django_db
DEAD = (Name.WORKER, Name.SWEEP)
NOTHING_GOES_ON = "has not answered since"


def ago(minutes: float) -> Any:
    """A moment so long ago."""
    return timezone.now() - timedelta(minutes=minutes)


@pytest.fixture
def page(alice: User, sign_in: Callable[[User], Client]) -> Callable[[Submission], str]:
    """What alice reads of a report."""
    client = sign_in(alice)
    return lambda row: client.get(f"/reports/{row.pk}/").text


Page = Callable[[Submission], str]
OVERDUE: list[tuple[State, dict[str, Any]]] = [
    (State.QUEUED, {"next_attempt_at": ago(3)}),
    (State.QUEUED, {"state_since": ago(3)}),
    (State.SENDING, {"lease_owner": "dead", "lease_until": ago(3)}),
    (State.UNCONFIRMED, {"next_attempt_at": ago(3)}),
]


@pytest.mark.parametrize(("state", "more"), OVERDUE)
def test_a_report_that_nobody_takes_says_why(
    alice: User, page: Page, state: State, more: dict[str, Any]
) -> None:
    row = make_row(alice, state, sent_at=timezone.now(), **more)
    silent()
    assert NOTHING_GOES_ON not in page(row)
    silent(*DEAD)
    told = page(row)
    assert "Your report is safe here, and waits for Lodge." in told
    assert NOTHING_GOES_ON in told
    assert "What you typed is safe, and goes on by itself when it answers again" in told
    assert "Tell the people who run Lodge." in told
    assert ("may or may not have arrived" in told) == (state != State.QUEUED)
    assert "hx-trigger" in told
    for gone in ("is on its way", "It takes a moment", "By "):
        assert gone not in told.partition("What happens next")[2].partition("Look again")[0]


def test_a_comment_that_nobody_takes_says_why(
    alice: User, sign_in: Callable[[User], Client]
) -> None:
    row = Comment.objects.create(
        owner=alice,
        state=State.QUEUED,
        cloud_id="c",
        issue_key="DEMO-1",
        text="Me, too",
        next_attempt_at=ago(3),
    )
    silent(*DEAD)
    client = sign_in(alice)
    told = client.get(f"/comments/{row.pk}/").text
    assert "Your comment on DEMO-1 is safe here, and waits for Lodge." in told
    assert NOTHING_GOES_ON in told
    assert "Waiting for Lodge" in client.get("/comments/").text


def test_that_admins_know_is_said_once_they_do(alice: User, page: Page) -> None:
    row = make_row(alice, State.QUEUED, next_attempt_at=ago(3))
    silent(*DEAD)
    Heartbeat.objects.filter(pk=Name.WORKER).update(told_at=timezone.now())
    told = page(row)
    assert "The people who run Lodge have been told by mail." in told
    assert "Tell the people" not in told


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((Name.SCHEDULE, Name.SWEEP), "schedule has not run since"),
        ((Name.SWEEP,), "has been busy with other work"),
    ],
)
def test_each_cause_has_its_own_explanation(
    alice: User, page: Page, names: tuple[Name, ...], said: str
) -> None:
    row = make_row(alice, State.QUEUED, next_attempt_at=ago(3))
    silent(*names)
    assert said in page(row)


NOT_OVERDUE: list[tuple[State, dict[str, Any]]] = [
    (State.QUEUED, {}),
    (State.QUEUED, {"next_attempt_at": ago(-600), "tries": 1, "state_since": ago(60)}),
    (State.SENDING, {"lease_owner": "alive", "lease_until": ago(-600), "state_since": ago(60)}),
    (State.BLOCKED, {"blocked_reason": "link", "next_attempt_at": ago(3)}),
    (State.UNCONFIRMED, {"blocked_reason": "ask", "next_attempt_at": ago(3)}),
    (State.FILED, {"issue_key": "DEMO-1", "state_since": ago(60)}),
    (State.DRAFT, {"state_since": ago(60)}),
    (State.WITHDRAWN, {"state_since": ago(60)}),
]


@pytest.mark.parametrize(("state", "more"), NOT_OVERDUE)
def test_what_waits_for_something_else_does_not_blame_the_worker(
    alice: User, page: Page, state: State, more: dict[str, Any]
) -> None:
    silent(*DEAD)
    assert NOTHING_GOES_ON not in page(make_row(alice, state, **more))


@pytest.mark.parametrize("state", [State.DRAFT, State.QUEUED])
def test_files_that_nobody_takes_say_so_beside_their_report(
    alice: User, page: Page, state: State
) -> None:
    row = make_row(alice, State.FILED, issue_key="DEMO-1", state_since=ago(3))
    Attachment.objects.create(
        submission=row,
        name="a.txt",
        size=1,
        sha256="0",
        state=state,
        state_since=ago(3),
        file="nowhere",
    )
    silent(*DEAD)
    told = page(row)
    assert "Your report’s files and links wait." in told
    assert NOTHING_GOES_ON in told
    assert "Waiting for Lodge" in told
    assert "The rest waits for Lodge." in told
    assert "on its way" not in told
    Submission.objects.update(state=State.QUEUED, state_since=timezone.now())
    assert "Waiting for Lodge" not in page(row)


def test_lists_ask_once_however_many_wait(alice: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(alice)
    for _each in range(12):
        make_row(alice, State.QUEUED, next_attempt_at=ago(3), sent_at=timezone.now())
    silent(*DEAD)
    with CaptureQueriesContext(connection) as said:
        assert client.get("/reports/").text.count("Waiting for Lodge") == 12
    assert len([each for each in said if "background_heartbeat" in each["sql"]]) == 1


def test_admins_read_that_they_must_act(alice: User, sign_in: Callable[[User], Client]) -> None:
    root = sign_in(
        User.objects.create_superuser("root", "root@lodge.test", "a long enough pass phrase")
    )
    row = make_row(alice, State.QUEUED, next_attempt_at=ago(15))
    silent()
    assert "No worker" not in root.get("/admin/").text
    silent(*DEAD)
    told = root.get("/admin/").text
    assert "No worker has answered since" in told
    assert "silent since" in told
    assert "Due for longest" in told
    assert (
        "You: start the worker again."
        in root.get(f"/admin/issues/submission/{row.pk}/change/").text
    )
    silent(Name.SCHEDULE, Name.SWEEP)
    assert "The schedule has not run since" in root.get("/admin/").text
    silent(Name.SWEEP)
    assert "The worker has taken nothing new since" in root.get("/admin/").text

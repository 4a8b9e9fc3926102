"""Work that repeats, and pages, cost what is due and what is shown: no statement reads a large table whole."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import User
from integrations import tasks as integrations_tasks
from issues import tasks
from issues.models import (
    Attachment,
    Event,
    IssueEvent,
    IssueFollower,
    IssueLink,
    MirroredIssue,
    State,
    Submission,
)
from issues.outbox import engine
from issues.retention import delete_old_texts
from tests.support.plans import watched

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="its plans are read"),
]
LARGE = tuple(
    model._meta.db_table
    for model in (
        Submission,
        Event,
        Attachment,
        IssueLink,
        MirroredIssue,
        IssueFollower,
        IssueEvent,
    )
)
REPORTS, PEOPLE = 1500, 30


@pytest.fixture
def crowded(alice: User) -> User:
    """Thousands of filed reports, with all that Lodge keeps beside one, nothing of it due."""
    now = timezone.now()
    people = User.objects.bulk_create(
        User(username=f"p{each}", email=f"p{each}@lodge.test") for each in range(PEOPLE)
    )
    owners = [alice, *people]
    reports = Submission.objects.bulk_create(
        Submission(
            owner=owners[each % len(owners)],
            account_id=f"account-{each % len(owners)}",
            cloud_id="c",
            project_id="1",
            project_key="DEMO",
            issue_id=str(each),
            issue_key=f"DEMO-{each}",
            summary="It broke",
            state=State.FILED if each % 10 else State.DRAFT,
            state_since=now - timedelta(days=20, minutes=each),
            followed=True,
            sent_at=now,
        )
        for each in range(REPORTS)
    )
    _parts_of(reports)
    _followed(reports)
    with connection.cursor() as cursor:
        for table in LARGE:
            cursor.execute(f"ANALYZE {table}")
    return alice


def _parts_of(reports: list[Submission]) -> None:
    """Events, a file and a link of each."""
    Event.objects.bulk_create(
        Event(submission=each, what=what) for each in reports for what in ("kept", "sent", "filed")
    )
    Attachment.objects.bulk_create(
        Attachment(submission=each, name="a.txt", size=1, state=each.state) for each in reports
    )
    IssueLink.objects.bulk_create(
        IssueLink(submission=each, type_id="1", words="blocks", other_key="D-1", state=each.state)
        for each in reports
    )


def _followed(reports: list[Submission]) -> None:
    """The mirror's row of each, its follower, and an event."""
    now = timezone.now()
    issues = MirroredIssue.objects.bulk_create(
        MirroredIssue(
            cloud_id="c",
            issue_id=each.issue_id,
            issue_key=each.issue_key,
            project_id="1",
            read_at=now,
            next_read_at=now + timedelta(days=1),
        )
        for each in reports
    )
    IssueFollower.objects.bulk_create(
        IssueFollower(
            user_id=report.owner_id,
            issue=issue,
            submission=report,
            account_id=report.account_id,
            since=report.state_since,
            proven_at=now,
            next_proof_at=now + timedelta(days=1),
        )
        for report, issue in zip(reports, issues, strict=True)
    )
    IssueEvent.objects.bulk_create(
        IssueEvent(issue=each, kind="answered", remote="1", at=now) for each in issues
    )


def purge() -> None:
    delete_old_texts.purge()


WORK: dict[str, Callable[[], Any]] = {
    "tidy": tasks.tidy,
    "sweep": lambda: list(tasks.waiting()),
    "tick": tasks.follow_issues,
    "tell writers": tasks.tell_writers,
    "tell followers": tasks.tell_followers,
    "webhooks": tasks.keep_webhooks,
    "purge": purge,
    "oldest": lambda: engine.waiting_since([Submission]),
    "refreshes": integrations_tasks.refresh_due,
    "accounts": integrations_tasks.note_accounts,
}
PAGES = ("/", "/reports/", "/reports/?show=open", "/reports/?show=done")
# A page shows fifty rows, and a person here has as many reports.
MOST = 300


def test_work_that_repeats_reads_what_is_due(crowded: User) -> None:
    found = {}
    tasks.tidy()  # the first one looks at all
    for name, work in WORK.items():
        with watched(*LARGE, most=MOST) as plans:
            work()
        found[name] = plans.found
    assert [each[:260] for plans in found.values() for each in plans] == []


def test_pages_of_a_person_read_what_they_show(crowded: User, sign_in: Any) -> None:
    client = sign_in(crowded)
    found = {}
    for address in PAGES:
        client.get(address)
        with watched(*LARGE, most=MOST) as plans:
            assert client.get(address).status_code == 200
        found[address] = plans.found
    assert [each[:260] for plans in found.values() for each in plans] == []


def test_a_table_that_is_read_whole_is_found(crowded: User) -> None:
    """The check itself: without an index, from end to end by one, and by one that most rows fit."""
    whole = (
        Submission.objects.filter(summary="x"),
        Submission.objects.filter(state=State.FILED, tries=3),
    )
    for rows in whole:
        with watched(*LARGE, most=MOST) as plans:
            list(rows)
        assert plans.found
        assert "issues_submission" in plans.found[0]
    with watched(*LARGE, most=MOST) as plans:
        list(Submission.objects.filter(owner=crowded)[:5])
    assert plans.found == []


@pytest.mark.parametrize("age", [timedelta(minutes=5), timedelta(days=3)])
def test_parts_of_a_report_that_was_filed_long_ago_are_queued_too(
    alice: User, age: timedelta
) -> None:
    """A sweep asks for reports that were filed lately, and for all of them twice in an hour."""
    report = Submission.objects.create(
        owner=alice, state=State.FILED, state_since=timezone.now() - age, issue_key="D-1"
    )
    link = IssueLink.objects.create(submission=report, type_id="1", words="w", other_key="D-2")
    cache.delete("parts-woken")
    tasks.tidy()
    link.refresh_from_db()
    assert link.state == State.QUEUED
    IssueLink.objects.update(state=State.DRAFT)
    tasks.tidy()
    link.refresh_from_db()
    assert link.state == (State.QUEUED if age < timedelta(hours=1) else State.DRAFT)

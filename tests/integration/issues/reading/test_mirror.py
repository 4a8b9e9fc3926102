"""What Jira says of filed issues reaches the mirror: in time, once, and never as something older."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, Token
from issues.models import EventKind, IssueEvent, IssueFollower, MirroredIssue, ProjectWatch
from tests.integration.issues.reading.conftest import (
    Team,
    ago,
    follower,
    mirrored,
    pass_time,
    ticks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _linked(team: Team, alice: User) -> None:
    team.join(alice)


def test_what_was_filed_is_followed_and_read(team: Team, alice: User) -> None:
    report = team.file(alice)

    ticks()

    issue = mirrored(report)
    assert (issue.issue_key, issue.status, issue.category) == (report.issue_key, "To Do", "new")
    assert issue.shared
    assert follower(report).proven_at is not None
    assert follower(report).bucket == "open"
    assert not IssueEvent.objects.exists(), "nothing has happened yet"
    report.refresh_from_db()
    assert report.followed


def test_within_one_poll_a_change_is_seen_with_who_made_it(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, status="Done", resolution="Done", comment={"text": "Fixed\nin 1.1"})
    pass_time(minutes=6)

    ticks(1)

    issue = mirrored(report)
    assert (issue.status, issue.category, issue.resolution) == ("Done", "done", "Done")
    assert (issue.comment_text, issue.comment_author) == ("Fixed in 1.1", "Bob")
    kinds = {event.kind: event for event in IssueEvent.objects.all()}
    assert set(kinds) == {EventKind.RESOLVED, EventKind.ANSWERED}
    assert kinds[EventKind.RESOLVED].author_name == "Bob"
    assert (kinds[EventKind.RESOLVED].old, kinds[EventKind.RESOLVED].new) == ("To Do", "Done")
    assert follower(report).is_new
    assert follower(report).bucket == "done"


def test_an_own_comment_is_not_new(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, by="alice", comment={"text": "More about it"})
    pass_time(minutes=6)
    ticks(1)

    assert mirrored(report).comment_author == "Alice"
    assert not follower(report).is_new
    assert not follower(report).waits


def test_a_question_of_a_colleague_waits_for_the_writer(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, comment={"text": "Which browser?"})
    pass_time(minutes=6)
    ticks(1)

    assert follower(report).waits


def test_a_moved_issue_is_followed_by_its_id(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    key = team.site["projects"][3]["key"]
    team.change(report, move=key)
    pass_time(hours=23)
    ticks(2)

    assert mirrored(report).issue_key.startswith(f"{key}-")
    assert IssueEvent.objects.get().kind == EventKind.MOVED


@pytest.mark.parametrize("facts", [{"delete": True}, {"archive": True}])
def test_what_is_gone_is_found_and_told_apart_from_empty(
    team: Team, alice: User, facts: dict[str, Any]
) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, **facts)
    pass_time(hours=23)
    ticks(2)

    assert follower(report).lost_at is not None
    assert follower(report).bucket == ""


def test_what_jira_could_not_load_is_asked_again_and_not_lost(team: Team, alice: User) -> None:
    report = team.file(alice)
    team.sandbox.config(unreadable_issues=[report.issue_id])
    ticks()
    assert follower(report).lost_at is None
    assert mirrored(report).read_at is None

    team.sandbox.config(unreadable_issues=None)
    pass_time(minutes=11)
    ticks(1)
    assert mirrored(report).status == "To Do"


def test_an_older_answer_never_sets_a_row_back(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    MirroredIssue.objects.update(status="Newer", issue_updated=timezone.now())
    pass_time(hours=23)
    ticks(2)

    assert mirrored(report).status == "Newer"


def test_a_change_is_kept_once_however_often_it_is_read(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, status="Done")
    for _ in range(3):
        pass_time(minutes=6)
        ticks(1)
    assert IssueEvent.objects.count() == 1

    MirroredIssue.objects.update(status="To Do", category="new", issue_updated=ago(minutes=30))
    pass_time(minutes=6)
    ticks(1)
    assert mirrored(report).status == "Done"
    assert IssueEvent.objects.count() == 1, "another process read it as well"


def test_without_a_living_token_nothing_is_asked_and_nothing_stays_due(
    team: Team, alice: User
) -> None:
    team.file(alice)
    Token.objects.update(expires_at=ago(minutes=1))
    Connection.objects.update(last_used_at=None)
    last = team.last_call()

    assert ticks(3) == 0

    assert team.calls(last) == []
    assert IssueFollower.objects.get().next_proof_at is None
    assert Connection.objects.get().last_used_at is None


def test_while_jira_is_down_the_mirror_stays_as_it_was(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    known = mirrored(report).read_at
    team.sandbox.fault("status", path="/rest/api/3/", status=503)
    pass_time(hours=23)
    ticks(2)

    assert mirrored(report).status == "To Do"
    assert mirrored(report).read_at is not None
    assert follower(report).lost_at is None
    assert known is not None


def test_a_project_that_its_reader_may_no_longer_see_gets_another_reader(
    team: Team, alice: User, bob: User
) -> None:
    team.join(bob)
    team.file(alice)
    ticks()
    other = team.file(bob)
    ticks()
    watch = ProjectWatch.objects.get()
    assert watch.reader == team.sandbox.account("alice")["account_id"]

    team.sandbox.control("POST", f"/sites/{team.cloud_id}/members/{watch.reader}/remove")
    pass_time(minutes=6)
    ticks(2)
    pass_time(minutes=16)
    team.change(other, by="carol", status="Done")
    ticks(2)

    assert ProjectWatch.objects.get().reader == team.sandbox.account("bob")["account_id"]
    assert mirrored(other).status == "Done"


def test_done_for_long_is_read_no_more_until_its_writer_comes_back(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, status="Done")
    pass_time(minutes=6)
    ticks(1)
    pass_time(days=15)
    ticks(2)

    assert follower(report).next_proof_at is None

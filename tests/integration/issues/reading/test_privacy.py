"""Nobody sees in the mirror what Jira would not show them: three people with different rights."""

import pytest
from django.utils import timezone

from accounts.models import User
from issues.models import IssueFollower, Submission
from issues.reading import visible_status
from issues.reading.visible_status import Sight, Status
from tests.integration.issues.reading.conftest import Team, follower, mirrored, pass_time, ticks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three(team: Team, alice: User, bob: User, carol: User) -> None:
    """Alice administers the site, Bob develops, Carol does neither."""
    for user in (alice, bob, carol):
        team.join(user)


def also_follows(team: Team, report: Submission, user: User) -> None:
    """Another user follows the same issue."""
    account = team.sandbox.account(user.username)["account_id"]
    now = timezone.now()
    IssueFollower.objects.create(
        user=user, issue=mirrored(report), account_id=account, since=now, next_proof_at=now
    )


def seen_by(report: Submission, user: User) -> Status:
    """The status as this user's pages may show it."""
    row = follower(report, user)
    return visible_status.statuses([row], {row.account_id})[row.pk]


def test_without_a_proof_of_their_own_nobody_sees_the_shared_row(
    team: Team, alice: User, carol: User
) -> None:
    report = team.file(alice)
    ticks()
    also_follows(team, report, carol)

    assert seen_by(report, alice).sight == Sight.SHOWN
    assert seen_by(report, carol).sight == Sight.NOT_YET
    assert seen_by(report, carol).issue is None
    ticks(1)
    assert seen_by(report, carol).sight == Sight.SHOWN


def test_a_security_level_hides_the_row_from_who_is_not_in_it(
    team: Team, alice: User, bob: User, carol: User
) -> None:
    report = team.file(alice)
    ticks()
    for user in (bob, carol):
        also_follows(team, report, user)
    ticks()
    team.change(report, by="alice", security="Staff only", summary="A secret")
    pass_time(minutes=6)
    ticks(1)

    assert mirrored(report).summary == "A secret"
    assert not mirrored(report).shared
    assert seen_by(report, carol).sight == Sight.NOT_YET, "at once, not after the next proof"
    pass_time(hours=23)
    ticks(2)
    assert seen_by(report, alice).sight == Sight.SHOWN
    assert seen_by(report, bob).sight == Sight.SHOWN
    assert seen_by(report, carol).sight == Sight.LOST
    assert seen_by(report, carol).issue is None


def test_an_issue_of_unknown_security_is_read_as_each_of_its_followers(
    team: Team, alice: User, bob: User
) -> None:
    team.sandbox.config(unloadable_fields=["security"])
    report = team.file(alice)
    ticks()
    also_follows(team, report, bob)
    ticks(1)
    assert not mirrored(report).shared

    team.change(report, status="Done")
    IssueFollower.objects.filter(user=alice).update(next_proof_at=timezone.now())
    ticks(1)

    assert seen_by(report, alice).sight == Sight.SHOWN
    assert seen_by(report, bob).sight == Sight.NOT_YET, "Jira showed him another state"


def test_in_a_project_where_each_sees_their_own_nobody_reads_for_others(
    team: Team, alice: User, bob: User
) -> None:
    of_bob = team.file(bob, project="SHOP")
    of_alice = team.file(alice, project="SHOP")
    ticks(3)
    team.change(of_bob, status="Done")
    team.change(of_alice, by="alice", status="In Progress")
    pass_time(minutes=6)
    ticks(2)

    assert mirrored(of_bob).status == "Done"
    assert mirrored(of_alice).status == "In Progress"
    also_follows(team, of_bob, alice)
    ticks(2)
    assert seen_by(of_bob, alice).sight == Sight.LOST
    assert seen_by(of_bob, bob).sight == Sight.SHOWN


def test_a_proof_ends_after_a_day(team: Team, alice: User, bob: User) -> None:
    report = team.file(alice)
    ticks()
    also_follows(team, report, bob)
    ticks(1)
    IssueFollower.objects.filter(user=bob).update(next_proof_at=None)
    pass_time(hours=25)
    team.change(report, status="Done")
    ticks(2)

    assert seen_by(report, alice).sight == Sight.SHOWN
    assert seen_by(report, bob).sight == Sight.NOT_YET


def test_a_restricted_comment_reaches_no_row(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, comment={"text": "For all"})
    secret = {"type": "role", "value": "Administrators"}
    team.change(report, by="alice", comment={"text": "A secret", "visibility": secret})
    pass_time(minutes=6)
    ticks(1)

    assert mirrored(report).comment_text == "For all"


def test_another_account_of_the_same_user_needs_a_proof_of_its_own(team: Team, alice: User) -> None:
    report = team.file(alice)
    ticks()
    row = follower(report)

    assert visible_status.statuses([row], {"another account"})[row.pk].sight == Sight.NOT_YET
    assert visible_status.statuses([row], ())[row.pk].sight == Sight.NO_LINK

"""What following costs of Jira's hourly quota, with calls measured at the sandbox and the computation printed."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from integrations import connections, oauth
from integrations.models import Connection
from integrations.vault import Secret
from issues.models import IssueFollower, MirroredIssue, ProjectWatch, Submission
from tests.integration.issues.reading.conftest import Team, follower, pass_time, ticks

pytestmark = pytest.mark.django_db

PEOPLE, REPORTS = 500, 20
MEASURED = 25  # people, each with 20 reports: the rest is multiplied
POLLS_AN_HOUR = 12
QUOTA = 65_000  # points an hour, for the whole app


def seeded(team: Team, account_id: str, count: int) -> list[dict[str, str]]:
    """So many issues in DEMO."""
    entry = {
        "cloud_id": team.cloud_id,
        "account_id": account_id,
        "project": "DEMO",
        "issue_type": "Bug",
        "fields": {"summary": "It broke"},
        "count": count,
    }
    made: list[dict[str, str]] = team.sandbox.control("POST", "/seed", {"issues": [entry]})[
        "issues"
    ]
    return made


def many_reports(team: Team, user: User, account_id: str, count: int) -> list[Submission]:
    """Reports of issues that there are."""
    return [
        team.stored(user, made, account_id=account_id) for made in seeded(team, account_id, count)
    ]


def points(calls: list[dict[str, Any]]) -> int:
    """Their sum."""
    return sum(int(call["points"]) for call in calls)


def settle(team: Team) -> None:
    """All is read, all is covered, the projects are searched, and nothing changed for hours."""
    for _ in range(4):
        ticks(1)
    assert not MirroredIssue.objects.filter(covered_at=None).exists()
    team.sandbox.advance(2 * 86_400)
    pass_time(minutes=6)
    ticks(1)


def test_a_poll_of_1000_issues_of_one_person_is_at_most_10_calls(
    team: Team, alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    team.sandbox.config(access_token_seconds=10**6)
    account_id = team.join(alice)
    many_reports(team, alice, account_id, 1000)
    settle(team)
    pass_time(minutes=6)
    last = team.last_call()
    ticks(1)
    idle = team.calls(last)
    for report in Submission.objects.all()[:50]:
        team.change(report, status="Done")
    pass_time(minutes=6)
    last = team.last_call()
    ticks(1)
    busy = team.calls(last)
    IssueFollower.objects.update(next_proof_at=None)
    MirroredIssue.objects.update(next_read_at=None)
    pass_time(hours=23)
    IssueFollower.objects.update(next_proof_at=ProjectWatch.objects.get().next_search_at)
    last = team.last_call()
    ticks(1)
    daily = [call for call in team.calls(last) if call["path"].endswith("bulkfetch")]

    with capsys.disabled():
        print(
            f"\n1000 issues of one person: a poll without changes {len(idle)} calls, with 50 changes "
            f"{len(busy)}, the daily proof {len(daily)}"
        )
    assert len(idle) <= 1
    assert len(busy) <= 10
    assert len(daily) <= 10
    assert follower(Submission.objects.all()[0]).proven_at is not None


def test_500_people_with_20_reports_cost_at_most_2000_points_an_hour(
    team: Team,
    alice: User,
    link: Callable[..., Connection],
    capsys: pytest.CaptureFixture[str],
) -> None:
    team.sandbox.config(access_token_seconds=10**6)
    people = crowd(team)
    for user, account_id in people:
        many_reports(team, user, account_id, REPORTS)
    settle(team)
    reports = len(people) * REPORTS

    idle = measured(team, lambda: pass_time(minutes=6))
    changed = list(Submission.objects.all()[:20])
    for report in changed:
        team.change(report, status="Done")
    busy = measured(team, lambda: pass_time(minutes=6))
    a_change = (busy - idle) / len(changed)
    a_day = measured(team, lambda: pass_time(hours=26))
    a_report_a_day = (a_day - idle) / reports

    polls = POLLS_AN_HOUR * idle
    changes = PEOPLE * REPORTS / 24 * a_change  # each report changes once a day
    proofs = PEOPLE * REPORTS * a_report_a_day / 24
    hour = polls + changes + proofs
    with capsys.disabled():
        print(
            f"\n{PEOPLE} people × {REPORTS} reports, each changed once a day (measured with {reports}): "
            f"{POLLS_AN_HOUR} searches × {idle} + {PEOPLE * REPORTS / 24:.0f} changes × {a_change:.2f} + "
            f"proofs {PEOPLE * REPORTS} × {a_report_a_day:.2f} / 24 = "
            f"{polls} + {changes:.0f} + {proofs:.0f} = {hour:.0f} of {QUOTA} points an hour"
        )
    assert hour <= 2000


def measured(team: Team, act: Callable[[], Any]) -> int:
    """The points of what is due after *act*."""
    act()
    last = team.last_call()
    ticks(3)
    return points(team.calls(last))


def crowd(team: Team) -> list[tuple[User, str]]:
    """People who are linked, by calls of the control API instead of consent pages."""
    made = team.sandbox.control("POST", "/crowd", {"people": MEASURED, "site": "demo-team"})
    people = []
    for number, person in enumerate(made["people"]):
        user = User.objects.create_user(f"person{number}", f"person{number}@lodge.test")
        answer = oauth.TokenAnswer.from_json({**person, "token_type": "Bearer", "scope": SCOPES})
        access = Secret(person["access_token"])
        linked = connections.link(
            user, answer, oauth.me(access), oauth.accessible_resources(access)
        )
        people.append((user, linked.account_id))
    return people


SCOPES = "read:jira-work write:jira-work read:jira-user read:me offline_access"

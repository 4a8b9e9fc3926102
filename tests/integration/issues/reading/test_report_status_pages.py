"""The list of reports and the page of one, with what Jira says: for its owner, a stranger, without a link or Jira."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import IssueFollower, MirroredIssue, State, Submission
from tests.integration.issues.reading.conftest import Team, follower, pass_time, ticks

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _linked(team: Team, alice: User) -> None:
    team.join(alice)


def words(answer: Any) -> str:
    """The text of a page."""
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_shows_what_jira_says_without_asking_it(
    team: Team, alice: User, sign_in: SignIn
) -> None:
    report = team.file(alice)
    ticks()
    team.change(
        report,
        status="In Progress",
        assignee=team.sandbox.account("bob")["account_id"],
        comment={"text": "Which browser?"},
    )
    pass_time(minutes=6)
    ticks(1)
    last = team.last_call()

    page = words(sign_in(alice).get("/reports/"))

    for each in ("In Progress", "Bob", "Which browser?", "New", "Waits for you", report.issue_key):
        assert each in page
    assert team.calls(last) == []


def test_what_is_new_is_so_until_the_report_is_opened(
    team: Team, alice: User, sign_in: SignIn
) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, status="Done", resolution="Won't Do")
    pass_time(minutes=6)
    ticks(1)
    client = sign_in(alice)
    assert "<mark>" in words(client.get("/reports/"))

    page = words(client.get(f"/reports/{report.pk}/"))

    assert "Done: Won&#x27;t Do" in page
    assert "<mark>" not in words(client.get("/reports/"))


def test_all_can_be_seen_at_once(team: Team, alice: User, sign_in: SignIn) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, comment={"text": "Hm"})
    pass_time(minutes=6)
    ticks(1)
    client = sign_in(alice)

    assert client.post("/reports/seen/")["Location"] == "/reports/"

    assert "<mark>" not in words(client.get("/reports/"))


def test_filters_search_and_order(team: Team, alice: User, sign_in: SignIn) -> None:
    done = team.file(alice, fields={"summary": "The done one"})
    waits = team.file(alice, fields={"summary": "The waiting one"})
    plain = team.file(alice, fields={"summary": "The plain one"})
    elsewhere = team.file(alice, project="SHOP", fields={"summary": "The shop one"})
    ticks()
    team.change(done, status="Done")
    team.change(waits, comment={"text": "Well?"})
    pass_time(minutes=6)
    ticks(1)
    client = sign_in(alice)

    def shown(query: str) -> set[str]:
        page = words(client.get(f"/reports/?{query}"))
        named = {"done": done, "waits": waits, "plain": plain, "shop": elsewhere}
        return {name for name, row in named.items() if row.summary in page}

    assert shown("") == {"done", "waits", "plain", "shop"}
    assert shown("show=open") == {"waits", "plain", "shop"}
    assert shown("show=waiting") == {"waits"}
    assert shown("show=done") == {"done"}
    assert shown("project=shop") == {"shop"}
    assert shown("q=waiting") == {"waits"}
    assert shown(f"q={plain.issue_key.lower()}") == {"plain"}
    assert shown("order=changed") == {"done", "waits"}
    assert shown("show=nonsense&order=x&after=y~z") == {"done", "waits", "plain", "shop"}
    assert "No report is like that" in words(client.get("/reports/?q=%25%00nothing"))


def test_pages_of_each_list_follow_each_other(team: Team, alice: User, sign_in: SignIn) -> None:
    for number in range(23):
        team.stored(
            alice, {"id": str(number + 1), "key": f"DEMO-{number + 1}"}, summary=f"number {number}."
        )
    ticks(1)
    IssueFollower.objects.update(bucket="open", proven_at=timezone.now())
    client = sign_in(alice)
    for query in ("?", "?show=open"):
        first = client.get(f"/reports/{query}")
        second = client.get(f"/reports/{first.context['older']}")
        reports = [row.report for row in (*first.context["rows"], *second.context["rows"])]
        assert len(first.context["rows"]) == 20
        assert [each.summary for each in reports] == [f"number {n}." for n in range(22, -1, -1)]
        assert second.context["older"] == ""


def test_a_lost_issue_says_so_and_shows_nothing(team: Team, alice: User, sign_in: SignIn) -> None:
    report = team.file(alice)
    ticks()
    team.change(report, status="Done", delete=True)
    pass_time(hours=23)
    ticks(2)

    page = words(sign_in(alice).get(f"/reports/{report.pk}/"))

    assert "Jira does not show you this issue any more" in page


def test_an_old_status_says_since_when(team: Team, alice: User, sign_in: SignIn) -> None:
    team.file(alice)
    ticks()
    team.sandbox.fault("status", path="/rest/api/3/", status=503, times=99)
    pass_time(hours=2)
    ticks(1)

    page = words(sign_in(alice).get("/reports/"))

    assert "To Do" in page
    assert "as of" in page


@pytest.mark.parametrize("state", [ConnectionState.RECONNECT, ConnectionState.DISCONNECTED])
def test_the_list_stands_without_a_link(
    team: Team, alice: User, sign_in: SignIn, state: str
) -> None:
    report = team.file(alice)
    ticks()
    Connection.objects.update(state=state)

    client = sign_in(alice)
    page = words(client.get("/reports/"))

    assert report.issue_key in page
    if state == ConnectionState.DISCONNECTED:
        assert "Link your Atlassian account to see its status" in page
        assert "To Do" not in page
    assert client.get(f"/reports/{report.pk}/").status_code == 200


def test_a_stranger_and_a_visitor_see_nothing(
    team: Team, alice: User, carol: User, sign_in: SignIn, stranger: Client
) -> None:
    report = team.file(alice)
    ticks()

    client = sign_in(carol)

    assert report.issue_key not in words(client.get("/reports/"))
    assert client.get(f"/reports/{report.pk}/").status_code == 404
    assert stranger.get("/reports/").status_code == 302
    assert stranger.post("/reports/seen/").status_code == 302


def test_a_visit_has_jira_asked_again_in_the_background(
    team: Team, alice: User, sign_in: SignIn
) -> None:
    report = team.file(alice)
    ticks()
    IssueFollower.objects.update(next_proof_at=None, proven_at=timezone.now() - timedelta(days=3))
    MirroredIssue.objects.update(content_at=timezone.now())
    client = sign_in(alice)

    assert "Lodge is asking Jira" in words(client.get("/reports/"))
    ticks(1)

    assert follower(report).next_proof_at is not None
    assert "To Do" in words(client.get("/reports/"))


def test_a_list_of_20000_reports_costs_what_one_of_100_does(
    team: Team, alice: User, bob: User, sign_in: SignIn
) -> None:
    team.join(bob)
    many(team, alice, 100, 0)
    many(team, bob, 20_000, 1_000)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    few, lots = sign_in(alice), sign_in(bob)
    for client in (few, lots):
        client.get("/reports/")

    with override_settings(DEBUG=True):
        counts = []
        for client in (few, lots):
            reset_queries()
            client.get("/reports/")
            counts.append(len(connection.queries))
    assert counts[0] == counts[1] <= 20

    times = {id(few): [], id(lots): []}  # type: dict[int, list[float]]
    for _ in range(12):
        for client in (few, lots):
            begun = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
            client.get("/reports/")
            ended = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
            times[id(client)].append(ended - begun)
    # The quickest turn is the least disturbed by others. A list that reads all its rows takes 50 times as long;
    # `make bench` measures the goal of 1.2.
    assert min(times[id(lots)]) < 2.5 * min(times[id(few)])


def many(team: Team, user: User, count: int, first: int) -> None:
    """So many reports that are filed and followed."""
    now = timezone.now()
    account_id = team.sandbox.account(user.username)["account_id"]
    reports = [
        Submission(
            owner=user,
            account_id=account_id,
            cloud_id=team.cloud_id,
            project_id="1",
            project_key="DEMO",
            summary=f"Report {n}",
            state=State.FILED,
            sent_at=now,
            issue_id=str(first + n),
            issue_key=f"DEMO-{first + n}",
            followed=True,
        )
        for n in range(count)
    ]
    Submission.objects.bulk_create(reports, batch_size=1000)
    issues = [_mirrored(report, now) for report in reports]
    MirroredIssue.objects.bulk_create(issues, batch_size=1000)
    followers = [
        IssueFollower(
            user=user,
            issue=issue,
            submission=report,
            account_id=account_id,
            since=now,
            proven_at=now,
            next_proof_at=now + timedelta(hours=20),
            bucket="open",
        )
        for report, issue in zip(reports, issues, strict=True)
    ]
    IssueFollower.objects.bulk_create(followers, batch_size=1000)


def _mirrored(report: Submission, now: datetime) -> MirroredIssue:
    """The issue of *report*, as it was read *now*."""
    return MirroredIssue(
        cloud_id=report.cloud_id,
        issue_id=report.issue_id,
        issue_key=report.issue_key,
        project_id="1",
        status="To Do",
        category="new",
        shared=True,
        read_at=now,
        content_at=now,
        issue_updated=now,
    )

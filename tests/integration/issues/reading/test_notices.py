"""Who is told of what, in the header and by mail: once, as wanted, never of their own acts, and ended by one press."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues import tasks
from issues.models import (
    Delivery,
    IssueEvent,
    IssueFollower,
    MirroredIssue,
    Notice,
    NoticeKind,
    NoticeSettings,
    Submission,
)
from issues.reading import notices
from tests.integration.issues.reading.conftest import Team, pass_time, ticks
from tests.support import mails

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


@pytest.fixture
def report(team: Team, alice: User) -> Submission:
    """What Alice filed, read for the first time."""
    team.join(alice)
    row = team.file(alice)
    ticks()
    mails.forget()
    return row


def happens(team: Team, report: Submission, by: str = "bob", **facts: Any) -> None:
    """A colleague does something, and the next poll sees it."""
    team.change(report, by=by, **facts)
    pass_time(minutes=6)
    ticks(1)


def later() -> list[EmailMessage]:
    """The mails of some minutes later."""
    Notice.objects.filter(
        mail_at__isnull=False, mail_at__lt=timezone.now() + notices.GATHERED
    ).update(mail_at=timezone.now())
    tasks.tell_followers()
    return mails.delivered()


def kinds() -> list[str]:
    return sorted(Notice.objects.values_list("kind", flat=True))


def test_a_comment_and_a_resolution_are_one_mail(team: Team, report: Submission) -> None:
    happens(team, report, comment={"text": "Fixed in 1.1"}, status="Done", resolution="Done")

    assert kinds() == [NoticeKind.ANSWERED, NoticeKind.RESOLVED]
    [mail] = later()
    assert mail.subject == f"{report.issue_key}: It broke"
    assert "Bob commented." in mail.body
    assert "Fixed in 1.1" in mail.body
    assert "“Done”: it is resolved." in mail.body
    assert f"http://lodge.test/reports/{report.pk}/" in mail.body
    assert later() == [mail], "never twice"


def test_own_acts_are_told_to_nobody(team: Team, report: Submission) -> None:
    happens(team, report, by="alice", status="Done", comment={"text": "Mine"})

    assert IssueEvent.objects.count() == 2
    assert kinds() == []
    assert later() == []


def test_each_kind_has_its_name(team: Team, report: Submission, alice: User) -> None:
    happens(team, report, status="Done")
    happens(team, report, status="To Do")
    happens(team, report, assignee=team.sandbox.account("alice")["account_id"])
    happens(team, report, move=team.site["projects"][5]["key"])
    pass_time(hours=23)
    ticks(2)

    assert kinds() == sorted(
        [NoticeKind.RESOLVED, NoticeKind.REOPENED, NoticeKind.NEEDS_YOU, NoticeKind.MOVED]
    )


def test_a_mention_needs_the_one_who_is_named(
    team: Team, report: Submission, alice: User, bob: User
) -> None:
    team.join(bob)
    account = team.sandbox.account("bob")["account_id"]
    now = timezone.now()
    row = MirroredIssue.objects.get()
    IssueFollower.objects.create(
        user=bob, issue=row, account_id=account, since=now, next_proof_at=now
    )
    event = IssueEvent(issue=row, kind="answered", remote="9", author_id="carol")

    assert notices.kind_for(event, account, {account}) == NoticeKind.NEEDS_YOU
    assert notices.kind_for(event, account, set()) == NoticeKind.ANSWERED
    assert notices.kind_for(event, "carol", {"carol"}) is None


def test_an_unknown_author_is_told_to_nobody(team: Team, report: Submission) -> None:
    team.sandbox.fault("status", path="/changelog/bulkfetch", status=503)
    happens(team, report, status="Done")

    assert IssueEvent.objects.get().remote.startswith("?")
    assert kinds() == []


def test_what_is_off_is_not_mailed_and_daily_waits_for_the_morning(
    team: Team, report: Submission, alice: User
) -> None:
    NoticeSettings.objects.create(user=alice, answered=Delivery.OFF, resolved=Delivery.DAILY)
    happens(team, report, comment={"text": "Hm"}, status="Done")

    due = dict(Notice.objects.values_list("kind", "mail_at"))
    assert due[NoticeKind.ANSWERED] is None
    morning = due[NoticeKind.RESOLVED]
    assert morning is not None
    assert morning.astimezone(UTC).hour == 7
    assert later() == []
    Notice.objects.filter(kind=NoticeKind.RESOLVED).update(mail_at=timezone.now())
    [mail] = later()
    assert "Hm" not in mail.body


def test_the_morning_is_that_of_the_reader(alice: User) -> None:
    alice.time_zone = "America/New_York"
    at = datetime(2026, 11, 30, 11, 30, tzinfo=UTC)
    due = notices.mail_due(Delivery.DAILY, alice, at)
    assert due == datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    assert notices.mail_due(Delivery.DAILY, alice, at + timedelta(hours=1)) == due + timedelta(1)


def test_what_was_seen_before_is_not_mailed(
    team: Team, report: Submission, alice: User, sign_in: SignIn
) -> None:
    happens(team, report, comment={"text": "Well?"})
    client = sign_in(alice)
    assert "<mark>1</mark>" in client.get("/").content.decode()

    client.get(f"/reports/{report.pk}/")

    assert later() == []
    assert "<mark>1</mark>" not in client.get("/").content.decode()


def test_a_mail_says_nothing_that_jira_does_not_show_its_reader(
    team: Team, report: Submission, alice: User
) -> None:
    happens(team, report, comment={"text": "A secret"})
    IssueFollower.objects.update(proven_at=timezone.now() - timedelta(days=2))

    [mail] = later()

    assert "A secret" not in mail.body
    assert "There is news about it." in mail.body


def test_who_lost_the_issue_is_told_nothing(team: Team, report: Submission) -> None:
    IssueFollower.objects.update(lost_at=timezone.now())
    happens(team, report, by="carol", status="Done")
    assert kinds() == []


def test_one_press_in_the_mail_program_ends_all_mails(
    team: Team, report: Submission, alice: User, stranger: Client
) -> None:
    happens(team, report, comment={"text": "One"})
    [mail] = later()
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in mail.body
    path = urlsplit(address).path

    strict = Client(headers={"host": "lodge.test"}, enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert not NoticeSettings.objects.exists(), "a program that looks at the link ends nothing"
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "no more mails" in answer.content.decode()

    happens(team, report, comment={"text": "Two"})
    assert later() == [mail]
    assert NoticeSettings.objects.get().answered == Delivery.OFF
    assert stranger.get("/news/stop/1:forged/").status_code == 404
    assert stranger.post("/news/stop/1:forged/").status_code == 404


def test_the_page_shows_the_news_and_keeps_the_choice(
    team: Team, report: Submission, alice: User, carol: User, sign_in: SignIn, stranger: Client
) -> None:
    happens(team, report, comment={"text": "Which browser?"})
    client = sign_in(alice)
    page = client.get("/news/").content.decode()
    assert "Bob commented." in page
    assert "Which browser?" in page
    assert "Which browser?" not in sign_in(carol).get("/news/").content.decode()
    assert stranger.get("/news/").status_code == 302

    choice = dict.fromkeys(NoticeKind.values, "daily")
    assert client.post("/news/", {**choice, "moved": "off"}).status_code == 302
    row = NoticeSettings.objects.get(user=alice)
    assert (row.answered, row.moved) == (Delivery.DAILY, Delivery.OFF)
    assert client.post("/news/", {**choice, "moved": "never"}).status_code == 200
    assert client.post("/news/seen/").status_code == 302
    assert not Notice.objects.filter(seen_at=None).exists()

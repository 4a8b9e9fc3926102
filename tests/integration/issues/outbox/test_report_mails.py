"""Writers are told once what became of their report behind their backs, and only if they like."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from issues.models import Attachment, State, Submission
from issues.outbox.states import Reason
from issues.wording import report_mails
from tests.integration.issues.outbox.conftest import Make
from tests.support.mails import delivered, try_again


@pytest.fixture
def owner(db: None) -> User:
    """Whose reports these are."""
    return User.objects.create(username="alice", email="alice@lodge.test", time_zone="Asia/Tokyo")


def late(make: Make, state: State, **more: Any) -> Submission:
    """One that came to stand there an hour after it was sent."""
    now = timezone.now()
    return make(state, **{"sent_at": now - timedelta(hours=1), "state_since": now, **more})


def test_late_filing_is_mailed_once(make: Make) -> None:
    row = late(make, State.FILED, issue_key="DEMO-24")
    assert (report_mails.tell_writers(), report_mails.tell_writers()) == (1, 0)
    (mail,) = delivered()
    assert mail.to == ["alice@lodge.test"]
    assert mail.subject == "DEMO-24: It broke"
    assert "Your report is in Jira as DEMO-24." in mail.body
    assert f"http://lodge.test/reports/{row.pk}/" in mail.body
    assert [event.what for event in row.events.all()] == ["mailed"]


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        (State.REJECTED, {}, "Jira did not take your report."),
        (
            State.BLOCKED,
            {"blocked_reason": Reason.ASK},
            "Lodge could not tell whether your report reached Jira.",
        ),
        (
            State.BLOCKED,
            {"blocked_reason": Reason.DENIED},
            "Jira does not let you file this report.",
        ),
    ],
)
def test_report_that_needs_its_author_is_mailed(
    make: Make, state: State, more: dict[str, Any], said: str
) -> None:
    late(make, state, **more)
    assert report_mails.tell_writers() == 1
    assert said in delivered()[0].body


def test_who_is_there_or_is_told_otherwise_or_wants_none_gets_no_mail(
    make: Make, owner: User
) -> None:
    now = timezone.now()
    late(make, State.FILED, sent_at=now)
    late(make, State.FILED, sent_at=None)
    late(make, State.FILED, state_since=now - timedelta(days=2), sent_at=now - timedelta(days=3))
    late(make, State.BLOCKED, blocked_reason=Reason.LINK)
    for state in (State.QUEUED, State.SENDING, State.UNCONFIRMED, State.DRAFT, State.WITHDRAWN):
        late(make, state)
    assert report_mails.tell_writers() == 0
    late(make, State.FILED)
    for change in (
        {"mail_when_report_changes": False},
        {"is_active": False},
        {"email": "user-1@no-address.invalid"},
    ):
        before = {name: getattr(owner, name) for name in change}
        User.objects.update(**change)
        assert report_mails.tell_writers() == 0
        User.objects.update(**before)
    assert report_mails.tell_writers() == 1


def test_a_mail_that_could_not_be_sent_is_tried_again(make: Make, settings: Any) -> None:
    late(make, State.FILED)
    settings.EMAIL_BACKEND, right = "accounts.mailing.smtp.EmailBackend", settings.EMAIL_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert report_mails.tell_writers() == 1
    assert delivered() == []
    settings.EMAIL_BACKEND = right
    try_again()
    assert [mail.subject for mail in delivered()] == ["It broke"]
    assert report_mails.tell_writers() == 0


def test_a_mail_says_how_the_report_stands_when_it_leaves(make: Make) -> None:
    """What is on its way again is no news; once it is filed, that is."""
    row = late(make, State.REJECTED)
    assert report_mails.tell_writers() == 1
    Submission.objects.update(state=State.FILED, state_since=timezone.now(), issue_key="DEMO-7")
    (mail,) = delivered()
    assert mail.subject == "DEMO-7: It broke"
    assert "Your report is in Jira as DEMO-7." in mail.body
    Submission.objects.update(state=State.REJECTED, state_since=timezone.now())
    assert report_mails.tell_writers() == 1
    Submission.objects.filter(pk=row.pk).update(state=State.QUEUED)
    assert len(delivered()) == 1


def test_second_change_is_mailed_again(make: Make) -> None:
    row = late(make, State.REJECTED, state_since=timezone.now() - timedelta(minutes=30))
    assert report_mails.tell_writers() == 1
    assert len(delivered()) == 1
    row.events.update(at=timezone.now() - timedelta(minutes=29))
    Submission.objects.update(state=State.FILED, state_since=timezone.now(), issue_key="DEMO-1")
    assert report_mails.tell_writers() == 1
    assert len(delivered()) == 2


def test_a_late_one_is_told_at_once_among_thousands_that_need_no_mail(
    make: Make, owner: User
) -> None:
    """The database leaves those out: none of them takes the place of one that is to be told."""
    noon = timezone.now() - timedelta(hours=2)
    common = {"owner": owner, "account_id": "712020:a", "cloud_id": "c", "summary": "As usual"}
    usual = [
        Submission(state=State.FILED, sent_at=noon, state_since=noon, **common) for _ in range(5007)
    ]
    Submission.objects.bulk_create(usual)
    late(make, State.FILED, issue_key="DEMO-5008")
    assert report_mails.tell_writers() == 1
    assert delivered()[0].subject == "DEMO-5008: It broke"


def test_who_was_present_is_told_from_two_minutes_on(make: Make) -> None:
    now = timezone.now()
    for seconds in (0, 119, 121):
        make(State.FILED, sent_at=now - timedelta(seconds=seconds), state_since=now)
    assert report_mails.tell_writers() == 1


def part(report: Submission, state: State, **more: Any) -> Attachment:
    """A file of *report* that came to stand there just now."""
    return Attachment.objects.create(
        submission=report, state=state, name="a.txt", size=1, sha256="", **more
    )


def test_files_that_need_their_writer_are_told_in_one_mail(make: Make) -> None:
    row = make(
        State.FILED,
        sent_at=timezone.now() - timedelta(hours=1),
        state_since=timezone.now() - timedelta(hours=1),
    )
    part(row, State.BLOCKED, blocked_reason=Reason.LINK)
    part(row, State.QUEUED)
    assert report_mails.tell_writers() == 0
    part(row, State.REJECTED, messages=["Zu groß"])
    part(row, State.BLOCKED, blocked_reason=Reason.DENIED, messages=["Nein"])
    assert (report_mails.tell_writers(), report_mails.tell_writers()) == (1, 0)
    (mail,) = delivered()
    assert "3 files need you." in mail.body
    part(row, State.REJECTED, state_since=timezone.now() + timedelta(minutes=1))
    assert report_mails.tell_writers() == 1


def test_files_of_a_report_that_is_still_looked_at_are_told_on_its_page_alone(make: Make) -> None:
    row = make(State.FILED, sent_at=timezone.now(), state_since=timezone.now())
    part(row, State.REJECTED, messages=["Zu groß"])
    User.objects.update(mail_when_report_changes=False)
    assert report_mails.tell_writers() == 0
    Submission.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    assert report_mails.tell_writers() == 0
    User.objects.update(mail_when_report_changes=True)
    Submission.objects.update(state=State.WITHDRAWN)
    assert report_mails.tell_writers() == 0


def test_reports_of_one_writer_share_a_mail(make: Make) -> None:
    """Of a lost site all reports wait: twenty of them are one mail."""
    rows = [late(make, State.BLOCKED, blocked_reason=Reason.SITE) for _each in range(22)]
    bob = User.objects.create(username="bob", email="bob@lodge.test")
    his = late(make, State.FILED, issue_key="DEMO-2")
    Submission.objects.filter(pk=his.pk).update(owner=bob)
    assert report_mails.tell_writers() == 23
    to_alice, to_bob = sorted(delivered(), key=lambda each: each.to)
    assert to_bob.subject == "DEMO-2: It broke"
    assert f"/reports/{his.pk}/" in to_bob.body
    assert to_alice.subject == "News about 22 of your reports"
    assert sum(f"/reports/{each.pk}/" in to_alice.body for each in rows) == 20
    assert "And 2 more: http://lodge.test/reports/\n" in to_alice.body
    assert str(his.pk) not in to_alice.body
    assert report_mails.tell_writers() == 0


def test_news_while_a_mail_waits_is_in_that_mail(make: Make) -> None:
    first = late(make, State.FILED, issue_key="DEMO-1")
    assert report_mails.tell_writers() == 1
    second = late(make, State.FILED, issue_key="DEMO-2")
    assert report_mails.tell_writers() == 1
    (mail,) = delivered()
    for row in (first, second):
        assert f"{row.issue_key}: It broke" in mail.body
        assert f"/reports/{row.pk}/" in mail.body
    third = late(make, State.FILED, issue_key="DEMO-3")
    assert report_mails.tell_writers() == 1
    assert [each.subject for each in delivered()[1:]] == ["DEMO-3: It broke"]
    assert third.events.count() == 1


def test_news_after_a_failed_try_has_a_mail_of_its_own(make: Make, settings: Any) -> None:
    """The text of that try may have arrived all the same."""
    late(make, State.FILED, issue_key="DEMO-1")
    settings.EMAIL_BACKEND, right = "accounts.mailing.smtp.EmailBackend", settings.EMAIL_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert report_mails.tell_writers() == 1
    assert delivered() == []
    late(make, State.FILED, issue_key="DEMO-2")
    assert report_mails.tell_writers() == 1
    settings.EMAIL_BACKEND = right
    try_again()
    assert "DEMO-2: It broke" in [each.subject for each in delivered()]

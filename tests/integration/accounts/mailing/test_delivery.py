"""Mails leave once, in their order, and what one server or address does stops no other."""

import smtplib
from datetime import timedelta
from email import message_from_string
from typing import Any

import pytest
from django.utils import timezone

from accounts import tasks
from accounts.mailing import delivery, mail_server_lease
from accounts.models import Mail, MailServer, MailState
from tests.integration.accounts.mailing.conftest import Post
from tests.integration.accounts.mailing.fake_mail_servers import Inbox, free_port, talk_to
from tests.integration.integrations.connections.concurrent_threads import at_once
from tests.support.mails import try_again

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def subjects(inbox: Inbox) -> list[str]:
    """Of what arrived."""
    return [message_from_string(each)["Subject"] for each in inbox.mails]


def test_a_mail_arrives_and_only_that_it_did_is_kept(inbox: Inbox, post: Post) -> None:
    row = post("dora@lodge.test", subject="kept", body="kept")
    assert (delivery.deliver(), delivery.deliver()) == (1, 0)
    [text] = inbox.mails
    mail = message_from_string(text)
    assert (mail["To"], mail["Subject"]) == ("dora@lodge.test", "To dora@lodge.test")
    assert mail["Message-ID"].startswith(f"<{row.pk}@")
    assert mail["Auto-Submitted"] == "auto-generated"
    row.refresh_from_db()
    assert (row.state, row.subject, row.body, row.error) == (MailState.SENT, "", "", "")


def test_urgent_mails_are_sent_first(inbox: Inbox, post: Post) -> None:
    for number in range(3):
        post(f"usual{number}@lodge.test")
    post("urgent@lodge.test", kind="test-urgent")
    delivery.deliver()
    assert subjects(inbox) == [
        f"To {name}@lodge.test" for name in ("urgent", "usual0", "usual1", "usual2")
    ]


def test_of_many_workers_each_mail_leaves_once(inbox: Inbox, post: Post) -> None:
    for number in range(12):
        post(f"p{number}@lodge.test")
    counts = at_once(6, delivery.deliver)
    delivery.deliver()
    assert sum(counts) <= 12
    assert sorted(inbox.tried) == sorted(f"p{number}@lodge.test" for number in range(12))


@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        ("550 5.1.1 who is that", MailState.GIVEN_UP, "SMTPRecipientsRefused 550 5.1.1"),
        ("451 4.7.1 come back later", MailState.WAITING, "SMTPRecipientsRefused 451 4.7.1"),
    ],
)
def test_an_address_that_is_refused_keeps_no_other_waiting(
    inbox: Inbox, post: Post, answer: str, state: MailState, error: str
) -> None:
    inbox.says["wrong@lodge.test"] = answer
    wrong = post("wrong@lodge.test")
    post("dora@lodge.test")
    assert delivery.deliver() == 1
    wrong.refresh_from_db()
    assert (wrong.state, wrong.error) == (state, error)
    assert MailServer.objects.get().failures == 0
    inbox.says.clear()
    try_again()
    assert delivery.deliver() == (1 if state == MailState.WAITING else 0)


def test_a_server_that_hangs_up_after_some_is_called_again(inbox: Inbox, post: Post) -> None:
    inbox.takes = 2
    for number in range(5):
        post(f"p{number}@lodge.test")
    for _turn in range(6):
        delivery.deliver()
        try_again()
    assert len(set(subjects(inbox))) == 5
    assert not Mail.objects.exclude(state=MailState.SENT).exists()


def test_mail_is_resent_after_a_crash(
    inbox: Inbox, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaves once more after a while, and both are one to whoever reads mails: the Message-ID says so."""
    row = post("dora@lodge.test")
    with monkeypatch.context() as dying:
        dying.setattr(delivery, "_settle", lambda *_row: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver()
    assert delivery.deliver() == 0, "it is in somebody's hand"
    Mail.objects.update(next_attempt_at=timezone.now())
    assert delivery.deliver() == 1
    ids = [message_from_string(text)["Message-ID"] for text in inbox.mails]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    row.refresh_from_db()
    assert row.state == MailState.SENT


def test_server_outage_backs_off_and_then_sends_everything(
    inbox: Inbox, post: Post, settings: Any, caplog: Any
) -> None:
    for number in range(3):
        post(f"p{number}@lodge.test")
    settings.EMAIL_PORT = free_port()
    waits = []
    for _try in range(4):
        before = timezone.now()
        assert delivery.deliver() == 0
        standing = mail_server_lease.standing()
        assert standing.next_attempt_at is not None
        waits.append((standing.next_attempt_at - before).total_seconds())
        assert delivery.deliver() == 0
        try_again()
    assert waits == sorted(waits)
    assert standing.failures == 4
    assert standing.failing_since is not None
    assert standing.error == "ConnectionRefusedError"
    assert [each.message for each in caplog.records if "mail server" in each.message] == [
        "the mail server takes no mails (ConnectionRefusedError): they wait"
    ]
    settings.EMAIL_PORT = inbox.port
    assert delivery.deliver() == 3
    standing = mail_server_lease.standing()
    assert (standing.failures, standing.failing_since, standing.error) == (0, None, "")


def test_a_wrong_password_of_ours_is_the_servers_trouble_and_loses_no_mail(
    inbox: Inbox, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_login: Any) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 no such user ops with se-cret")

    row = post("dora@lodge.test")
    monkeypatch.setattr("accounts.mailing.smtp.EmailBackend.open", refuse)
    assert delivery.deliver() == 0
    row.refresh_from_db()
    assert row.state == MailState.WAITING
    assert mail_server_lease.standing().error == row.error == "SMTPAuthenticationError 535 5.7.8"


def test_what_has_nothing_to_say_or_is_too_late_is_not_sent(inbox: Inbox, post: Post) -> None:
    empty, late = post(""), post("dora@lodge.test")
    Mail.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert delivery.deliver() == 0
    assert not Mail.objects.filter(pk=empty.pk).exists()
    late.refresh_from_db()
    assert (late.state, late.error) == (MailState.GIVEN_UP, "too late")


def test_a_mail_of_a_newer_version_waits_for_a_worker_that_knows_it(
    inbox: Inbox, post: Post
) -> None:
    row = post("dora@lodge.test")
    Mail.objects.update(kind="of-tomorrow")
    assert delivery.deliver() == 0
    Mail.objects.update(kind="test")
    try_again()
    assert delivery.deliver() == 1
    row.refresh_from_db()
    assert row.state == MailState.SENT


@pytest.mark.parametrize("address", ["two\nlines@lodge.test", "ä" * 300])
def test_an_address_that_no_mail_can_have_is_given_up(
    inbox: Inbox, post: Post, address: str
) -> None:
    row = post(address[:254])
    other = post("dora@lodge.test")
    for _turn in range(2):
        delivery.deliver()
        try_again()
    row.refresh_from_db()
    other.refresh_from_db()
    assert other.state == MailState.SENT
    assert row.state == MailState.GIVEN_UP


def test_that_a_mail_was_sent_is_forgotten_after_a_while(post: Post, settings: Any) -> None:
    talk_to(settings, free_port())
    rows = [post(f"p{number}@lodge.test") for number in range(3)]
    long_ago = timezone.now() - timedelta(days=settings.MAILS_KEPT_DAYS + 1)
    Mail.objects.update(state_since=long_ago)
    Mail.objects.exclude(pk=rows[0].pk).update(state=MailState.SENT)
    Mail.objects.filter(pk=rows[2].pk).update(state_since=timezone.now())
    assert tasks.clean_up() == 1
    assert {each.pk for each in Mail.objects.all()} == {rows[0].pk, rows[2].pk}

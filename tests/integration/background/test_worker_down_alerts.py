"""Admins are told by mail, once, when the work behind the pages stands still."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from background import heartbeats
from background.heartbeats import Name
from background.models import Heartbeat
from config.health import alerts
from installation.models import Installation
from tests.integration.background.simulate_missing_heartbeats import silent

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("names", "subject"),
    [
        ((Name.WORKER, Name.SWEEP), "The worker has not answered since"),
        ((Name.SCHEDULE, Name.SWEEP), "The schedule has not run since"),
        ((Name.SWEEP,), "The worker has taken nothing new since"),
    ],
)
def test_alert_names_the_silent_part_and_the_consequences(
    mailoutbox: list[EmailMessage], names: tuple[Name, ...], subject: str
) -> None:
    silent(*names)
    assert alerts.look() == len(names)
    assert (alerts.look(), len(mailoutbox)) == (0, 1)
    mail = mailoutbox[0]
    assert mail.subject.startswith(f"[Lodge] {subject}")
    assert "Nothing is lost" in mail.body
    assert "/admin/" in mail.body
    assert "&" not in mail.body


def test_two_silent_parts_are_one_mail(mailoutbox: list[EmailMessage]) -> None:
    silent(*Name)
    alerts.look()
    (mail,) = mailoutbox
    assert "has not run since" in mail.body
    assert "No worker of Lodge has answered" in mail.body
    assert "is alive" not in mail.body


def test_deploy_sends_no_alert(mailoutbox: list[EmailMessage]) -> None:
    silent(*Name, minutes=2)
    assert (alerts.look(), mailoutbox) == (0, [])


def test_one_of_many_processes_sends_the_alert(mailoutbox: list[EmailMessage]) -> None:
    silent(*Name)
    together = threading.Barrier(4)

    def look() -> None:
        together.wait(30)
        alerts.look()
        connection.close()

    threads = [threading.Thread(target=look) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    bodies = "".join(str(mail.body) for mail in mailoutbox)
    assert bodies.count("has not run since") == 1
    assert bodies.count("No worker of Lodge has answered") == 1


def test_the_next_time_is_told_again_but_not_each_of_many(mailoutbox: list[EmailMessage]) -> None:
    silent(Name.WORKER)
    alerts.look()
    again = timezone.now() - timedelta(minutes=5)
    row = Heartbeat.objects.filter(pk=Name.WORKER)
    row.update(at=again, told_at=again - timedelta(minutes=5))
    assert alerts.look() == 0, "it was told ten minutes ago"
    assert heartbeats.silences(fresh=True)[0].told is False
    row.update(told_at=again - timedelta(hours=2))
    assert alerts.look() == 1
    assert len(mailoutbox) == 2


def test_a_mail_that_could_not_be_sent_is_tried_again(
    mailoutbox: list[EmailMessage], settings: Any
) -> None:
    silent(Name.WORKER)
    working, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.smtp.EmailBackend",
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    alerts.look()
    assert heartbeats.silences(fresh=True)[0].told is False
    settings.EMAIL_BACKEND = working
    assert alerts.look() == 1
    assert len(mailoutbox) == 1


def test_without_admins_the_alert_is_logged_once(
    mailoutbox: list[EmailMessage], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ADMINS = []
    silent(Name.WORKER)
    assert [alerts.look(), alerts.look()] == [0, 0]
    assert caplog.text.count("silent: worker since") == 1
    assert mailoutbox == []
    assert heartbeats.silences(fresh=True)[0].told is False


def test_database_copy_sends_no_alert(mailoutbox: list[EmailMessage]) -> None:
    Installation.objects.create(name="the original")
    silent(*Name)
    assert (alerts.look(), mailoutbox) == (0, [])

"""Those who run Lodge hear of errors by mail, though no page waits for one; and of each cause once an hour."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts import task_dispatch
from accounts.mailing import admin_alerts
from accounts.models import Mail
from tests.support.mails import delivered

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

alarm = logging.getLogger("lodge.alarm")


@pytest.fixture(autouse=True)
def _told_nobody_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_alerts, "_alone", admin_alerts._Alone())


def test_one_cause_is_mailed_once_an_hour() -> None:
    for _ in range(3):
        alarm.error("the key is missing")
    alarm.error("something else")
    assert len(delivered()) == 2
    alarm.error("the key is missing")
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=2))
    alarm.error("the key is missing")
    assert [sent.subject for sent in delivered()].count("[Lodge] ERROR: the key is missing") == 2
    assert [sent.to for sent in delivered()] == [["ops@lodge.test"]] * 3


def test_alert_survives_a_rollback() -> None:
    with transaction.atomic():
        alarm.error("in the middle of something")
        transaction.set_rollback(True)
    done = threading.Event()
    task_dispatch.in_thread(done.set)
    assert done.wait(60)
    assert [sent.subject for sent in delivered()] == ["[Lodge] ERROR: in the middle of something"]


def test_one_alert_is_sent_directly_while_the_database_is_away() -> None:
    def away(*_statement: Any) -> None:
        raise OperationalError("no connection")

    with connection.execute_wrapper(away):
        for number in range(3):
            alarm.error("the database is away, %d", number)
    for each in threading.enumerate():
        if each.name == "telling the admins":
            each.join(60)
    assert [sent.subject for sent in mail.outbox] == ["[Lodge] ERROR: the database is away, 0"]


def test_empty_admins_setting_is_no_error(settings: Any) -> None:
    settings.ADMINS = []
    alarm.error("nobody reads this")
    assert not Mail.objects.exists()


def test_alerts_contain_no_secrets() -> None:
    path = "/account/forgotten/MQ/d0sx-se-cret/"
    alarm.error("broke at %s and /link/complete/atlassian/?code=se-cret&state=se-cret&x=1", path)
    [sent] = delivered()
    assert "se-cret" not in f"{sent.subject}{sent.body}"
    assert "/account/forgotten/…/" in sent.subject

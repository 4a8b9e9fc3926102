"""403 and 404: what was Jira's own word, and what came of a dead token or of something before Jira."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import Mail, User
from integrations.models import Pause
from issues.models import State, Submission
from issues.outbox.states import Reason
from issues.wording import report_mails
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, report, sweep, told
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button

DEAD = [403, 404]


def end_the_token(desk: Desk, status: int) -> None:
    """At Atlassian alone: by Lodge's clock it lives for an hour."""
    desk.sandbox.config(expired_status=status)
    desk.sandbox.control("POST", f"/accounts/{desk.sandbox.account('Alice')['account_id']}/expire")


def refused_by_the_gateway(desk: Desk, status: int = 403) -> None:
    """Everything at the site, whatever the token, until the faults are cleared."""
    desk.sandbox.fault("expired_as", status=status, path="^/ex/jira/", times=None)


def the_gateway_works(desk: Desk) -> None:
    desk.sandbox.control("DELETE", "/faults")
    Pause.objects.all().delete()
    cache.clear()


def ask_anew() -> None:
    """What `migrate` does on the day of the upgrade."""
    migration = import_module("issues.migrations.0008_ask_anew")
    migration.ask_anew(apps, SimpleNamespace(connection=connection))


@pytest.mark.parametrize("status", DEAD)
def test_a_token_that_died_early_keeps_nobody_from_filing(desk: Desk, status: int) -> None:
    page, form = desk.open_form()
    end_the_token(desk, status)
    page = desk.send(page, form, summary="It broke")
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert "in Jira as" in page.text
    assert [call["status"] for call in desk.creates()] == [status, 201]


@pytest.mark.parametrize("status", DEAD)
def test_reports_that_waited_for_a_person_because_of_it_go_by_themselves(
    desk: Desk, status: int
) -> None:
    desk.sandbox.fault("status", status=status, body={"errorMessages": ["Forbidden"]}, path=CREATE)
    desk.file()
    row = report()
    assert (row.state, row.next_attempt_at) == (State.BLOCKED, None)
    sweep()
    assert report().state == State.BLOCKED, "what Jira itself said is a person's to mend"
    end_the_token(desk, status)
    ask_anew()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert told(report())[-2:] == ["asked_anew", "filed"]
    page = desk.get(f"/reports/{row.pk}/")
    assert "It was not clear whether Jira itself had said no, so Lodge asked again" in page.text


def test_what_jira_itself_denied_before_the_upgrade_is_asked_once_and_then_a_persons_again(
    desk: Desk,
) -> None:
    desk.sandbox.fault("status", status=403, body={"errorMessages": ["No"]}, path=CREATE, times=2)
    desk.file()
    ask_anew()
    sweep()
    sweep()
    assert (report().state, report().next_attempt_at, len(desk.creates())) == (
        State.BLOCKED,
        None,
        2,
    )


@pytest.mark.parametrize("status", DEAD)
def test_a_refusal_that_nobody_can_place_asks_a_person_and_is_looked_into_meanwhile(
    desk: Desk, alice: User, status: int
) -> None:
    page, form = desk.open_form()
    refused_by_the_gateway(desk, status)
    page = desk.send(page, form, summary="It broke")
    row = report()
    assert (row.state, len(desk.creates())) == (State.BLOCKED, 2)
    assert row.blocked_reason == (Reason.DENIED if status == 403 else Reason.NOT_FOUND)
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > timezone.now() + timedelta(minutes=5)
    assert "Lodge also asks again by itself." in page.text
    one_sentence_one_button(page)
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    report_mails.tell_writers()
    for _hour in range(3):
        come_due()
        sweep()
        report_mails.tell_writers()
    assert (report().state, report().state_since) == (State.BLOCKED, row.state_since)
    assert (len(desk.creates()), Mail.objects.count()) == (2, 1), (
        "nothing is sent, and nobody is told again"
    )
    the_gateway_works(desk)
    come_due()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_linking_again_lets_what_nobody_could_place_go_at_once(
    desk: Desk, alice: User, link: Any
) -> None:
    page, form = desk.open_form()
    refused_by_the_gateway(desk)
    desk.send(page, form, summary="It broke")
    the_gateway_works(desk)
    link(alice)
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


@pytest.mark.parametrize("status", DEAD)
def test_a_page_of_a_proxy_is_no_refusal(desk: Desk, status: int) -> None:
    page, form = desk.open_form()
    desk.sandbox.fault("html", status=status, method="POST", path=CREATE)
    page = desk.send(page, form, summary="It broke")
    assert (report().state, told(report())) == (State.QUEUED, ["sent", "not_reached"])
    assert "Jira does not" not in page.text
    come_due()
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 2)


@pytest.mark.parametrize(("kind", "status"), [("html", 403), ("html", 404), ("status", 503)])
def test_proxy_error_page_is_reported_as_jira_unavailable(
    desk: Desk, kind: str, status: int
) -> None:
    """The same words as for a Jira that is down: not that there is no such project, or that it may not be seen."""
    url = desk.form_url()
    cache.clear()
    desk.sandbox.fault(kind, status=status, path="^/ex/jira/", times=None)
    page = desk.get(url)
    assert (page.status, "Jira does not answer." in page.text) == (503, True)
    one_sentence_one_button(page)


def test_a_look_that_the_gateway_refuses_ends_in_an_answer_once_it_works(desk: Desk) -> None:
    """Nobody is left alone with a question that Lodge can answer."""
    desk.sandbox.fault("drop_after_commit", method="POST", path=CREATE)
    desk.file()
    refused_by_the_gateway(desk, 404)
    come_due()
    sweep()
    assert (report().state, report().blocked_reason) == (State.UNCONFIRMED, Reason.ASK)
    the_gateway_works(desk)
    come_due()
    sweep()
    assert (report().state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)

"""Jira hangs: the pages still answer, and what comes on top goes to the queue."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from integrations.limits import process_bulkhead
from integrations.models import Connection
from issues.models import State, Submission
from issues.outbox import backoff
from tests.integration.integrations.connections.concurrent_threads import (
    at_once,
    await_exchanges,
    expire,
    outcomes,
)
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, report, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanging(settings: Any) -> Iterator[ExitStack]:
    """As many calls under way as a process of four threads may have at a Jira that hangs; closed, they end."""
    settings.WEB_THREADS = 4
    with ExitStack() as calls:
        for _number in range(2):
            calls.enter_context(process_bulkhead().slot())
        yield calls


def test_the_surplus_is_queued_and_filed_later(desk: Desk, hanging: ExitStack) -> None:
    hanging.close()
    page, form = desk.open_form()
    with process_bulkhead().slot(), process_bulkhead().slot():
        shown = desk.send(page, form, summary="It broke")
        queued = report()
        assert queued.state == State.QUEUED
        assert shown.status == 200
        assert desk.creates() == []
    come_due()
    sweep()

    assert report().state == State.FILED
    assert len(desk.filed()) == 1


def test_what_is_stored_is_shown_meanwhile(desk: Desk, hanging: ExitStack) -> None:
    for url in ("/", "/reports/"):
        assert desk.get(url).status == 200


def test_a_form_that_would_have_to_ask_jira_says_so(desk: Desk, hanging: ExitStack) -> None:
    before = len(desk.sandbox.calls())

    shown = desk.get(f"/report/{desk.site['cloud_id']}/DEMO/")

    assert "Jira does not answer" in shown.text
    assert len(desk.sandbox.calls()) == before


@pytest.mark.django_db(transaction=True)
def test_a_hanging_jira_does_not_hold_everybody(
    desk: Desk, settings: Any, sign_in: Callable[[User], Client], alice: User
) -> None:
    """Four tabs press the button at once; nobody loses anything."""
    settings.WEB_THREADS = 4
    tabs = [Desk(sign_in(alice), desk.sandbox) for _number in range(4)]
    opened = [(tab, *tab.open_form()) for tab in tabs]
    desk.sandbox.fault("delay", seconds=20, method="POST", path=CREATE, times=None)

    def press() -> int:
        tab, page, form = opened.pop()
        return tab.send(page, form, summary="It broke").status

    assert at_once(4, press) == [200] * 4

    states = list(Submission.objects.values_list("state", flat=True))
    assert set(states) == {State.UNCONFIRMED, State.QUEUED}
    assert len(states) == 4
    assert len(desk.creates()) == states.count(State.UNCONFIRMED)


@pytest.mark.django_db(transaction=True)
def test_a_report_waits_for_a_new_token_no_longer_than_for_jira(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its writer's token ran out, and the token endpoint hangs: the report is queued, and the token comes later."""
    monkeypatch.setattr(backoff, "PATIENCE", 0.3)
    page, form = desk.open_form()
    expire(Connection.objects.get())
    desk.sandbox.fault("delay", seconds=3, path="/oauth/token$", times=1)

    shown = desk.send(page, form, summary="It broke")

    assert (shown.status, report().state) == (200, State.QUEUED)
    assert outcomes(Connection.objects.get()) == [""], "the renewal is under way"
    await_exchanges()
    come_due()
    sweep()
    assert (report().state, len(desk.filed())) == (State.FILED, 1)
    assert outcomes(Connection.objects.get()) == ["saved"]

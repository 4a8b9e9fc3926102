"""Somebody who runs Lodge marks a report as filed while a worker, or a colleague, is at it, or its link is dead."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from integrations import connections, jira
from integrations.models import Connection
from issues.models import State, Submission
from issues.outbox.states import record_filed
from tests.integration.issues.filing.conftest import Desk, desk, sweep, told
from tests.integration.issues.filing.test_report_pages import stored
from tests.integration.issues.filing.test_submission_admin import admin

__all__ = ["admin", "desk"]


def mark(admin: Client, row: Submission, key: str) -> str:
    """As the page asks for it; the page that follows."""
    chosen = {"action": "mark_filed", "_selected_action": [row.pk], "confirmed": "1", "key": key}
    return str(admin.post("/admin/issues/submission/", chosen, follow=True).content.decode())


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """While Jira is asked for the issue, *happens*."""
    real: Callable[..., Any] = jira.get_issue

    def asked(*args: Any, **more: Any) -> Any:
        happens()
        return real(*args, **more)

    monkeypatch.setattr(jira, "get_issue", asked)


def test_what_is_being_marked_is_not_sent_meanwhile(
    admin: Client, desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody_elses_issue()
    (issue,) = desk.filed("of bob")
    row = stored(desk, alice, State.QUEUED)
    before = len(desk.creates())
    meanwhile(monkeypatch, sweep)
    mark(admin, row, issue["key"])
    row.refresh_from_db()
    assert (row.state, row.issue_key, len(desk.creates()) - before) == (
        State.FILED,
        issue["key"],
        0,
    )
    assert "filed_twice" not in told(row)


def test_of_two_who_mark_one_the_second_is_not_told_that_it_was_done(
    admin: Client, desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody_elses_issue()
    (first,) = desk.filed("of bob")
    desk.file("Another of mine")
    (second,) = desk.filed("Another of mine")
    Submission.objects.all().delete()
    row = stored(desk, alice, State.BLOCKED, blocked_reason="ask")
    meanwhile(
        monkeypatch, lambda: record_filed(row.pk, first["id"], first["key"], what="told_by_admin")
    )
    page = mark(admin, row, second["key"])
    row.refresh_from_db()
    assert row.issue_key == first["key"]
    assert "1 report was dealt with" not in page
    assert told(row) == ["told_by_admin"]


def test_a_dead_link_is_not_called_a_jira_that_does_not_answer(
    admin: Client, desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.BLOCKED, blocked_reason="link")
    connections.disconnect(Connection.objects.get(user=alice).pk)
    assert "Jira does not answer" not in mark(admin, row, "DEMO-1")

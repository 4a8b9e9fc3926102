"""What a status that was read changes in the mirror, without database and network."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations import jira
from issues.models import MirroredIssue
from issues.reading import read_intervals, status_changes

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def status(**more: Any) -> jira.IssueStatus:
    values: dict[str, Any] = {
        "id": "1",
        "key": "DEMO-1",
        "project_id": "7",
        "summary": "It broke",
        "status": "To Do",
        "category": "new",
        "assignee_id": "",
        "assignee_name": "",
        "resolution": "",
        "created": NOW,
        "updated": NOW,
        "secured": False,
        "last_comment": None,
        "complete": True,
    }
    return jira.IssueStatus(**{**values, **more})


def known(**more: Any) -> MirroredIssue:
    row = MirroredIssue(cloud_id="c", issue_id="1")
    for name, value in status_changes.shown(row, status(**more)).items():
        setattr(row, name, value)
    return row


def kinds(row: MirroredIssue, **more: Any) -> list[str]:
    found = status_changes.difference(row, status(updated=NOW + timedelta(minutes=1), **more))
    return [event.kind for event in status_changes.events(found, [])] if found else []


def test_the_same_again_changes_nothing() -> None:
    assert status_changes.difference(known(), status()) is None


def test_what_is_older_changes_nothing() -> None:
    assert (
        status_changes.difference(known(), status(status="Done", updated=NOW - timedelta(1)))
        is None
    )


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("new", "done", "resolved"),
        ("done", "new", "reopened"),
        ("new", "indeterminate", "status"),
        ("", "undefined", "status"),
        ("undefined", "done", "resolved"),
    ],
)
def test_a_change_of_category_has_a_name(was: str, now: str, kind: str) -> None:
    assert kinds(known(category=was), category=now) == [kind]


def test_a_security_that_jira_does_not_tell_is_not_shared() -> None:
    assert status_changes.shown(known(), status(secured=None))["shared"] is False
    assert status_changes.shown(known(), status(secured=True))["shared"] is False


def test_a_comment_that_jira_left_out_is_not_lost() -> None:
    last = jira.LastComment("9", "bob", "Bob", NOW, "Why?")
    row = known(last_comment=last)
    assert "comment_id" not in status_changes.shown(row, status(complete=False))
    assert status_changes.shown(row, status())["comment_id"] == ""


@given(st.text(max_size=2000))
def test_a_shortened_text_is_one_line_that_fits(text: str) -> None:
    line = status_changes.shortened(text)
    assert len(line) <= 300
    assert len(line.splitlines()) <= 1


@given(st.integers(0, 400), st.booleans(), st.booleans())
def test_young_issues_are_read_more_often_than_old_ones(
    days: int, covered: bool, done: bool
) -> None:
    since = NOW - timedelta(days=days)
    done_since = since if done else None
    due = read_intervals.next_proof(1, since, NOW, covered=covered, done_since=done_since)
    assert (due is None) == (done and days > 14)
    assert due is None or timedelta(minutes=5) <= due - NOW <= timedelta(days=1)
    assert read_intervals.by_age(since, NOW) >= read_intervals.by_age(NOW, NOW)

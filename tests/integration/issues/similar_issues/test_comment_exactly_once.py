"""A comment is on the issue once, or its writer is told why not, or is asked."""

from typing import Any

import pytest

from integrations import limits
from integrations.models import Connection, ConnectionState, Pause
from issues.models import Comment, State
from issues.outbox import engine
from issues.outbox.add_comment import AddComment
from issues.outbox.outcomes import TOO_LARGE, Reason
from tests.integration.issues.similar_issues.conftest import (
    COMMENT,
    Table,
    comment,
    pass_time,
    sweep,
)

pytestmark = pytest.mark.django_db


def broken(
    table: Table, kind: str, *, method: str = "POST", times: int = 1, **options: Any
) -> None:
    """The next call about comments goes wrong in this way."""
    table.sandbox.fault(kind, method=method, path=COMMENT, times=times, **options)


def test_a_comment_arrives_as_it_was_written_with_a_mark_that_nobody_sees(table: Table) -> None:
    key = table.issue()
    row = table.queued(key)
    assert engine.attempt(row.pk, AddComment())
    (found,) = table.comments(key)
    row.refresh_from_db()
    assert (row.state, row.remote_id) == (State.FILED, found["id"])
    texts = [each["text"] for each in found["body"]["content"][0]["content"]]
    assert texts == ["Here ", "too", "."]
    assert not engine.attempt(row.pk, AddComment())
    assert len(table.comments(key)) == 1


@pytest.mark.parametrize(
    ("kind", "options", "arrived"),
    [
        ("drop_after_commit", {}, True),
        ("truncate", {}, True),
        ("malformed", {}, True),
        ("drop_before", {}, False),
        ("status", {"status": 500, "body": {}}, False),
        ("status", {"status": 408, "body": {}}, False),
    ],
)
@pytest.mark.parametrize("shown", [True, False], ids=["marks shown", "marks hidden"])
def test_whatever_becomes_of_the_answer_there_is_one_comment(
    table: Table, kind: str, options: dict[str, Any], arrived: bool, shown: bool
) -> None:
    table.sandbox.config(comments_show_properties=shown)
    key = table.issue()
    table.queued(key)
    broken(table, kind, **options)
    sweep()
    assert comment().state == State.UNCONFIRMED
    assert len(table.comments(key)) == int(arrived)
    for _ in range(3):
        pass_time()
        sweep()
    assert comment().state == State.FILED
    (found,) = table.comments(key)
    assert comment().remote_id == found["id"]
    assert comment().resent is not arrived


def test_another_comment_of_ones_own_is_not_taken_for_it(table: Table) -> None:
    key = table.issue()
    engine.attempt(table.queued(key).pk, AddComment())
    row = table.queued(key)
    broken(table, "drop_before")
    sweep()
    for _ in range(3):
        pass_time()
        sweep()
    row.refresh_from_db()
    assert row.state == State.FILED
    assert len({each["id"] for each in table.comments(key)}) == 2
    assert len(set(Comment.objects.values_list("remote_id", flat=True))) == 2


def test_where_the_issue_can_no_longer_be_seen_the_writer_is_asked(table: Table) -> None:
    key = table.issue()
    table.queued(key)
    broken(table, "drop_after_commit")
    sweep()
    broken(
        table,
        "status",
        method="GET",
        times=99,
        status=404,
        body={"errorMessages": ["Issue does not exist"]},
    )
    pass_time()
    sweep()
    assert (comment().state, comment().blocked_reason) == (State.BLOCKED, Reason.ASK)
    pass_time()
    Comment.objects.update(next_attempt_at=None)
    sweep()
    assert comment().state == State.BLOCKED


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (400, State.REJECTED, ""),
        (413, State.REJECTED, TOO_LARGE),
        (403, State.BLOCKED, Reason.DENIED),
        (404, State.BLOCKED, Reason.NOT_FOUND),
    ],
)
def test_what_jira_refuses_is_not_tried_again_by_itself(
    table: Table, status: int, state: State, reason: str
) -> None:
    table.queued(table.issue())
    broken(
        table,
        "status",
        status=status,
        body={"errorMessages": ["Comments are closed."], "errors": {}},
    )
    sweep()
    sweep()
    row = comment()
    assert (row.state, row.blocked_reason, row.tries) == (state, reason, 1)
    assert row.messages == ["Comments are closed."]
    page = table.get(f"/comments/{row.pk}/").text
    assert page.count("Comments are closed.") == 1


def test_what_jira_can_not_take_now_waits_and_goes_by_itself(table: Table) -> None:
    key = table.issue()
    table.queued(key)
    broken(table, "status", status=429, headers={"Retry-After": "7"}, body={})
    sweep()
    assert (comment().state, comment().tries) == (State.QUEUED, 1)
    Pause.objects.all().delete()
    limits.forget()
    pass_time()
    sweep()
    assert (comment().state, len(table.comments(key))) == (State.FILED, 1)


def test_a_dead_link_keeps_it_until_the_same_account_is_linked_again(
    table: Table, link: Any
) -> None:
    key = table.issue()
    table.queued(key)
    Connection.objects.update(state=ConnectionState.RECONNECT)
    sweep()
    assert (comment().state, comment().blocked_reason) == (State.BLOCKED, Reason.LINK)
    link(table.user)
    pass_time()
    sweep()
    assert (comment().state, len(table.comments(key))) == (State.FILED, 1)


def test_another_account_never_says_it(table: Table, link: Any) -> None:
    key = table.issue()
    table.queued(key)
    Connection.objects.all().delete()
    link(table.user, "bob")
    sweep()
    assert (comment().state, comment().blocked_reason) == (State.BLOCKED, Reason.ACCOUNT)
    assert table.comments(key) == []


def test_a_second_one_that_surfaces_later_is_noticed(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    key = table.issue()
    row = table.queued(key)
    engine.attempt(row.pk, AddComment())
    Comment.objects.update(state=State.QUEUED)
    engine.attempt(row.pk, AddComment())  # as if the first had surfaced after it was sent again
    Comment.objects.update(recheck_at=row.created_at)
    assert engine.recheck(row.pk, AddComment())
    assert "is in Jira twice" in caplog.text

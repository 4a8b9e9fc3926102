"""Comments: added once, found again by a mark that nobody sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations import jira
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

ADD: dict[str, Any] = {"method": "POST", "path": "/comment$"}
BODY = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Here too."}]}],
}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("shown", [True, False])
def test_a_comment_is_found_again_by_its_mark(alices: Seat, shown: bool) -> None:
    alices.sandbox.config(comments_show_properties=shown)
    key = alices.file().key

    made = jira.add_comment(*alices.at, key, BODY, "a-mark")

    (comment,) = jira.comments_by_me(*alices.at, key, LONG_AGO)
    assert (comment.id, comment.marker, comment.body) == (made.id, "a-mark", BODY)
    assert comment.author_id == alices.account_id


def test_only_own_and_young_comments_are_told_newest_first(alices: Seat, bobs: Seat) -> None:
    key = alices.file().key
    jira.add_comment(*alices.at, key, BODY, "old")
    alices.sandbox.control("POST", "/clock", {"advance": 600})
    jira.add_comment(*bobs.at, key, BODY, "bobs")
    jira.add_comment(*alices.at, key, BODY, "first")
    jira.add_comment(*alices.at, key, BODY, "second")

    mine = jira.comments_by_me(*alices.at, key, datetime.now(UTC) + timedelta(seconds=300))

    assert [comment.marker for comment in mine] == ["second", "first"]


def test_every_page_of_comments_is_looked_through(alices: Seat) -> None:
    key = alices.file().key
    for number in range(103):
        jira.add_comment(*alices.at, key, BODY, f"mark {number}")

    mine = jira.comments_by_me(*alices.at, key, LONG_AGO)

    assert len({comment.marker for comment in mine}) == 103
    assert len(alices.sandbox.calls("GET", "/comment$")) == 2


def test_no_comment_of_ones_own_costs_one_call(alices: Seat) -> None:
    key = alices.file().key

    assert jira.comments_by_me(*alices.at, key, LONG_AGO) == ()
    assert alices.sandbox.calls(path="/comment/list$") == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("drop_after_commit", {}),
        ("malformed", {}),
        ("status", {"status": 500}),
        ("status", {"status": 201, "body": {"id": "<b>"}}),
    ],
)
def test_a_comment_that_may_be_there_is_unknown(
    alices: Seat, kind: str, options: dict[str, Any]
) -> None:
    key = alices.file().key
    alices.sandbox.fault(kind, **options, **ADD)

    with pytest.raises(jira.OutcomeUnknown):
        jira.add_comment(*alices.at, key, BODY, "a-mark")

    assert len(alices.sandbox.calls(**ADD)) == 1


@pytest.mark.wrong_on_purpose
def test_a_comment_that_jira_refuses_is_rejected(alices: Seat) -> None:
    key = alices.file().key

    with pytest.raises(jira.Rejected):
        jira.add_comment(*alices.at, key, {"type": "doc"}, "a-mark")


def test_an_issue_that_is_not_seen_takes_no_comment(alices: Seat, bobs: Seat) -> None:
    key = alices.file("SHOP").key

    with pytest.raises(jira.Denied):
        jira.add_comment(*bobs.at, key, BODY, "a-mark")
    with pytest.raises(jira.Denied):
        jira.comments_by_me(*bobs.at, key, LONG_AGO)

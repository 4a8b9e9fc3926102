"""Reading the answers that the following of issues gets, without any network."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.jira import bulk_changelogs, issue_status
from integrations.jira.json_readers import MalformedError

BASE: dict[str, Any] = {
    "status": {"name": "Open", "statusCategory": {"key": "new"}},
    "created": "2026-09-25T22:42:39.399-0300",
    "updated": "2026-09-25T22:42:39.399-0300",
}


def status_of(**fields: Any) -> issue_status.IssueStatus:
    return issue_status.IssueStatus.from_json({"id": "1", "key": "A-1", "fields": BASE | fields})


def test_a_category_that_atlassian_adds_one_day_is_unknown() -> None:
    assert status_of(status={"name": "Odd", "statusCategory": {"key": "later"}}).category == ""
    assert status_of(status={"name": "Odd"}).category == ""


@pytest.mark.parametrize("missing", ["status", "updated", "created"])
def test_an_issue_without_status_or_times_is_no_answer(missing: str) -> None:
    with pytest.raises(MalformedError):
        status_of(**{missing: None})


def test_an_internal_comment_of_a_service_project_is_not_told() -> None:
    comment = {"id": "1", "created": BASE["created"], "body": {}, "jsdPublic": False}
    assert status_of(comment={"comments": [comment]}).last_comment is None


def test_the_newest_comment_is_the_last_whatever_the_order() -> None:
    times = ("2026-09-25T10:00:00.000+0000", "2026-09-26T10:00:00.000+0000")
    comments = [{"id": str(n), "created": when} for n, when in enumerate(reversed(times))]
    last = status_of(comment={"comments": comments}).last_comment
    assert last is not None
    assert last.id == "0"


def test_moments_are_read_as_text_seconds_and_milliseconds() -> None:
    wanted = datetime(2026, 11, 30, 12, tzinfo=UTC)
    seconds = int(wanted.timestamp())
    assert bulk_changelogs.moment(seconds) == wanted
    assert bulk_changelogs.moment(seconds * 1000) == wanted
    assert bulk_changelogs.moment("2026-11-30T13:00:00.000+0100") == wanted


@given(st.none() | st.booleans() | st.text() | st.floats() | st.integers() | st.lists(st.none()))
def test_any_other_moment_is_malformed_and_breaks_nothing(value: Any) -> None:
    with suppress(MalformedError):
        bulk_changelogs.moment(value)


def test_an_error_of_one_issue_may_name_it_by_a_number() -> None:
    answer = {"issues": [], "issueErrors": [{"id": 7, "errorMessage": "later"}]}
    window = issue_status.of_issues(["7", "8"]).read(answer)
    assert (window.failed, window.absent) == (("7",), ("8",))


def test_a_repeated_token_ends_the_pages() -> None:
    page = issue_status.changed_since("x", "t").read({"issues": [], "nextPageToken": "t"})
    assert page.next_token is None
    changes = bulk_changelogs.of_issues(["1"], token="t").read(
        {"issueChangeLogs": [], "nextPageToken": "t"}
    )
    assert changes.next_token is None

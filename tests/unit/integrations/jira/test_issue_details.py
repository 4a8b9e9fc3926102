"""Reading an issue from Jira's JSON: what is odd in it is left out, and breaks no page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.jira.comment_pages import IssueComment
from integrations.jira.issue_changelog import read_changes
from integrations.jira.issue_details import IssueDetails
from integrations.jira.json_readers import MalformedError
from integrations.jira.remote_links import RemoteLink

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below),
    max_leaves=6,
)


def read(**more: Any) -> IssueDetails:
    return IssueDetails.from_json({"id": "1", "key": "A-1", "fields": {}, **more})


def test_an_issue_without_anything() -> None:
    found = read()
    assert (found.editable, found.schemas, found.operations) == ((), {}, frozenset())
    assert (found.changes, found.transitions, found.missing) == ((), (), ())


@pytest.mark.parametrize("answer", [None, [], {"id": "x", "key": "A", "fields": {}}, {"id": "1"}])
def test_what_is_no_issue_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedError):
        IssueDetails.from_json(answer)


@given(ODD, ODD, ODD)
def test_odd_members_are_left_out(meta: Any, schema: Any, operations: Any) -> None:
    found = read(editmeta={"fields": {"a": meta}}, schema={"a": schema}, operations=operations)
    assert isinstance(found.editable, tuple)
    assert isinstance(found.schemas, dict)
    assert isinstance(found.operations, frozenset)


def test_operations_are_found_however_deep() -> None:
    inner = {"links": [{"id": "edit-issue"}], "groups": [{"links": [{"id": "a"}, {}, None]}]}
    found = read(operations={"linkGroups": [{"links": [], "groups": [inner]}]})
    assert found.operations == {"edit-issue", "a"}


def test_a_change_may_say_when_in_milliseconds() -> None:
    (change,) = read_changes([{"id": "1", "created": 1_700_000_000_000, "items": None}])
    assert change.created == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    with pytest.raises(MalformedError):
        read_changes([{"created": 10**30}])


def test_who_may_read_a_comment() -> None:
    at = "2026-09-25T22:42:39.399-0300"
    group = {"type": "group", "identifier": "276f", "value": "staff"}
    found = IssueComment.from_json(
        {"id": "1", "created": at, "visibility": group, "jsdPublic": False}
    )
    assert (found.restricted_to, found.internal, found.is_edited) == ("staff", True, False)
    hidden = IssueComment.from_json({"id": "1", "created": at, "visibility": {"identifier": "27"}})
    assert (hidden.restricted_to, hidden.internal, hidden.author) == ("27", False, "")


def test_only_web_addresses_of_remote_links() -> None:
    for address in ("https://e.x/", "javascript:alert(1)", "", "file:///etc"):
        link = RemoteLink.from_json({"object": {"url": address, "title": "t"}})
        assert link.is_web == (address == "https://e.x/")

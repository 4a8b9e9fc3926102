"""The pure half: how a call is written and how an answer is read, without any network."""

import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations import jira
from integrations.jira import (
    attachments,
    boards,
    comments,
    createmeta,
    issues,
    links,
    marks,
    people,
    picker,
    projects,
    search,
    watchers,
)
from integrations.jira.calls import Call, path_of
from integrations.jira.readers import MalformedError, moment

FIELD = {
    "fieldId": "summary",
    "key": "summary",
    "name": "Summary",
    "required": True,
    "operations": ["set"],
    "schema": {"type": "string", "system": "summary"},
}


@settings(deadline=None)
@given(st.text())
def test_an_operand_never_leaves_its_quotes(text: str) -> None:
    """JQL reads strings as JSON does: backslash escapes, double quotes."""
    written = search.quoted(text)

    assert json.loads(written, strict=False) == text
    assert not any(c < " " for c in written)


def test_a_query_is_made_of_quoted_operands() -> None:
    assert search.own_since(12) == 'creator = currentUser() AND created >= "-12m" ORDER BY created DESC'
    assert search.clause("project", "=", '1" OR project != "2') == r'project = "1\" OR project != \"2"'


@pytest.mark.parametrize(("field", "operator"), [("project = 1 OR x", "="), ("", "="), ("project", "~ x OR")])
def test_a_field_or_operator_that_is_not_plain_is_refused(field: str, operator: str) -> None:
    with pytest.raises(ValueError, match="not a JQL clause"):
        search.clause(field, operator, "x")


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_segment_stays_in_its_place(segment: str) -> None:
    try:
        path = path_of("issue", segment)
    except jira.Denied:
        return
    assert path == f"/rest/api/3/issue/{segment}"
    assert segment.isascii()
    assert not set(segment) & set("/\\.?#%;& ")


def test_what_is_unknown_in_an_answer_is_ignored() -> None:
    meta = jira.FieldMeta.from_json({**FIELD, "configuration": {}, "news": 1})

    assert (meta.field_id, meta.required, meta.schema.system) == ("summary", True, "summary")
    assert meta.allowed_values is None


@pytest.mark.parametrize("missing", ["fieldId", "name", "required", "schema"])
def test_what_is_missing_in_an_answer_is_named(missing: str) -> None:
    with pytest.raises(MalformedError, match=missing):
        jira.FieldMeta.from_json({name: value for name, value in FIELD.items() if name != missing})


READERS: list[Call[Any]] = [
    attachments.add("1", "a.txt", "text/plain", io.BytesIO(), 0),
    attachments.limits(),
    attachments.of_issue("1"),
    boards.boards("DEMO", 1),
    boards.of_board("1"),
    comments.add("DEMO-1", {}, "mark"),
    comments.newest("DEMO-1", 0),
    comments.with_properties(("1",)),
    createmeta.issue_types("DEMO"),
    createmeta.fields("DEMO", "1"),
    issues.create({}, {}),
    issues.get("DEMO-1", (), ()),
    issues.bulk_fetch((), (), ()),
    links.create("1", "DEMO-1", "DEMO-2"),
    links.of_issue("1"),
    links.types(),
    projects.search("", 0, 1),
    projects.get("DEMO"),
    projects.permissions("DEMO", ()),
    search.issues("", ()),
    search.issues_by_get("", (), limit=1),
    picker.issues("DEMO", ""),
    picker.values("labels", ""),
    people.assignable("DEMO", ""),
    people.groups(""),
    people.search(""),
    people.myself(),
    watchers.add("1", "me"),
]
SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "id",
                        "key",
                        "fields",
                        "issues",
                        "values",
                        "results",
                        "permissions",
                        "accountId",
                        "name",
                    ),
                    *(
                        "attachment",
                        "author",
                        "comments",
                        "properties",
                        "created",
                        "enabled",
                        "filename",
                        "groups",
                    ),
                    *(
                        "issueLinkTypes",
                        "issuelinks",
                        "outwardIssue",
                        "sections",
                        "size",
                        "total",
                        "type",
                        "value",
                    ),
                ]
            ),
            inner,
        )
    ),
)


@pytest.mark.parametrize("call", READERS, ids=lambda call: call.operation)
@settings(deadline=None, max_examples=50)
@given(scrap=SCRAPS)
def test_no_answer_breaks_a_reader(call: Call[Any], scrap: Any) -> None:
    with suppress(MalformedError):
        call.read(scrap)


def test_what_changes_something_is_a_write_and_nothing_else_is() -> None:
    writes = {call.operation for call in READERS if call.write}

    assert writes == {"addAttachment", "addComment", "addWatcher", "createIssue", "linkIssues"}
    assert {call.scope for call in READERS if call.write} == {"write:jira-work"}


@pytest.mark.parametrize(
    "text", ["2026-09-25T22:42:39.399-0300", "2026-09-26T01:42:39.399+0000", "2026-09-26T01:42:39.399Z"]
)
def test_a_moment_is_read_as_jira_writes_it(text: str) -> None:
    assert moment({"created": text}, "created") == datetime(2026, 9, 26, 1, 42, 39, 399_000, UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-09-26T01:42:39.399", 7, None])
def test_a_moment_without_a_zone_or_sense_is_none(text: Any) -> None:
    with pytest.raises(MalformedError):
        moment({"created": text}, "created")


def test_the_last_page_is_known_by_its_total_and_by_its_emptiness() -> None:
    assert not createmeta.Page(("a",), 3).is_last(0)
    assert createmeta.Page(("c",), 3).is_last(2)
    assert createmeta.Page((), 3).is_last(1)
    assert createmeta.Page(("a",), None).is_last(0)


def test_a_search_ends_where_jira_says_so() -> None:
    read = search.SearchPage.from_json

    assert read({"issues": [], "nextPageToken": "t"}).next_token == "t"
    assert read({"issues": [], "nextPageToken": "t", "isLast": True}).next_token is None
    assert read({"issues": []}).next_token is None


def test_a_suggestion_that_jql_must_quote_is_unquoted() -> None:
    read = picker.values("labels", "").read

    found = read({"results": [{"value": '"and"', "displayName": "<b>a</b>nd &amp; so"}, {"value": '"'}]})

    assert [(each.value, each.label) for each in found] == [("and", "and & so"), ('"', '"')]


def test_people_who_left_are_not_offered() -> None:
    read = people.assignable("DEMO", "").read

    assert [user.name for user in read([{"accountId": "1", "active": False}, {"accountId": "2"}])] == ["2"]


def test_a_mark_is_read_where_it_was_put() -> None:
    for place in ("properties", "label", "text"):
        fields, properties = marks.put({"labels": ["a"]}, "mark", place)
        issue = jira.Issue("1", "DEMO-1", fields, properties)

        assert marks.is_on(issue, "mark", place)
        assert not marks.is_on(issue, "other", place)
        assert not marks.is_on(jira.Issue("1", "DEMO-1", {}, {}), "mark", place)

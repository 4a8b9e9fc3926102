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
    createmeta,
    issue_links,
    issue_mark,
    issues,
    jql_building,
    marked_comments,
    projects,
    suggestions,
    users_and_groups,
    watchers,
)
from integrations.jira.api_call import Call, path_of
from integrations.jira.json_readers import MalformedError, moment
from tests.support.hypothesis_examples import examples

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
    """What is written is read back as the same, but for controls, which become spaces: by us, and as JSON is read."""
    written = jql_building.quoted(text)
    meant = "".join(" " if is_refused(each) else each for each in text)

    assert json.loads(written) == meant
    assert jql_building.unquoted(written) == meant
    assert not any(map(is_refused, written))


def is_refused(character: str) -> bool:
    """Whether Jira's parser refuses it between quotes; or JSON cannot carry it."""
    code = ord(character)
    controls = code < 0x20 or 0x7F <= code <= 0x9F
    return (
        controls or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code in (0xFFFE, 0xFFFF)
    )


def test_a_query_is_made_of_quoted_operands() -> None:
    assert (
        jql_building.own_since(12)
        == 'creator = currentUser() AND created >= "-12m" ORDER BY created DESC'
    )
    assert (
        jql_building.clause("project", "=", '1" OR project != "2')
        == r'project = "1\" OR project != \"2"'
    )


@pytest.mark.parametrize(
    ("field", "operator"), [("project = 1 OR x", "="), ("", "="), ("project", "~ x OR")]
)
def test_a_field_or_operator_that_is_not_plain_is_refused(field: str, operator: str) -> None:
    with pytest.raises(ValueError, match="not a JQL clause"):
        jql_building.clause(field, operator, "x")


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
    marked_comments.add("DEMO-1", {}, "mark"),
    marked_comments.newest("DEMO-1", 0),
    marked_comments.with_properties(("1",)),
    createmeta.issue_types("DEMO"),
    createmeta.fields("DEMO", "1"),
    issues.create({}, {}),
    issues.get("DEMO-1", (), ()),
    issues.bulk_fetch((), (), ()),
    issue_links.create("1", "DEMO-1", "DEMO-2"),
    issue_links.of_issue("1"),
    issue_links.types(),
    projects.search("", 0, 1),
    projects.get("DEMO"),
    projects.permissions("DEMO", ()),
    jql_building.issues("", ()),
    jql_building.issues_by_get("", (), limit=1),
    suggestions.issues("DEMO", ""),
    suggestions.values("labels", ""),
    users_and_groups.assignable("DEMO", ""),
    users_and_groups.groups(""),
    users_and_groups.search(""),
    users_and_groups.myself(),
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
@settings(deadline=None, max_examples=examples(50))
@given(scrap=SCRAPS)
def test_no_answer_breaks_a_reader(call: Call[Any], scrap: Any) -> None:
    with suppress(MalformedError):
        call.read(scrap)


def test_what_changes_something_is_a_write_and_nothing_else_is() -> None:
    writes = {call.operation for call in READERS if call.write}

    assert writes == {"addAttachment", "addComment", "addWatcher", "createIssue", "linkIssues"}
    assert {call.scope for call in READERS if call.write} == {"write:jira-work"}


@pytest.mark.parametrize(
    "text",
    ["2026-09-25T22:42:39.399-0300", "2026-09-26T01:42:39.399+0000", "2026-09-26T01:42:39.399Z"],
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
    read = jql_building.SearchPage.from_json

    assert read({"issues": [], "nextPageToken": "t"}).next_token == "t"
    assert read({"issues": [], "nextPageToken": "t", "isLast": True}).next_token is None
    assert read({"issues": []}).next_token is None


def test_a_suggestion_that_jql_must_quote_is_unquoted() -> None:
    read = suggestions.values("labels", "").read

    found = read(
        {"results": [{"value": '"and"', "displayName": "<b>a</b>nd &amp; so"}, {"value": '"'}]}
    )

    assert [(each.value, each.label) for each in found] == [("and", "and & so"), ('"', '"')]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"say\"hi\""', 'say"hi"'),
        (r"'it\'s'", "it's"),
        (r'"C:\\new"', r"C:\new"),
        (r'"caf\u00e9"', "café"),
        ("plain", "plain"),
        ('"', '"'),
        ("'a\"", "'a\""),
    ],
)
def test_a_suggestion_is_what_jql_means_by_it(written: str, meant: str) -> None:
    """A label that is offered with its escapes would be made as a new label."""
    found = suggestions.values("labels", "").read({"results": [{"value": written}]})

    assert [(each.value, each.label) for each in found] == [(meant, meant)]


def test_people_who_left_are_not_offered() -> None:
    read = users_and_groups.assignable("DEMO", "").read

    assert [
        user.name for user in read([{"accountId": "1", "active": False}, {"accountId": "2"}])
    ] == ["2"]


def test_a_mark_is_read_where_it_was_put() -> None:
    for place in ("properties", "label", "text"):
        fields, properties = issue_mark.put({"labels": ["a"]}, "mark", place)
        issue = jira.Issue("1", "DEMO-1", fields, properties)

        assert issue_mark.is_on(issue, "mark", place)
        assert not issue_mark.is_on(issue, "other", place)
        assert not issue_mark.is_on(jira.Issue("1", "DEMO-1", {}, {}), "mark", place)

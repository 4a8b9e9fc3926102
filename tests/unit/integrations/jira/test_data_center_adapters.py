"""What Lodge asks of a Data Center where its document differs from Cloud's."""

import json
from typing import Any

import pytest

from integrations.jira import edit_issue, jql_search, transitions
from integrations.jira.data_center.adapters import spoken
from integrations.jira.data_center.speaker import Speaker
from integrations.jira.json_readers import MalformedError

BOB = Speaker("dc:abc:JIRAUSER1", "bob")
FIELD = {"value": "assignee", "displayName": "Assignee", "operators": ["="], "auto": "true"}
FUNCTION = {"value": "currentUser()", "displayName": "currentUser()", "types": ["User"]}


@pytest.mark.parametrize("as_text", [False, True])
def test_fields_and_functions_of_queries_are_read_as_objects_and_as_their_texts(
    as_text: bool,
) -> None:
    shown: list[Any] = [json.dumps(each) if as_text else each for each in (FIELD, FUNCTION)]
    answer = {
        "visibleFieldNames": shown[:1],
        "visibleFunctionNames": shown[1:],
        "jqlReservedWords": ["and"],
    }
    found = spoken(jql_search.reference(), BOB).read(answer)
    assert [(each.value, each.suggests) for each in found.fields] == [("assignee", True)]
    assert (found.functions, found.reserved) == ({"currentuser"}, {"and"})


@pytest.mark.parametrize("broken", ["no object", "[]", None, 7])
def test_what_is_neither_is_no_answer(broken: object) -> None:
    answer = {"visibleFieldNames": [broken], "visibleFunctionNames": [], "jqlReservedWords": []}
    with pytest.raises(MalformedError):
        spoken(jql_search.reference(), BOB).read(answer)


def test_nobody_is_a_user_without_a_name() -> None:
    assert spoken(edit_issue.assign("DEMO-1", None), BOB).json == {}
    assert spoken(edit_issue.assign("DEMO-1", "dc:abc:~carol"), BOB).json == {"name": "carol"}


def test_transitions_come_with_the_issue() -> None:
    steps = [{"id": str(number), "name": f"Step {number}", "fields": {}} for number in (1, 2)]
    every = spoken(transitions.of_issue("DEMO-1"), BOB)
    assert every.path == "/rest/api/2/issue/DEMO-1"
    assert every.query["expand"] == "transitions,transitions.fields"
    assert [each.id for each in every.read({"key": "DEMO-1", "transitions": steps})] == ["1", "2"]
    one = spoken(transitions.of_issue("DEMO-1", "2"), BOB)
    assert [each.id for each in one.read({"key": "DEMO-1", "transitions": steps})] == ["2"]
    assert one.read({"key": "DEMO-1"}) == ()

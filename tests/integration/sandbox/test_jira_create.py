"""POST /issue and its neighbours: Jira's rules, errors, properties, links, edits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.integration.sandbox.jira_client import Jira, document, errors, messages
from tests.support.sandbox import Sandbox


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def test_a_description_that_says_nothing_is_none(jira: Jira) -> None:
    empty = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}
    assert jira.fields(jira.create(description=empty))["description"] is None


def test_a_created_issue_is_answered_by_id_key_and_self_alone(jira: Jira) -> None:
    answer = jira.attempt()
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "key", "self"}
    assert answer.json()["self"].startswith(jira.root)
    assert "Location" not in answer.headers
    assert answer.headers["X-AAccountId"] == jira.account_id


def test_the_control_api_tells_of_every_issue(jira: Jira) -> None:
    key = jira.create(labels=["x"], more={"properties": [{"key": "lodge", "value": {"id": 1}}]})
    (issue,) = jira.sandbox.issues(jira.cloud_id)
    assert (issue["key"], issue["project"], issue["creator"]) == (key, "DEMO", jira.account_id)
    assert issue["labels"] == ["x"]
    assert issue["properties"] == {"lodge": {"id": 1}}
    assert jira.sandbox.wait_for("issue_created", timeout=1)["key"] == key


def test_the_reporter_is_the_caller_and_the_priority_has_a_default(jira: Jira) -> None:
    fields = jira.fields(jira.create())
    assert fields["reporter"]["accountId"] == fields["creator"]["accountId"] == jira.account_id
    assert fields["priority"]["name"] == "Medium"
    assert fields["status"]["statusCategory"]["key"] == "new"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"fields": []}', b"{}"])
def test_a_body_that_is_no_issue_is_refused(jira: Jira, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert len(messages(jira.call("POST", "/issue", data=body, headers=headers))) == 1


def test_an_unknown_field_is_refused_in_jiras_words(jira: Jira) -> None:
    said = errors(jira.attempt(bogus=1))
    assert said == {
        "bogus": "Field 'bogus' cannot be set. It is not on the appropriate screen, or unknown."
    }


def test_a_field_that_is_on_another_types_screen_is_refused(jira: Jira) -> None:
    field_id = jira.screen("Bug")["Severity"]["fieldId"]
    assert field_id in errors(jira.attempt("Epic", **{field_id: {"value": "Major"}}))


def test_all_wrong_fields_are_named_at_once(jira: Jira) -> None:
    said = errors(
        jira.attempt(summary="a\nb", description="x", labels=["a b"], duedate="2026-02-30")
    )
    assert set(said) == {"summary", "description", "labels", "duedate"}
    assert said["summary"] == "The summary is invalid because it contains newline characters."
    assert said["description"].startswith("Operation value must be an Atlassian Document")


def test_a_required_field_must_be_sent(jira: Jira) -> None:
    field_id = jira.screen("Task")["Cost centre"]["fieldId"]
    assert errors(jira.attempt("Task")) == {field_id: "Cost centre is required."}
    assert errors(jira.attempt("Task", **{field_id: None})) == {
        field_id: "Cost centre is required."
    }
    jira.create("Task", **{field_id: {"value": "Sales"}})


def test_a_required_field_with_a_default_may_be_left_out(jira: Jira) -> None:
    meta = jira.screen()["Visibility"]
    assert (meta["required"], meta["hasDefaultValue"], meta["defaultValue"]["value"]) == (
        True,
        True,
        "Everyone",
    )
    assert jira.fields(jira.create("Everything"))[meta["fieldId"]]["value"] == "Everyone"


def test_a_required_field_of_another_product_can_not_be_filled_in_at_all(jira: Jira) -> None:
    meta = jira.screen("Service request")["Request Type"]
    assert meta["required"]
    assert errors(jira.attempt("Service request")) == {meta["fieldId"]: "Request Type is required."}
    assert list(errors(jira.attempt("Service request", **{meta["fieldId"]: "x"}))) == [
        meta["fieldId"]
    ]


@pytest.mark.parametrize("project", [{"key": "NOPE"}, {"id": "1"}, "DEMO", None, {}])
def test_an_unknown_project_is_refused(jira: Jira, project: Any) -> None:
    body = jira.issue()
    body["fields"]["project"] = project
    assert errors(jira.post("/issue", body)) == {"project": "valid project is required"}


@pytest.mark.parametrize("issue_type", [{"id": "1"}, {"name": "Saga"}, "Bug", {}])
def test_an_unknown_issue_type_is_refused(jira: Jira, issue_type: Any) -> None:
    said = errors(jira.attempt(issuetype=issue_type))
    assert said == {"issuetype": "The issue type selected is invalid."}


def test_a_sub_task_needs_a_parent_in_its_own_project(jira: Jira) -> None:
    assert errors(jira.attempt("Sub-task")) == {"parent": "Parent is required."}
    elsewhere = {"key": jira.create("Bug", "SHOP")}
    said = errors(jira.attempt("Sub-task", parent=elsewhere))
    assert said == {"parent": "Sub-tasks must be created in the same project as the parent."}
    parent = jira.create()
    assert jira.fields(jira.create("Sub-task", parent={"key": parent}))["parent"]["key"] == parent


def test_an_epic_is_the_parent_of_a_story_and_a_story_not_of_an_epic(jira: Jira) -> None:
    epic = jira.create("Epic")
    story = jira.create("Story", parent={"key": epic})
    assert "parent" in errors(jira.attempt("Bug", parent={"key": story}))


def test_a_service_account_can_not_be_assigned(jira: Jira) -> None:
    bot = jira.sandbox.account("Lodge bot")["account_id"]
    assert errors(jira.attempt(assignee={"id": bot})) == {
        "assignee": "User 'Lodge bot' cannot be assigned issues."
    }


def test_somebody_who_is_not_on_the_site_can_not_be_chosen(jira: Jira) -> None:
    dave = jira.sandbox.account("dave")["account_id"]
    assert list(errors(jira.attempt(assignee={"id": dave}))) == ["assignee"]


def test_a_property_is_stored_with_the_issue(jira: Jira) -> None:
    value = {"rid": "0f3c"}
    key = jira.create(more={"properties": [{"key": "lodge.submission", "value": value}]})
    found = jira.json(f"/issue/{key}/properties/lodge.submission")
    assert found == {"key": "lodge.submission", "value": value}
    assert jira.json(f"/issue/{key}", properties="lodge.submission")["properties"] == {
        "lodge.submission": value
    }
    assert "properties" not in jira.json(f"/issue/{key}")


def test_properties_are_refused_where_the_knob_says_so(jira: Jira) -> None:
    jira.sandbox.config(properties_refused=True)
    answer = jira.attempt(more={"properties": [{"key": "k", "value": 1}]})
    assert answer.status_code == 403
    assert "properties" in answer.json()["errors"]
    jira.create()


@pytest.mark.parametrize(
    "properties",
    [
        {"k": 1},
        [{"key": "k"}],
        [{"key": "", "value": 1}],
        [{"key": "k" * 256, "value": 1}],
        [{"key": 1, "value": 1}],
    ],
)
def test_wrong_properties_are_refused(jira: Jira, properties: Any) -> None:
    assert len(messages(jira.attempt(more={"properties": properties}))) == 1


def test_a_property_has_at_most_32768_characters(jira: Jira) -> None:
    key = jira.create()
    assert jira.put(f"/issue/{key}/properties/k", "x" * 32_767).status_code == 400
    assert jira.put(f"/issue/{key}/properties/k", "x" * 32_766).status_code == 201
    assert jira.put(f"/issue/{key}/properties/k", 2).status_code == 200
    assert jira.get(f"/issue/{key}/properties/other").status_code == 404


def test_links_are_made_by_update(jira: Jira) -> None:
    first = jira.create()
    add = {"add": {"type": {"name": "Blocks"}, "outwardIssue": {"key": first}}}
    second = jira.create(more={"update": {"issuelinks": [add]}})
    (link,) = jira.fields(second)["issuelinks"]
    assert link["outwardIssue"]["key"] == first
    (back,) = jira.fields(first)["issuelinks"]
    assert (back["inwardIssue"]["key"], back["id"]) == (second, link["id"])


@pytest.mark.parametrize(
    "add",
    [
        {"type": {"name": "Blocks"}, "outwardIssue": {"key": "NOPE-1"}},
        {"type": {"name": "Loves"}},
        "x",
    ],
)
def test_a_wrong_link_is_refused_and_nothing_is_created(jira: Jira, add: Any) -> None:
    said = errors(jira.attempt(more={"update": {"issuelinks": [{"add": add}]}}))
    assert list(said) == ["issuelinks"]
    assert jira.sandbox.issues() == []


def test_issues_are_linked_afterwards_too(jira: Jira) -> None:
    first, second = jira.create(), jira.create()
    body = {
        "type": {"name": "Relates"},
        "inwardIssue": {"key": first},
        "outwardIssue": {"key": second},
    }
    assert jira.post("/issueLink", body).status_code == 201
    assert jira.fields(first)["issuelinks"][0]["outwardIssue"]["key"] == second
    assert jira.post("/issueLink", {**body, "type": {"name": "Loves"}}).status_code == 404
    assert jira.post("/issueLink", body).status_code == 201, (
        "the same link again is taken, and changes nothing"
    )
    assert len(jira.fields(first)["issuelinks"]) == len(jira.fields(second)["issuelinks"]) == 1


def test_a_field_may_not_be_in_fields_and_update(jira: Jira) -> None:
    said = errors(jira.attempt(labels=["a"], more={"update": {"labels": [{"add": "b"}]}}))
    assert list(said) == ["labels"]


def test_update_adds_to_labels_and_logs_work(jira: Jira) -> None:
    update = {"labels": [{"add": "b"}, {"add": "a"}], "worklog": [{"add": {"timeSpent": "60m"}}]}
    fields = jira.fields(jira.create("Everything", more={"update": update}))
    assert sorted(fields["labels"]) == ["a", "b"]
    assert fields["worklog"]["worklogs"][0]["timeSpentSeconds"] == 3600


@pytest.mark.parametrize(
    "update", [{"labels": "a"}, {"labels": [{"edit": "a"}]}, {"bogus": [{"set": 1}]}]
)
def test_a_wrong_update_is_refused(jira: Jira, update: Any) -> None:
    assert list(errors(jira.attempt(more={"update": update}))) == list(update)


def test_an_edit_changes_what_it_names(jira: Jira) -> None:
    key = jira.create(labels=["a", "b"])
    body = {"fields": {"summary": "New"}, "update": {"labels": [{"remove": "a"}, {"add": "c"}]}}
    answer = jira.put(f"/issue/{key}", body)
    assert (answer.status_code, answer.content) == (204, b"")
    fields = jira.fields(key)
    assert (fields["summary"], fields["labels"], fields["priority"]["name"]) == (
        "New",
        ["b", "c"],
        "Medium",
    )
    assert list(errors(jira.put(f"/issue/{key}", {"fields": {"summary": None}}))) == ["summary"]
    shown = jira.put(f"/issue/{key}?returnIssue=true", {"fields": {"duedate": "2026-12-24"}})
    assert shown.json()["fields"]["duedate"] == "2026-12-24"


def test_keys_leave_gaps_when_the_knob_says_so(jira: Jira) -> None:
    jira.sandbox.config(key_gap=30)
    numbers = [int(jira.create().rpartition("-")[2]) for _ in range(5)]
    assert numbers == sorted(numbers)
    assert numbers[-1] > 5


def test_automation_moves_an_issue_later_and_its_old_key_still_leads_there(jira: Jira) -> None:
    jira.sandbox.config(automation_move="SHOP:60")
    answer = jira.attempt(summary="Moves").json()
    assert jira.json(f"/issue/{answer['key']}")["key"] == answer["key"]
    jira.sandbox.advance(61)
    moved = jira.json(f"/issue/{answer['key']}")
    assert moved["key"].startswith("SHOP-")
    assert (moved["id"], moved["fields"]["project"]["key"]) == (answer["id"], "SHOP")


def test_rest_v2_takes_and_gives_wiki_text(jira: Jira) -> None:
    body = jira.issue(description="*bold*")
    assert list(errors(jira.post("/issue", body))) == ["description"]
    key = jira.post("/issue", body, version=2).json()["key"]
    assert jira.call("GET", f"/issue/{key}", version=2).json()["fields"]["description"] == "*bold*"
    assert jira.fields(key)["description"] == document("*bold*")
    refused = jira.post("/issue", jira.issue(description=document("x")), version=2)
    assert list(errors(refused)) == ["description"]


def test_an_issue_survives_a_killed_process(tmp_path: Any) -> None:
    sandbox = Sandbox.start(state=tmp_path / "state")
    try:
        key = Jira(sandbox).create(summary="Kept")
        sandbox.kill()
        sandbox = sandbox.start_again()
        jira = Jira(sandbox)
        assert jira.fields(key)["summary"] == "Kept"
        assert jira.create() == "DEMO-2"
        assert jira.keys("project = DEMO order by key") == [key, "DEMO-2"]
    finally:
        sandbox.stop()


def test_many_at_once_get_a_key_each(jira: Jira) -> None:
    body = jira.issue()
    headers = {"Authorization": f"Bearer {jira.token}"}
    url = f"{jira.root}/rest/api/3/issue"

    def create(_: int) -> str:
        return str(requests.post(url, json=body, headers=headers, timeout=30).json()["key"])

    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(create, range(40)))
    assert sorted(keys) == sorted(f"DEMO-{number}" for number in range(1, 41))

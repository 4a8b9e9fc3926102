"""What other accounts change, and how the changelogs of many issues show it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.integration.sandbox.jira_client import Jira, document
from tests.support.sandbox import Sandbox


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def change(jira: Jira, key: str, by: str = "bob", **facts: Any) -> None:
    """As another account."""
    account_id = jira.sandbox.account(by)["account_id"]
    path = f"/sites/{jira.cloud_id}/issues/{key}"
    jira.sandbox.control("POST", path, {"account_id": account_id, **facts})


def logs(jira: Jira, *keys: str, **body: Any) -> dict[str, list[dict[str, Any]]]:
    """The histories by issue id."""
    answer = jira.post("/changelog/bulkfetch", {"issueIdsOrKeys": list(keys), **body})
    assert answer.status_code == 200, answer.text
    found = answer.json()["issueChangeLogs"]
    return {one["issueId"]: one["changeHistories"] for one in found}


def test_a_change_of_status_is_recorded_with_its_author(jira: Jira) -> None:
    made = jira.attempt().json()
    change(jira, made["key"], status="Done", resolution="Done")
    [entry] = logs(jira, made["key"])[made["id"]]
    assert entry["author"]["displayName"] == "Bob"
    status, resolution = sorted(entry["items"], key=lambda one: one["fieldId"], reverse=True)
    assert (status["fromString"], status["toString"]) == ("To Do", "Done")
    assert "from" not in resolution
    assert resolution["toString"] == "Done"


def test_an_edit_through_the_api_is_recorded_as_the_callers(jira: Jira) -> None:
    made = jira.attempt().json()
    jira.put(f"/issue/{made['key']}", {"fields": {"summary": "Another bug"}})
    [entry] = logs(jira, made["id"])[made["id"]]
    assert entry["author"]["accountId"] == jira.account_id
    assert entry["items"][0]["toString"] == "Another bug"


def test_only_the_fields_asked_for_are_shown(jira: Jira) -> None:
    made = jira.attempt().json()
    change(jira, made["key"], status="Done", summary="Else")
    [entry] = logs(jira, made["key"], fieldIds=["status"])[made["id"]]
    assert [one["fieldId"] for one in entry["items"]] == ["status"]
    assert not logs(jira, made["key"], fieldIds=["assignee"])


def test_pages_follow_each_other(jira: Jira) -> None:
    made = jira.attempt().json()
    for status in ("Done", "To Do", "Done"):
        change(jira, made["key"], status=status)
    first = jira.post("/changelog/bulkfetch", {"issueIdsOrKeys": [made["key"]], "maxResults": 2})
    token = first.json()["nextPageToken"]
    body = {"issueIdsOrKeys": [made["key"]], "maxResults": 2, "nextPageToken": token}
    second = jira.post("/changelog/bulkfetch", body).json()
    assert len(second["issueChangeLogs"][0]["changeHistories"]) == 1
    assert "nextPageToken" not in second


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"issueIdsOrKeys": []},
        {"issueIdsOrKeys": [1]},
        {"issueIdsOrKeys": ["DEMO-1"] * 1001},
        {"issueIdsOrKeys": ["DEMO-1"], "fieldIds": ["a"] * 11},
        {"issueIdsOrKeys": ["DEMO-1"], "maxResults": 0},
        {"issueIdsOrKeys": ["DEMO-1"], "nextPageToken": "nonsense"},
        {"issueIdsOrKeys": ["DEMO-1"], "other": 1},
    ],
)
def test_bodies_that_the_contract_forbids_are_refused(jira: Jira, body: dict[str, Any]) -> None:
    assert jira.post("/changelog/bulkfetch", body).status_code == 400


def test_the_moment_is_a_text_or_a_number(jira: Jira) -> None:
    made = jira.attempt().json()
    change(jira, made["key"], status="Done")
    assert isinstance(logs(jira, made["key"])[made["id"]][0]["created"], str)
    jira.sandbox.config(changelog_created="number")
    assert isinstance(logs(jira, made["key"])[made["id"]][0]["created"], int)


def test_a_moved_issue_answers_to_its_old_key_and_its_id(jira: Jira) -> None:
    made = jira.attempt().json()
    change(jira, made["key"], move="SHOP")
    now = jira.json(f"/issue/{made['key']}")
    assert (now["id"], now["key"].partition("-")[0]) == (made["id"], "SHOP")
    [entry] = logs(jira, made["id"])[made["id"]]
    assert {one["fieldId"] for one in entry["items"]} == {"issuekey", "project"}


@pytest.mark.parametrize("facts", [{"delete": True}, {"archive": True}])
def test_a_deleted_or_archived_issue_is_not_found_anywhere(
    jira: Jira, facts: dict[str, Any]
) -> None:
    made = jira.attempt().json()
    change(jira, made["key"], **facts)
    assert jira.get(f"/issue/{made['id']}").status_code == 404
    assert jira.post("/issue/bulkfetch", {"issueIdsOrKeys": [made["id"]]}).json()["issues"] == []
    assert made["key"] not in jira.keys("project = DEMO")


def test_a_security_level_hides_an_issue_from_who_is_not_in_it(jira: Jira) -> None:
    key = jira.create()
    carol = Jira(jira.sandbox, "carol")
    assert carol.get(f"/issue/{key}").status_code == 200
    change(jira, key, security="Staff only")
    assert carol.get(f"/issue/{key}").status_code == 404
    assert Jira(jira.sandbox, "bob").get(f"/issue/{key}").status_code == 200


def test_a_restricted_comment_is_not_even_counted_for_others(jira: Jira) -> None:
    key = jira.create()
    change(jira, key, comment={"text": "All"})
    secret = {"type": "role", "value": "Developers"}
    change(jira, key, comment={"text": "Secret", "visibility": secret})
    carol = Jira(jira.sandbox, "carol")
    assert jira.json(f"/issue/{key}/comment")["total"] == 2
    assert carol.json(f"/issue/{key}/comment")["total"] == 1
    assert carol.fields(key, fields="comment")["comment"]["total"] == 1


def test_bulkfetch_shows_status_assignee_resolution_and_comments(jira: Jira) -> None:
    made = jira.attempt().json()
    change(jira, made["key"], status="Parked", assignee=jira.account_id, comment={"text": "Why?"})
    names = ["status", "assignee", "resolution", "updated", "comment", "security"]
    body = {"issueIdsOrKeys": [made["id"]], "fields": names}
    [issue] = jira.post("/issue/bulkfetch", body).json()["issues"]
    fields = issue["fields"]
    assert set(fields) == set(names)
    assert fields["status"]["statusCategory"]["key"] == "undefined"
    assert fields["assignee"]["displayName"] == "Alice"
    assert (fields["resolution"], fields["security"]) == (None, None)
    assert fields["comment"]["comments"][0]["body"] == document("Why?")


def test_what_could_not_be_loaded_is_named_or_left_out(jira: Jira) -> None:
    made = jira.attempt().json()
    jira.sandbox.config(unreadable_issues=[made["id"]], unloadable_fields=["status"])
    answer = jira.post("/issue/bulkfetch", {"issueIdsOrKeys": [made["id"]]}).json()
    assert (answer["issues"], answer["issueErrors"][0]["id"]) == ([], made["id"])
    assert "status" not in jira.fields(made["key"])


def test_the_points_of_each_call_are_counted(jira: Jira) -> None:
    keys = [jira.create() for _ in range(3)]
    after = jira.sandbox.calls()[-1]["n"]
    jira.post("/issue/bulkfetch", {"issueIdsOrKeys": keys})
    jira.post("/search/jql", {"jql": "project = DEMO", "fields": ["updated"]})
    jira.get(f"/issue/{keys[0]}")
    jira.get("/issue/DEMO-99")
    assert [call["points"] for call in jira.sandbox.calls(after=after)] == [4, 4, 2, 1]


def test_a_change_that_names_nothing_known_is_refused(jira: Jira) -> None:
    key = jira.create()
    with pytest.raises(requests.HTTPError, match="400"):
        change(jira, key, status="Nowhere")
    with pytest.raises(requests.HTTPError, match="400"):
        change(jira, "DEMO-999", status="Done")

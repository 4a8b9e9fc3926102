"""Jira Software's boards and sprints: other addresses, other scopes."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.integration.sandbox.jira_client import Jira, errors, messages
from tests.support.sandbox import SCOPES, Sandbox

BOARDS, SPRINTS = "read:board-scope:jira-software read:project:jira", "read:sprint:jira-software"


def agile(jira: Jira, path: str, **params: Any) -> requests.Response:
    """GET below `/rest/agile/1.0`."""
    headers = {"Authorization": f"Bearer {jira.token}"}
    return jira.sandbox.http.get(
        f"{jira.root}/rest/agile/1.0{path}", headers=headers, params=params, timeout=30
    )


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox, scopes=f"{SCOPES} {BOARDS} {SPRINTS}")


@pytest.mark.parametrize(
    ("scopes", "boards", "sprints"),
    [(SCOPES, 401, 401), (f"{SCOPES} {BOARDS}", 200, 401), (f"{SCOPES} {SPRINTS}", 401, 200)],
)
def test_no_classic_scope_opens_a_board(
    sandbox: Sandbox, scopes: str, boards: int, sprints: int
) -> None:
    jira = Jira(sandbox, scopes=scopes)
    answers = agile(jira, "/board"), agile(jira, "/board/1/sprint")
    assert [answer.status_code for answer in answers] == [boards, sprints]
    refused = [answer.json() for answer in answers if answer.status_code == 401]
    assert all("scope does not match" in one["message"] for one in refused)


def test_boards_are_those_of_a_project(jira: Jira) -> None:
    found = agile(jira, "/board", projectKeyOrId="DEMO").json()
    assert [(one["id"], one["type"]) for one in found["values"]] == [(1, "scrum"), (2, "kanban")]
    assert found["values"][0]["location"]["projectKey"] == "DEMO"
    assert found["isLast"]
    assert [one["id"] for one in agile(jira, "/board", type="kanban").json()["values"]] == [2]
    assert agile(jira, "/board", projectKeyOrId="SHOP").json()["values"] == []
    assert agile(jira, "/board", projectKeyOrId="NOPE").status_code == 400


def test_boards_come_in_pages(jira: Jira) -> None:
    first = agile(jira, "/board", maxResults=1).json()
    second = agile(jira, "/board", maxResults=1, startAt=1).json()
    assert [page["values"][0]["id"] for page in (first, second)] == [1, 2]
    assert [page["isLast"] for page in (first, second)] == [False, True]


def test_sprints_are_told_by_state(jira: Jira) -> None:
    every = agile(jira, "/board/1/sprint").json()["values"]
    assert [(one["name"], one["state"]) for one in every] == [
        ("Sprint 6", "closed"),
        ("Sprint 7", "active"),
        ("Sprint 8", "future"),
    ]
    young = agile(jira, "/board/1/sprint", state="active,future").json()["values"]
    assert [one["name"] for one in young] == ["Sprint 7", "Sprint 8"]


def test_a_board_that_is_missing_or_has_no_sprints_says_so(jira: Jira) -> None:
    assert len(messages(agile(jira, "/board/99/sprint"), 404)) == 1
    assert messages(agile(jira, "/board/2/sprint")) == ["The board does not support sprints"]


def test_an_issue_takes_no_sprint_that_is_over(jira: Jira) -> None:
    field = jira.screen()["Sprint"]["fieldId"]
    closed, active, _future = agile(jira, "/board/1/sprint").json()["values"]
    assert list(errors(jira.attempt("Everything", **{field: closed["id"]}))) == [field]
    key = jira.create("Everything", **{field: active["id"]})
    (shown,) = jira.fields(key)[field]
    assert (shown["name"], shown["state"], shown["boardId"]) == ("Sprint 7", "active", 1)

"""Suggestions: which issues and values come, and how the match is marked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.sandbox.jira_client import Jira
from tests.support.sandbox import Sandbox

SUGGESTIONS = "/jql/autocompletedata/suggestions"


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def keys(section: dict[str, Any]) -> list[str]:
    return [one["key"] for one in section["issues"]]


def test_the_picker_marks_what_matched_and_escapes_the_rest(jira: Jira) -> None:
    key = jira.create(summary="Crash & burn")
    (section,) = jira.json("/issue/picker", query="crash")["sections"]
    assert keys(section) == [key]
    assert section["issues"][0]["summary"] == "<b>Crash</b> &amp; burn"
    assert section["issues"][0]["summaryText"] == "Crash & burn"
    assert jira.json("/issue/picker", query="zzz")["sections"][0]["issues"] == []


def test_the_picker_has_own_issues_and_those_of_a_query_apart(jira: Jira) -> None:
    bob = Jira(jira.sandbox, "bob")
    here, elsewhere = (
        jira.create(summary="Crash one"),
        bob.create("Task", "AA000", summary="Crash two"),
    )
    history, current = bob.json("/issue/picker", query="crash", currentJQL="project = DEMO")[
        "sections"
    ]
    assert (history["id"], keys(history)) == ("hs", [elsewhere])
    assert (current["id"], keys(current)) == ("cs", [here])
    assert bob.get("/issue/picker", query="crash", currentJQL="project =").status_code == 400


def test_the_picker_shows_nobody_what_they_do_not_see(jira: Jira) -> None:
    jira.create("Bug", "SHOP", summary="Crash")
    sections = Jira(jira.sandbox, "bob").json(
        "/issue/picker", query="crash", currentJQL="project = SHOP"
    )["sections"]
    assert [keys(section) for section in sections] == [[], []]


def test_suggestions_mark_the_match_with_html_and_quote_what_jql_must(jira: Jira) -> None:
    jira.create(labels=["<b>ad", "bad", "and"])
    found = jira.json(SUGGESTIONS, fieldName="labels", fieldValue="a")["results"]
    assert found == [
        {"value": '"<b>ad"', "displayName": "&lt;b&gt;<b>a</b>d"},
        {"value": '"and"', "displayName": "<b>a</b>nd"},
        {"value": "bad", "displayName": "b<b>a</b>d"},
    ]


@pytest.mark.parametrize(
    ("field", "part", "names"),
    [
        ("sprint", "7", ["Sprint <b>7</b>"]),
        ("Team[Team]", "check", ["<b>Check</b>out"]),
        ("Severity", "ma", ["<b>Ma</b>jor"]),
        ("status", "do", ["To <b>Do</b>", "<b>Do</b>ne"]),
        ("project", "shop", ["<b>Shop</b> (SHOP)"]),
        ("assignee", "bob", ["<b>Bob</b>"]),
        ("no such field", "", []),
    ],
)
def test_suggestions_of_a_field(jira: Jira, field: str, part: str, names: list[str]) -> None:
    found = jira.json(SUGGESTIONS, fieldName=field, fieldValue=part)["results"]
    assert [one["displayName"] for one in found] == names


def test_a_custom_field_is_named_by_its_number_too(jira: Jira) -> None:
    number = jira.screen()["Found in"]["schema"]["customId"]
    found = jira.json(SUGGESTIONS, fieldName=f"cf[{number}]")["results"]
    assert [one["value"] for one in found] == ["Production", "Staging", "Development"]


def test_labels_of_a_custom_field_are_those_in_use(jira: Jira) -> None:
    field = jira.screen("Bug")["Keywords"]["fieldId"]
    jira.create(**{field: ["b", "a"]})
    found = jira.json(SUGGESTIONS, fieldName="Keywords")["results"]
    assert [one["value"] for one in found] == ["a", "b"]

"""JQL: what it finds, what it refuses, how it pages, how late the index is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.jira_caller import Jira, document, messages
from tests.support.sandbox import Sandbox


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


@pytest.fixture
def three(jira: Jira) -> list[str]:
    """Alice's bug with labels, Bob's bug with words, Alice's epic due at Christmas."""
    bob = Jira(jira.sandbox, "bob")
    return [
        jira.create(summary="Crash on start", labels=["red", "blue"], assignee={"id": bob.account_id}),
        bob.create(summary="Slow list", description=document("The crashing list is slow"), labels=["red"]),
        jira.create("Epic", summary="Rewrite", duedate="2026-12-24", priority={"id": "1"}),
    ]


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("project = DEMO", [2, 1, 0]),
        ("project = demo ORDER BY key", [0, 1, 2]),
        ("project in (DEMO, 'SHOP') order by created asc", [0, 1, 2]),
        ("key = DEMO-2", [1]),
        ("issuekey in (DEMO-1, DEMO-3) order by issuekey DESC", [2, 0]),
        ("key > DEMO-1 order by key", [1, 2]),
        ("creator = currentUser()", [2, 0]),
        ("reporter != currentUser()", [1]),
        ("assignee is EMPTY order by key", [1, 2]),
        ("assignee is not empty", [0]),
        ("assignee = Bob", [0]),
        ("labels = red order by key", [0, 1]),
        ("labels in (blue, green)", [0]),
        ("labels not in (blue)", [1]),
        ("labels != red", []),
        ("issuetype = Epic", [2]),
        ("type != Epic order by key", [0, 1]),
        ('status = "To Do" AND statusCategory = "To Do" order by key', [0, 1, 2]),
        ("status = Done", []),
        ("summary ~ crash", [0]),
        ('text ~ "slow list"', [1]),
        ('text ~ "crash*" order by key', [0, 1]),
        ("summary !~ crash order by key", [1, 2]),
        ("summary ~ crashes", [0]),
        ("summary ~ crashing", [0]),
        ('summary ~ "the start of"', [0]),
        ("summary ~ the", []),
        (r'summary ~ "\u0063rash"', [0]),
        (r'summary ~ "on\\-start"', [0]),
        ('summary ~ "(crash) +start"', [0]),
        ("due < 2027-01-01", [2]),
        ("duedate is empty order by key", [0, 1]),
        ("priority = Highest", [2]),
        ('created >= "-30m" order by key', [0, 1, 2]),
        ("created >= -1h AND created <= now() order by key", [0, 1, 2]),
        ("created < -1m", []),
        ("updated > startOfDay(-1d) order by key", [0, 1, 2]),
        ("(labels = blue OR type = Epic) AND NOT key = DEMO-3", [0]),
        ("labels = red AND labels = blue OR type = Epic order by key", [0, 2]),
        ("project = DEMO ORDER BY priority DESC, key ASC", [0, 1, 2]),
    ],
)
def test_a_query_finds_what_it_means(jira: Jira, three: list[str], jql: str, found: list[int]) -> None:
    assert jira.keys(jql) == [three[index] for index in found]


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("", "Unbounded JQL queries are not allowed here."),
        ("order by created", "Unbounded JQL queries are not allowed here."),
        ("universe = 1", "Field 'universe' does not exist or you do not have permission to view it."),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("key = DEMO-99", "Issue does not exist"),
        ("project =", "Error in the JQL Query"),
        ("project DEMO", "Error in the JQL Query"),
        ("project = DEMO AND", "Error in the JQL Query"),
        ("(project = DEMO", "Error in the JQL Query"),
        ("project = DEMO created > now()", "Error in the JQL Query"),
        ("summary = x", "The operator '=' is not supported by the 'summary' field."),
        ("created > yesterday", "Date value 'yesterday' for field 'created' is invalid."),
        ("creator = nobody()", "Unable to find JQL function 'nobody()'."),
        (
            "project = DEMO order by key, id, created, updated, due, status, labels, type",
            "JQL queries may be ordered",
        ),
        (r'labels = "a\x"', r"Error in JQL Query: '\x' is an illegal JQL escape sequence."),
        ('summary ~ "*crash"', "The text query '*crash' for field 'summary' is not allowed to start with"),
        ('summary ~ "a ?b"', "The text query 'a ?b' for field 'summary' is not allowed to start with"),
        ('summary ~ ""', "Unable to parse the text '' for field 'summary'."),
        ("summary ~ 'a(b'", "Unable to parse the text 'a(b' for field 'summary'."),
        ("summary ~ 'a)'", "Unable to parse the text 'a)' for field 'summary'."),
        ("summary ~ 'a[1]'", "Unable to parse the text 'a[1]' for field 'summary'."),
        ("summary ~ 'a AND'", "Unable to parse the text 'a AND' for field 'summary'."),
        ("summary ~ 'say \"a'", "Unable to parse the text 'say \"a' for field 'summary'."),
        ("text ~ 'C:'", "Unable to parse the text 'C:' for field 'text'."),
        ("text ~ 'a -'", "Unable to parse the text 'a -' for field 'text'."),
        ("(" * 60 + "project = DEMO" + ")" * 60, "Error in the JQL Query"),
    ],
)
def test_a_wrong_query_is_refused_with_the_reason(jira: Jira, jql: str, said: str) -> None:
    (message,) = messages(jira.post("/search/jql", {"jql": jql}))
    assert message.startswith(said)


def test_only_ids_come_back_unless_fields_are_asked_for(jira: Jira) -> None:
    jira.create(more={"properties": [{"key": "k", "value": 1}]})
    found = jira.json("/search/jql", jql="project = DEMO")
    assert [set(issue) for issue in found["issues"]] == [{"id"}]
    assert "total" not in found
    body = {"jql": "project = DEMO", "fields": ["summary"], "properties": ["k"]}
    (issue,) = jira.post("/search/jql", body).json()["issues"]
    assert (issue["fields"], issue["properties"]) == ({"summary": "A bug"}, {"k": 1})
    assert jira.post("/search/jql", {**body, "properties": list("abcdef")}).status_code == 400


def test_pages_follow_a_token_and_stay_in_place_when_issues_come(jira: Jira) -> None:
    made = [jira.create() for _ in range(5)]
    body: dict[str, Any] = {"jql": "project = DEMO order by created DESC", "fields": ["key"], "maxResults": 2}
    seen: list[str] = []
    while True:
        page = jira.post("/search/jql", body).json()
        seen += [issue["key"] for issue in page["issues"]]
        assert page["isLast"] == ("nextPageToken" not in page)
        if page["isLast"]:
            break
        jira.create()
        body["nextPageToken"] = page["nextPageToken"]
    assert seen == made[::-1]


@pytest.mark.parametrize("token", ["x", "e30=", "WzEsIDIsIDNd"])
def test_a_token_of_something_else_is_refused(jira: Jira, token: str) -> None:
    assert jira.get("/search/jql", jql="project = DEMO", nextPageToken=token).status_code == 400


def test_the_index_lags_behind_but_reading_does_not(jira: Jira) -> None:
    jira.sandbox.config(index_lag_seconds=120)
    made = jira.attempt().json()
    assert jira.keys("project = DEMO") == []
    assert jira.json(f"/issue/{made['key']}")["id"] == made["id"]
    assert len(jira.post("/issue/bulkfetch", {"issueIdsOrKeys": [made["id"]]}).json()["issues"]) == 1
    assert jira.keys("project = DEMO", reconcileIssues=[int(made["id"])]) == [made["key"]]
    jira.sandbox.advance(121)
    assert jira.keys("project = DEMO") == [made["key"]]


def test_quoted_moments_are_read_in_the_profiles_time_zone(jira: Jira) -> None:
    key = Jira(jira.sandbox, "bob").create()
    bob = Jira(jira.sandbox, "bob")
    created = bob.fields(key)["created"]  # as 2026-09-25T22:42:39.399-0400: New York's clock
    here = created[:16].replace("T", " ")
    assert bob.keys(f'created >= "{here}"') == [key]
    assert jira.keys(f'created <= "{here}"') == []
    assert jira.keys(f'created >= "{here}"') == [key]
    utc = jira.fields(key)["created"][:16].replace("T", " ")
    assert bob.keys(f'created >= "{utc}"') == []


def test_counting_needs_a_bounded_query(jira: Jira) -> None:
    jira.create()
    assert jira.post("/search/approximate-count", {"jql": "project = DEMO"}).json() == {"count": 1}
    assert jira.post("/search/approximate-count", {"jql": ""}).status_code == 400


def test_parsing_answers_200_with_errors_for_each_query(jira: Jira) -> None:
    queries = ["project = DEMO and not labels in (a, b) order by key desc", "x ==", "universe = 1"]
    first, second, third = jira.post("/jql/parse?validation=strict", {"queries": queries}).json()["queries"]
    assert [clause.get("operator") for clause in first["structure"]["where"]["clauses"]] == ["=", "not"]
    assert first["structure"]["orderBy"]["fields"][0]["direction"] == "desc"
    assert second["errors"][0].startswith("Error in the JQL Query")
    assert third["errors"] == ["Field 'universe' does not exist or you do not have permission to view it."]


def test_the_removed_search_says_where_to_go(jira: Jira) -> None:
    for answer in (
        jira.get("/search", jql="project = DEMO"),
        jira.post("/search", {"jql": "project = DEMO"}),
    ):
        (said,) = messages(answer, 410)
        assert said.startswith(
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql"
        )

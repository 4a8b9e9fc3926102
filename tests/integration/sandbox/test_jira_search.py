"""JQL: what it finds, what it refuses, how it pages, how late the index is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.sandbox.jira_client import Jira, document, messages
from tests.support.sandbox import Sandbox


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


@pytest.fixture
def three(jira: Jira) -> list[str]:
    """Alice's bug with labels, Bob's bug with words, Alice's epic due at Christmas."""
    bob = Jira(jira.sandbox, "bob")
    return [
        jira.create(
            summary="Crash on start", labels=["red", "blue"], assignee={"id": bob.account_id}
        ),
        bob.create(
            summary="Slow list", description=document("The crashing list is slow"), labels=["red"]
        ),
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
def test_a_query_finds_what_it_means(
    jira: Jira, three: list[str], jql: str, found: list[int]
) -> None:
    assert jira.keys(jql) == [three[index] for index in found]


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("", "Unbounded JQL queries are not allowed here."),
        ("order by created", "Unbounded JQL queries are not allowed here."),
        (
            "universe = 1",
            "Field 'universe' does not exist or you do not have permission to view it.",
        ),
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
        (
            'summary ~ "*crash"',
            "The text query '*crash' for field 'summary' is not allowed to start with",
        ),
        (
            'summary ~ "a ?b"',
            "The text query 'a ?b' for field 'summary' is not allowed to start with",
        ),
        ('summary ~ ""', "Unable to parse the text '' for field 'summary'."),
        ("summary ~ 'a(b'", "Unable to parse the text 'a(b' for field 'summary'."),
        ("summary ~ 'a)'", "Unable to parse the text 'a)' for field 'summary'."),
        ("summary ~ 'a[1]'", "Unable to parse the text 'a[1]' for field 'summary'."),
        ("summary ~ 'a AND'", "Unable to parse the text 'a AND' for field 'summary'."),
        ("summary ~ 'say \"a'", "Unable to parse the text 'say \"a' for field 'summary'."),
        ("text ~ 'C:'", "Unable to parse the text 'C:' for field 'text'."),
        ("text ~ 'a -'", "Unable to parse the text 'a -' for field 'text'."),
        ("(" * 300 + "project = DEMO" + ")" * 300, "Error in the JQL Query"),
        ("labels = limit", "Error in the JQL Query: Expecting a value but got 'limit'."),
        ("labels = a/b", "Error in the JQL Query: The character '/' is a reserved JQL character."),
        ("labels in ()", "Error in the JQL Query"),
        ("labels in a", "Error in the JQL Query: Expecting '(' but got 'a'."),
        ('labels = "a\x07"', "Error in the JQL Query: The quoted string has not been completed"),
        ("project\xa0= DEMO", "Field 'project\xa0' does not exist"),
        ("created > empty", "Error in the JQL Query"),
        ("status was Open", "History searches do not support the 'status' field."),
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
    body: dict[str, Any] = {
        "jql": "project = DEMO order by created DESC",
        "fields": ["key"],
        "maxResults": 2,
    }
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
    assert (
        len(jira.post("/issue/bulkfetch", {"issueIdsOrKeys": [made["id"]]}).json()["issues"]) == 1
    )
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
    first, second, third = jira.post("/jql/parse?validation=strict", {"queries": queries}).json()[
        "queries"
    ]
    assert [clause.get("operator") for clause in first["structure"]["where"]["clauses"]] == [
        "=",
        "not",
    ]
    assert first["structure"]["orderBy"]["fields"][0]["direction"] == "desc"
    assert second["errors"][0].startswith("Error in the JQL Query")
    assert third["errors"] == [
        "Field 'universe' does not exist or you do not have permission to view it."
    ]


def test_the_removed_search_says_where_to_go(jira: Jira) -> None:
    for answer in (
        jira.get("/search", jql="project = DEMO"),
        jira.post("/search", {"jql": "project = DEMO"}),
    ):
        (said,) = messages(answer, 410)
        assert said.startswith(
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql"
        )


@pytest.mark.parametrize(
    "jql",
    [
        "(" * 60 + "project = DEMO" + ")" * 60,
        "project = DEMO & status is not empty | project = SHOP",
        "!project = SHOP",
        "project in (((DEMO)), SHOP)",
        "labels in ('it\\'s', a\\ b) or project = DEMO",
        "project = DEMO order by key",
        "project\t=\r\nDEMO",
    ],
)
def test_what_atlassians_parser_takes_is_taken(jira: Jira, jql: str) -> None:
    """`python -m tests.campaigns.jql_against_atlassian` holds both against each other in full."""
    assert jira.post("/search/jql", {"jql": jql}).status_code == 200


def test_history_is_parsed(jira: Jira) -> None:
    """Clauses that the simulated Jira cannot answer are still read as Jira reads them."""
    query = 'status was not in (Open, "In Progress") by currentUser() during (-7d, now())'
    (parsed,) = jira.post("/jql/parse?validation=none", {"queries": [query]}).json()["queries"]

    where = parsed["structure"]["where"]
    assert (where["operator"], len(where["operand"]["values"])) == ("was not in", 2)
    assert [each["operator"] for each in where["predicates"]] == ["by", "during"]


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("{text} ~ crash", True),
        ("{text} ~ other", False),
        ("{number} > 3", True),
        ("{number} in (5, 6)", True),
        ("{number} != 5", False),
        ("{number} is empty", False),
        ("{choice} = red", True),
        ("{choice} not in (blue)", True),
        ("{choice} is not empty", True),
        ("{day} < 2030-01-01", True),
    ],
)
@pytest.mark.parametrize("spelling", ["cf", "name"])
def test_custom_fields_are_searched(jira: Jira, spelling: str, jql: str, found: bool) -> None:
    """By number and by name."""
    kinds = {"text": "textfield", "number": "float", "choice": "select", "day": "datepicker"}
    wanted = [
        {
            "cloud_id": jira.cloud_id,
            "project": "DEMO",
            "issue_type": "Bug",
            "name": f"My {name}",
            "kind": kind,
            "options": ["red", "blue"] if kind == "select" else [],
        }
        for name, kind in kinds.items()
    ]
    made = jira.sandbox.control("POST", "/seed", {"fields": wanted})["fields"]
    ids = {name: one["field_id"] for name, one in zip(kinds, made, strict=True)}
    names = {name: f"cf[{one.rpartition('_')[2]}]" for name, one in ids.items()}
    if spelling == "name":
        names = {name: f'"my {name}"' for name in kinds}
    key = jira.create(
        **{
            ids["text"]: "a crash",
            ids["number"]: 5,
            ids["choice"]: {"value": "red"},
            ids["day"]: "2026-12-24",
        }
    )
    query = f"project = DEMO AND {jql.format(**names)}"
    assert jira.keys(query) == ([key] if found else [])
    assert jira.keys(f"project = DEMO ORDER BY {names['number']}, {names['day']}") == [key]


def test_an_invalid_clause_may_yield_no_rows_in_silence(jira: Jira) -> None:
    """CHANGE-3131: the search answers 200, and only `warnings` tells."""
    key = jira.create()
    jira.sandbox.config(invalid_clauses="no_rows")
    found = jira.post("/search/jql", {"jql": "project = DEMO AND universe = 1"}).json()
    assert (found["issues"], len(found["warnings"])) == ([], 1)
    assert jira.keys("project = DEMO OR universe = 1") == [key]
    parsed = jira.post("/jql/parse?validation=strict", {"queries": ["universe = 1"]}).json()
    assert set(parsed["queries"][0]) == {"query", "errors"}


def test_a_token_may_be_repeated_for_ever(jira: Jira) -> None:
    """A client that follows it without looking never ends."""
    for _ in range(3):
        jira.create()
    jira.sandbox.config(page_token_repeats=True)
    body = {"jql": "project = DEMO", "maxResults": 1}
    token = jira.post("/search/jql", body).json()["nextPageToken"]
    again = jira.post("/search/jql", {**body, "nextPageToken": token}).json()
    assert (again["nextPageToken"], again["isLast"]) == (token, False)


@pytest.mark.parametrize(
    ("level", "members"),
    [
        ("strict", {"query", "errors"}),
        ("warn", {"query", "structure", "warnings"}),
        ("none", {"query", "structure"}),
    ],
)
def test_how_strict_parsing_is(jira: Jira, level: str, members: set[str]) -> None:
    """`structure` is absent where strict validation fails."""
    answer = jira.post(f"/jql/parse?validation={level}", {"queries": ["universe = limit1"]})
    assert set(answer.json()["queries"][0]) == members


def test_parsing_gives_spellings_for_a_query(jira: Jira) -> None:
    """`encodedName` and `encodedValue` may be put into JQL as they are."""
    query = '"Story Points" = "limit" and cf[10] = "a \\"b" and a = 1 order by "Story Points"'
    (read,) = jira.post("/jql/parse?validation=none", {"queries": [query]}).json()["queries"]
    spellings = [
        (clause["field"]["encodedName"], clause["operand"]["encodedValue"])
        for clause in read["structure"]["where"]["clauses"]
    ]
    assert spellings == [
        ('"Story Points"', '"limit"'),
        ("cf[10]", '"a \\"b"'),
        ("a", "1"),
    ]
    (order,) = read["structure"]["orderBy"]["fields"]
    assert order["field"]["encodedName"] == '"Story Points"'


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_may_stand_in_a_query(jira: Jira, method: str) -> None:
    """Fields with operators, functions, reserved words; `searchable` and its like are strings."""
    options: dict[str, Any] = {"json": {"includeCollapsedFields": True}} if method == "POST" else {}
    found = jira.call(method, "/jql/autocompletedata", **options).json()
    fields = {one["value"]: one for one in found["visibleFieldNames"]}
    assert fields["status"]["auto"] == fields["status"]["searchable"] == "true"
    assert fields["summary"]["operators"] == ["~", "!~", "is", "is not"]
    custom = [one for one in fields.values() if "cfid" in one]
    assert all(one["cfid"].startswith("cf[") and "[" in one["displayName"] for one in custom)
    assert any(value.startswith('"') for value in fields)
    assert {"limit", "empty"} <= set(found["jqlReservedWords"])
    assert "currentUser()" in {one["value"] for one in found["visibleFunctionNames"]}


def test_reference_data_for_what_is_no_project_is_refused(jira: Jira) -> None:
    """Ids are numbers, and nothing else may be sent."""
    wrong: list[Any] = [{"projectIds": ["x"]}, {"projects": [1]}, []]
    for body in wrong:
        assert jira.post("/jql/autocompletedata", body).status_code == 400

"""Who am I, projects, createmeta, people, short lists; scopes, permissions, languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandbox.jira.messages import TEXTS
from tests.integration.sandbox.jira_client import Jira, messages
from tests.support.sandbox import Sandbox

SHORT = ("/priority", "/status", "/resolution", "/field", "/project")


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def test_myself_is_the_caller(jira: Jira) -> None:
    answer = jira.get("/myself", expand="groups")
    me = answer.json()
    assert (me["accountId"], me["displayName"], me["timeZone"]) == (
        jira.account_id,
        "Alice",
        "Etc/UTC",
    )
    assert "site-admins" in [one["name"] for one in me["groups"]["items"]]
    assert answer.headers["X-AAccountId"] == jira.account_id


def test_server_info_needs_no_scope_and_shows_the_sites_own_address(sandbox: Sandbox) -> None:
    jira = Jira(sandbox, scopes="read:me offline_access read:jira-user")
    assert jira.json("/serverInfo")["displayUrl"] == jira.site["url"]
    assert jira.json("/serverInfo")["deploymentType"] == "Cloud"


def test_120_projects_come_in_pages(jira: Jira) -> None:
    seen: list[str] = []
    for start in (0, 50, 100):
        page = jira.json("/project/search", startAt=start)
        assert (page["total"], page["isLast"]) == (120, start == 100)
        seen += [one["key"] for one in page["values"]]
    assert len(set(seen)) == 120
    assert len(jira.json("/project/search", maxResults=500)["values"]) == 100


def test_projects_are_searched_by_name_key_and_id(jira: Jira) -> None:
    def keys(**query: Any) -> list[str]:
        return [one["key"] for one in jira.json("/project/search", **query)["values"]]

    assert keys(query="dem") == ["DEMO"]
    assert keys(keys=["SHOP", "DEMO"]) == ["DEMO", "SHOP"]
    assert keys(id=jira.json("/project/SHOP")["id"]) == ["SHOP"]
    assert keys(query="beacon", orderBy="-name")[0].startswith("O")


def test_a_page_of_projects_has_an_address_for_the_next(jira: Jira) -> None:
    page = jira.json("/project/search", maxResults=100)
    rest = jira.sandbox.get(page["nextPage"].removeprefix(jira.sandbox.url), jira.token).json()
    assert len(rest["values"]) == 20
    assert "nextPage" not in rest


def test_who_may_not_create_finds_no_project_to_create_in(sandbox: Sandbox) -> None:
    erin = Jira(sandbox, "erin")
    assert erin.json("/project/search", action="create")["values"] == []
    assert erin.json("/project/search", action="browse")["total"] == 120
    said = messages(erin.get("/issue/createmeta/DEMO/issuetypes"), 404)
    assert said == ["You cannot create issues in this project."]
    body = Jira(sandbox).issue()
    assert messages(erin.post("/issue", body)) == ["You cannot create issues in this project."]
    sandbox.config(createmeta_denied="empty")
    answer = erin.get("/issue/createmeta/DEMO/issuetypes")
    assert (answer.status_code, answer.content) == (404, b"")


def test_in_the_archive_nobody_may_create_or_change(sandbox: Sandbox) -> None:
    alice = Jira(sandbox, site="archive-2019")
    assert alice.json("/project/search", action="create")["total"] == 0
    assert [one["key"] for one in alice.json("/project/search")["values"]] == ["OLD"]
    found = alice.json(
        "/mypermissions", projectKey="OLD", permissions="CREATE_ISSUES,BROWSE_PROJECTS"
    )
    have = {name: one["havePermission"] for name, one in found["permissions"].items()}
    assert have == {"CREATE_ISSUES": False, "BROWSE_PROJECTS": True}


def test_in_shop_each_sees_only_their_own_issues(jira: Jira) -> None:
    bob = Jira(jira.sandbox, "bob")
    key = bob.create("Bug", "SHOP")
    assert bob.json(f"/issue/{key}")["key"] == key
    assert jira.get(f"/issue/{key}").status_code == 404
    assert jira.keys("project = SHOP") == []
    assert bob.keys("project = SHOP") == [key]
    seen = jira.json("/mypermissions", projectKey="SHOP", permissions="BROWSE_PROJECTS")
    assert seen["permissions"]["BROWSE_PROJECTS"]["havePermission"] is True


def test_the_reporter_is_off_the_screen_of_who_may_not_change_it(sandbox: Sandbox) -> None:
    assert "Reporter" in Jira(sandbox).screen("Bug", "SHOP")
    bob = Jira(sandbox, "bob")
    assert "Reporter" not in bob.screen("Bug", "SHOP")
    said = bob.attempt("Bug", "SHOP", reporter={"id": bob.account_id}).json()["errors"]
    assert said["reporter"].startswith("Field 'reporter' cannot be set.")


def test_createmeta_comes_in_pages_of_50_and_at_most_200(jira: Jira) -> None:
    path = f"/issue/createmeta/DEMO/issuetypes/{jira.type_id('Everything')}"
    first = jira.json(path)
    assert (len(first["fields"]), first["maxResults"], first["startAt"]) == (50, 50, 0)
    rest = jira.json(path, startAt=50)
    assert len(rest["fields"]) == first["total"] - 50 > 0
    answer = jira.get(path, maxResults=201)
    assert messages(answer) == ["Parameter 'maxResults' must not exceed the limit '200'"]
    assert "httpStatusCode" in answer.json()


def test_the_bug_screen_has_the_ordinary_fields(jira: Jira) -> None:
    screen = {one["fieldId"]: one for one in jira.screen("Bug").values()}
    system = "summary description priority labels components fixVersions versions duedate assignee reporter"
    assert set(f"{system} environment parent attachment issuelinks".split()) <= screen.keys()
    customs = {
        one["schema"]["custom"].rpartition(":")[2]
        for one in screen.values()
        if "custom" in one["schema"]
    }
    ordinary = "select radiobuttons multiselect multicheckboxes textfield textarea url float datepicker datetime"
    assert customs == {*ordinary.split(), "userpicker", "labels"}
    assert screen["attachment"]["operations"] == screen["issuetype"]["operations"] == []
    assert screen["issuelinks"]["operations"] == ["add"]
    assert screen["assignee"]["autoCompleteUrl"] == (
        f"{jira.site['url']}/rest/api/latest/user/assignable/search?project=DEMO&query="
    )


def test_a_form_can_drift(jira: Jira) -> None:
    place = {"cloud_id": jira.cloud_id, "project": "DEMO", "issue_type": "Bug"}
    fields = [
        {**place, "field_id": "environment", "remove": True},
        {**place, "field_id": "duedate", "required": True},
        {**place, "name": "Colour", "kind": "select", "options": ["Red", {"value": "Blue"}]},
    ]
    made = jira.sandbox.control("POST", "/seed", {"fields": fields})["fields"]
    screen = jira.screen("Bug")
    assert "Environment" not in screen
    assert screen["Due date"]["required"]
    colours = [one["value"] for one in screen["Colour"]["allowedValues"]]
    assert (colours, screen["Colour"]["fieldId"]) == (["Red", "Blue"], made[2]["field_id"])
    assert "Environment" in jira.screen()
    jira.sandbox.reset()
    assert "Environment" in Jira(jira.sandbox).screen("Bug")


def test_the_old_createmeta_still_answers(jira: Jira) -> None:
    query = {"projectKeys": "DEMO", "issuetypeNames": "Bug", "expand": "projects.issuetypes.fields"}
    (project,) = jira.json("/issue/createmeta", **query)["projects"]
    assert project["issuetypes"][0]["fields"]["summary"]["required"] is True


def test_a_project_shows_what_it_is_made_of(jira: Jira) -> None:
    assert [one["name"] for one in jira.json("/project/DEMO/components")] == [
        "Web",
        "Mobile",
        "API",
        "Billing",
    ]
    assert [one["archived"] for one in jira.json("/project/DEMO/versions")] == [False, False, True]
    assert "Bug" in [one["name"] for one in jira.json("/project/DEMO/statuses")]
    assert jira.get("/project/NOPE").status_code == 404


def test_people_are_found_by_the_beginning_of_their_names(jira: Jira) -> None:
    assert [one["displayName"] for one in jira.json("/user/search", query="bo")] == [
        "Bob",
        "Lodge bot",
    ]
    assignable = jira.json("/user/assignable/search", project="DEMO", query="")
    assert [one["displayName"] for one in assignable] == ["Alice", "Bob", "Carol", "Erin"]
    assert jira.json("/user/search", query="carol@") == []
    bob_id = jira.sandbox.account("bob")["account_id"]
    assert jira.json("/user", accountId=bob_id)["displayName"] == "Bob"
    dave_id = jira.sandbox.account("dave")["account_id"]
    assert jira.get("/user", accountId=dave_id).status_code == 404
    assert jira.get("/user/assignable/search", project="NOPE").status_code == 404


def test_groups_are_found_by_a_part_of_their_names(jira: Jira) -> None:
    found = jira.json("/groups/picker", query="jira")
    assert [one["name"] for one in found["groups"]] == ["jira-developers", "jira-software-users"]
    assert found["groups"][0]["html"] == "<b>jira</b>-developers"
    assert jira.json("/groups/picker", query="JIRA")["groups"] == []
    assert len(jira.json("/groups/picker", query="JIRA", caseInsensitive="true")["groups"]) == 2


@pytest.mark.parametrize("params", [{}, {"query": "a", "accountId": "b"}])
def test_a_search_for_people_needs_one_thing_to_go_by(jira: Jira, params: dict[str, str]) -> None:
    assert len(messages(jira.get("/user/search", **params))) == 1


def test_labels_are_listed_once_they_are_used(jira: Jira) -> None:
    assert jira.json("/label")["values"] == []
    jira.create(labels=["b", "a"])
    assert jira.json("/label")["values"] == ["a", "b"]


@pytest.mark.parametrize("path", SHORT)
def test_short_lists_have_ids_and_names(jira: Jira, path: str) -> None:
    assert all(one["id"] and one["name"] for one in jira.json(path))


def test_priorities_are_searched(jira: Jira) -> None:
    assert [one["name"] for one in jira.json("/priority/search", priorityName="low")["values"]] == [
        "Low",
        "Lowest",
    ]
    assert [one["name"] for one in jira.json("/priority/search", onlyDefault="true")["values"]] == [
        "Medium"
    ]


def test_link_types_are_listed(jira: Jira) -> None:
    assert "Blocks" in [one["name"] for one in jira.json("/issueLinkType")["issueLinkTypes"]]


def test_permissions_are_asked_by_name(jira: Jira) -> None:
    assert jira.get("/mypermissions", projectKey="DEMO").status_code == 400
    assert jira.get("/mypermissions", permissions="FLY").status_code == 400
    assert (
        jira.get("/mypermissions", projectKey="NOPE", permissions="CREATE_ISSUES").status_code
        == 404
    )


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        ("read:jira-work offline_access", 401),
        ("write:jira-work offline_access", 400),
        ("write:issue:jira write:comment:jira offline_access", 401),
        (
            "write:issue:jira write:comment:jira write:comment.property:jira write:attachment:jira read:issue:jira"
            " offline_access",
            400,
        ),
    ],
)
def test_creating_needs_the_classic_scope_or_all_granular_ones(
    sandbox: Sandbox, scopes: str, status: int
) -> None:
    answer = Jira(sandbox, scopes=scopes).post("/issue", {"fields": {}})
    assert answer.status_code == status
    if status == 401:
        assert answer.json() == {"code": 401, "message": "Unauthorized; scope does not match"}


def test_reading_people_needs_the_scope_for_people(sandbox: Sandbox) -> None:
    jira = Jira(sandbox, scopes="read:jira-work offline_access")
    assert jira.get("/myself").status_code == 401
    assert jira.get("/project/search").status_code == 200


def test_errors_come_in_the_profiles_language_unless_english_is_forced(sandbox: Sandbox) -> None:
    carol = Jira(sandbox, "carol")
    body = carol.issue(bogus=1)
    assert (
        carol.post("/issue", body).json()["errors"]["bogus"].startswith("Feld 'bogus' kann nicht")
    )
    plain = {"Accept-Language": "en"}
    assert carol.post("/issue", body, headers=plain).json()["errors"]["bogus"].startswith("Feld")
    forced = {**plain, "X-Force-Accept-Language": "true"}
    assert (
        carol.post("/issue", body, headers=forced)
        .json()["errors"]["bogus"]
        .startswith("Field 'bogus' cannot")
    )


def test_other_refusals_are_localised_too(sandbox: Sandbox) -> None:
    carol = Jira(sandbox, "carol")
    assert messages(carol.get("/issue/DEMO-9"), 404)[0].startswith(
        "Der Vorgang ist nicht vorhanden"
    )
    assert messages(carol.post("/search/jql", {"jql": "x ="}))[0].startswith(
        "Fehler in der JQL-Abfrage"
    )


def test_every_message_says_the_same_facts_in_both_languages() -> None:
    for english, german in TEXTS.values():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", german))

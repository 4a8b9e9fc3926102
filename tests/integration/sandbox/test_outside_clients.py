"""Clients that others wrote, unmodified, do the main things in the sandbox as they do in Jira."""

from __future__ import annotations

from typing import Any

import pytest
from atlassian import Jira as AtlassianClient
from jira import JIRA, JIRAError
from requests import HTTPError

from tests.integration.sandbox.jira_client import Jira
from tests.support.data_center import DataCenter
from tests.support.sandbox import Sandbox


@pytest.fixture
def caller(sandbox: Sandbox) -> Jira:
    """Alice, with the address and the token that the clients need."""
    return Jira(sandbox)


def bug(caller: Jira, **fields: Any) -> dict[str, Any]:
    """Fields of a bug in DEMO, as REST v2 takes them."""
    issue_type = {"id": caller.type_id("Bug")}
    return {
        "project": {"key": "DEMO"},
        "issuetype": issue_type,
        "summary": "From outside",
        **fields,
    }


@pytest.fixture
def python_jira(caller: Jira) -> Any:
    """PyPI's jira at the gateway."""
    client: Any = JIRA(server=caller.root, token_auth=caller.token, max_retries=0)
    yield client
    client.close()


@pytest.fixture
def atlassian_client(caller: Jira) -> Any:
    """PyPI's atlassian-python-api at the gateway."""
    client: Any = AtlassianClient(url=caller.root, token=caller.token, cloud=True)
    yield client
    client.close()


def test_jira_knows_who_and_where_it_is(python_jira: Any, caller: Jira) -> None:
    assert python_jira.server_info()["deploymentType"] == "Cloud"
    assert python_jira.myself()["accountId"] == caller.account_id
    assert len(python_jira.projects()) == 120


def test_jira_creates_reads_and_searches_issues(python_jira: Any, caller: Jira) -> None:
    made = python_jira.create_issue(fields=bug(caller, description="*wiki*", labels=["x"]))
    assert python_jira.issue(made.key).fields.summary == "From outside"
    assert python_jira.issue(made.id).fields.description == "*wiki*"
    assert python_jira.issue(made.key).fields.reporter.displayName == "Alice"
    found = python_jira.search_issues("project = DEMO AND labels = x")
    assert [issue.key for issue in found] == [made.key]


def test_jira_pages_through_a_search(python_jira: Any, caller: Jira) -> None:
    made = [caller.create(summary=f"Bug {number}") for number in range(7)]
    found = python_jira.enhanced_search_issues("project = DEMO order by key", maxResults=0)
    assert [issue.key for issue in found] == made


def test_jira_comments_attaches_links_and_edits(
    python_jira: Any, caller: Jira, tmp_path: Any
) -> None:
    first, second = (python_jira.create_issue(fields=bug(caller)) for _ in range(2))
    python_jira.add_comment(first.key, "Me too")
    assert [comment.body for comment in python_jira.comments(first.key)] == ["Me too"]
    file = tmp_path / "log.txt"
    file.write_text("hello")
    attachment = python_jira.add_attachment(first.key, str(file))
    assert (attachment.filename, attachment.size) == ("log.txt", 5)
    python_jira.create_issue_link("Blocks", first.key, second.key)
    python_jira.issue(first.key).update(fields={"summary": "Changed"})
    changed = python_jira.issue(first.key)
    assert changed.fields.summary == "Changed"
    assert changed.fields.issuelinks[0].outwardIssue.key == second.key


def test_jira_reads_createmeta_in_its_old_form(python_jira: Any) -> None:
    expand = "projects.issuetypes.fields"
    found = python_jira.createmeta(projectKeys="DEMO", issuetypeNames="Bug", expand=expand)
    fields = found["projects"][0]["issuetypes"][0]["fields"]
    assert "Severity" in [field["name"] for field in fields.values()]


def test_atlassian_python_api_reads_createmeta(atlassian_client: Any, caller: Jira) -> None:
    types = atlassian_client.issue_createmeta_issuetypes("DEMO")["issueTypes"]
    assert "Bug" in [one["name"] for one in types]
    fields = atlassian_client.issue_createmeta_fieldtypes("DEMO", caller.type_id("Bug"))["fields"]
    assert "Severity" in [field["name"] for field in fields]


def test_jira_is_told_why_an_issue_is_refused(python_jira: Any, caller: Jira) -> None:
    with pytest.raises(JIRAError) as refusal:
        python_jira.create_issue(fields=bug(caller, bogus=1))
    assert refusal.value.status_code == 400
    assert "Field 'bogus' cannot be set" in (refusal.value.text or "")


def test_atlassian_python_api_creates_reads_and_searches_issues(
    atlassian_client: Any, caller: Jira
) -> None:
    assert atlassian_client.myself()["accountId"] == caller.account_id
    made = atlassian_client.create_issue(fields=bug(caller, description="*wiki*", labels=["x"]))
    assert atlassian_client.issue(made["key"])["fields"]["description"] == "*wiki*"
    assert atlassian_client.issue_field_value(made["key"], "summary") == "From outside"
    found = atlassian_client.enhanced_jql("project = DEMO AND labels = x", fields=["summary"])
    assert [issue["key"] for issue in found["issues"]] == [made["key"]]


def test_atlassian_python_api_comments_and_attaches(
    atlassian_client: Any, caller: Jira, tmp_path: Any
) -> None:
    key = caller.create()
    assert atlassian_client.issue_add_comment(key, "Me too")["body"] == "Me too"
    file = tmp_path / "log.txt"
    file.write_text("hello")
    (attachment,) = atlassian_client.add_attachment(key, str(file))
    assert attachment["size"] == 5


def test_atlassian_python_api_is_told_why_an_issue_is_refused(
    atlassian_client: Any, caller: Jira
) -> None:
    with pytest.raises(HTTPError, match="bogus"):
        atlassian_client.create_issue(fields=bug(caller, bogus=1))


@pytest.fixture(params=["10", "11"])
def at_data_center(request: pytest.FixtureRequest, sandbox: Sandbox) -> Any:
    """PyPI's jira at a Data Center, with a personal access token of Alice."""
    own = DataCenter(sandbox, request.param)
    client: Any = JIRA(server=own.url, token_auth=own.token("alice"), max_retries=0)
    yield client
    client.close()


def bug_at(client: Any, **fields: Any) -> Any:
    """A new bug in DEMO of a Data Center."""
    types = client.project_issue_types("DEMO")
    bug_id = next(each.id for each in types if each.name == "Bug")
    own = {"project": {"key": "DEMO"}, "issuetype": {"id": bug_id}, "summary": "From outside"}
    return client.create_issue(fields={**own, **fields})


def test_jira_works_at_a_data_center(at_data_center: Any, tmp_path: Any) -> None:
    client = at_data_center
    assert client.server_info()["deploymentType"] == "Server"
    assert client.myself()["name"] == "alice"
    assert [project.key for project in client.projects()] == ["DEMO", "OPS", "SHOP"]
    made = bug_at(client, description="*wiki*", labels=["x"], assignee={"name": "bob"})
    assert client.issue(made.key).fields.assignee.name == "bob"
    client.assign_issue(made.key, "carol")
    client.add_watcher(made.key, "carol")
    assert [each.name for each in client.watchers(made.key).watchers] == ["carol"]
    client.add_comment(made.key, "Me too")
    assert [comment.body for comment in client.comments(made.key)] == ["Me too"]
    file = tmp_path / "log.txt"
    file.write_text("hello")
    attachment = client.add_attachment(made.key, str(file))
    assert attachment.get() == b"hello"
    client.transition_issue(made.key, "Done", fields={"resolution": {"name": "Done"}})
    assert client.issue(made.key).fields.status.name == "Done"
    found = client.search_issues("project = DEMO AND labels = x")
    assert ([issue.key for issue in found], found.total) == ([made.key], 1)


def test_jira_reads_createmeta_and_users_at_a_data_center(at_data_center: Any) -> None:
    client = at_data_center
    bug_id = next(each.id for each in client.project_issue_types("DEMO") if each.name == "Bug")
    fields = client.project_issue_fields("DEMO", bug_id)
    assert "Epic Link" in [field.name for field in fields]
    assert [user.name for user in client.search_users(user="bob")] == ["bob"]
    found = client.search_assignable_users_for_projects("bob", "DEMO")
    assert [user.name for user in found] == ["bob"]


def test_jira_is_told_why_a_data_center_refuses_an_issue(at_data_center: Any) -> None:
    with pytest.raises(JIRAError, match="bogus"):
        bug_at(at_data_center, bogus=1)

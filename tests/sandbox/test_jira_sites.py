"""A site's own address: unscoped API tokens as on Cloud, personal access tokens as on Data Center."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.jira_caller import Jira, errors
from tests.support.sandbox import Sandbox


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def key_of(sandbox: Sandbox, account: str, kind: str, scopes: list[str] | None = None) -> str:
    """A new credential of an account."""
    path = f"/accounts/{sandbox.account(account)['account_id']}/keys"
    made = sandbox.control("POST", path, {"kind": kind, "scopes": scopes})
    return str(made.get("token") or made["secret"])


class Site:
    """Calls at `/_sites/demo-team` with a personal access token, or Basic with an API token."""

    def __init__(self, sandbox: Sandbox, kind: str, account: str = "bob") -> None:
        secret, email = key_of(sandbox, account, kind), sandbox.account(account)["email"]
        self.auth = (email, secret) if kind == "api_token" else None
        self.headers = {"Authorization": f"Bearer {secret}"} if kind == "pat" else {}
        self.http, self.url = sandbox.http, sandbox.site("demo-team")["url"]

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.http.request(
            method, f"{self.url}/rest/api{path}", auth=self.auth, headers=self.headers, timeout=30, **options
        )


def test_an_api_token_reaches_cloud_at_the_sites_address(jira: Jira) -> None:
    site = Site(jira.sandbox, "api_token")
    made = site.call("POST", "/3/issue", json=jira.issue())
    assert made.status_code == 201
    assert made.json()["self"].startswith(site.url)
    assert (
        site.call("GET", f"/3/issue/{made.json()['key']}").json()["fields"]["creator"]["displayName"] == "Bob"
    )
    assert site.call("GET", "/3/search", params={"jql": "project = DEMO"}).status_code == 410


def test_data_center_names_users_by_name_and_has_no_account_ids(jira: Jira) -> None:
    site = Site(jira.sandbox, "pat")
    me = site.call("GET", "/2/myself").json()
    assert (me["name"], me["displayName"]) == ("bob", "Bob")
    assert "accountId" not in me
    assert site.call("GET", "/2/serverInfo").json()["deploymentType"] == "Server"
    body = jira.issue(assignee={"name": "carol"}, description="h1. Wiki")
    made = site.call("POST", "/2/issue", json=body)
    assert made.status_code == 201
    fields = site.call("GET", f"/2/issue/{made.json()['key']}").json()["fields"]
    assert (fields["assignee"]["name"], fields["description"]) == ("carol", "h1. Wiki")
    body["fields"]["assignee"] = {"accountId": jira.account_id}
    assert list(errors(site.call("POST", "/2/issue", json=body))) == ["assignee"]


def test_data_center_still_has_the_old_search_with_a_total(jira: Jira) -> None:
    for _ in range(3):
        jira.create()
    site = Site(jira.sandbox, "pat")
    query = {"jql": "project = DEMO order by key", "startAt": 1, "maxResults": 1, "fields": "summary"}
    found = site.call("GET", "/2/search", params=query).json()
    assert (found["total"], found["startAt"], [one["key"] for one in found["issues"]]) == (3, 1, ["DEMO-2"])
    again = site.call("POST", "/2/search", json={**query, "fields": ["summary"]}).json()
    assert again["issues"] == found["issues"]


def test_data_center_calls_the_pages_of_createmeta_values(jira: Jira) -> None:
    site = Site(jira.sandbox, "pat")
    page = site.call("GET", "/2/issue/createmeta/DEMO/issuetypes").json()
    assert {"Bug", "Task"} <= {one["name"] for one in page["values"]}
    fields = site.call("GET", f"/2/issue/createmeta/DEMO/issuetypes/{jira.type_id('Bug')}").json()
    assert fields["isLast"]
    assert "summary" in [one["fieldId"] for one in fields["values"]]
    assert site.call("GET", "/2/mypermissions").json()["permissions"]["CREATE_ISSUES"]["havePermission"]


def test_a_scoped_api_token_reaches_the_gateway_with_its_scopes_alone(jira: Jira) -> None:
    secret = key_of(jira.sandbox, "bob", "api_token", ["read:jira-user"])
    auth = (jira.sandbox.account("bob")["email"], secret)
    url = f"{jira.root}/rest/api/3"
    assert jira.sandbox.http.get(f"{url}/myself", auth=auth, timeout=30).json()["displayName"] == "Bob"
    assert jira.sandbox.http.get(f"{url}/project/search", auth=auth, timeout=30).status_code == 401

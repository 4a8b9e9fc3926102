"""A site's own address: unscoped API tokens, and no bearer token whatever."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.integration.sandbox.jira_client import Jira
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
    """Calls at `/_sites/demo-team` by Basic with an API token."""

    def __init__(self, sandbox: Sandbox, account: str = "bob") -> None:
        secret = key_of(sandbox, account, "api_token")
        self.auth = (sandbox.account(account)["email"], secret)
        self.http, self.url = sandbox.http, sandbox.site("demo-team")["url"]

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.http.request(
            method,
            f"{self.url}/rest/api{path}",
            auth=self.auth,
            timeout=30,
            **options,
        )


def test_an_api_token_reaches_cloud_at_the_sites_address(jira: Jira) -> None:
    site = Site(jira.sandbox)
    made = site.call("POST", "/3/issue", json=jira.issue())
    assert made.status_code == 201
    assert made.json()["self"].startswith(site.url)
    assert (
        site.call("GET", f"/3/issue/{made.json()['key']}").json()["fields"]["creator"][
            "displayName"
        ]
        == "Bob"
    )
    assert site.call("GET", "/3/search", params={"jql": "project = DEMO"}).status_code == 410


def test_a_scoped_api_token_reaches_the_gateway_with_its_scopes_alone(jira: Jira) -> None:
    secret = key_of(jira.sandbox, "bob", "api_token", ["read:jira-user"])
    auth = (jira.sandbox.account("bob")["email"], secret)
    url = f"{jira.root}/rest/api/3"
    assert (
        jira.sandbox.http.get(f"{url}/myself", auth=auth, timeout=30).json()["displayName"] == "Bob"
    )
    assert jira.sandbox.http.get(f"{url}/project/search", auth=auth, timeout=30).status_code == 401


@pytest.mark.parametrize("genuine", [True, False])
def test_no_bearer_token_reaches_cloud_at_the_sites_address(jira: Jira, *, genuine: bool) -> None:
    headers = {"Authorization": f"Bearer {jira.token if genuine else 'of-a-data-center'}"}
    url = f"{jira.sandbox.site('demo-team')['url']}/rest/api/3/myself"
    answer = jira.sandbox.http.get(url, headers=headers, timeout=30)
    assert answer.status_code == (401 if genuine else 403)

"""The calls of widespread documents, as written there: by curl and by requests, where Atlassian still answers them.

A Postman collection (client authentication by HTTP Basic at the token endpoint), a wiki's data source for Jira, a
service account's script, and five calls by `curl -u`. The removed search answers 410, and the new one does its job.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.support.sandbox import SCOPES, Sandbox

REMOVED = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
JQL = "project = DEMO ORDER BY created DESC"
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "It broke"}]}],
}


class Answer:
    """What came back: its status and its JSON."""

    def __init__(self, status: int, text: str) -> None:
        self.status, self.text = status, text

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.text) if self.text else None


class ByRequests:
    """A document in Python."""

    def send(
        self,
        method: str,
        url: str,
        *,
        user: tuple[str, str] | None = None,
        bearer: str = "",
        data: Any = None,
        form: dict[str, str] | None = None,
    ) -> Answer:
        headers = {"Accept": "application/json"}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        answer = requests.request(
            method, url, auth=user, headers=headers, json=data, data=form, timeout=30
        )
        return Answer(answer.status_code, answer.text)


class ByCurl:
    """A document for a shell. Its secrets are on the command line, as they are there."""

    def send(
        self,
        method: str,
        url: str,
        *,
        user: tuple[str, str] | None = None,
        bearer: str = "",
        data: Any = None,
        form: dict[str, str] | None = None,
    ) -> Answer:
        command = ["curl", "-sS", "--noproxy", "*", "-X", method, "-w", "\n%{http_code}", url]
        command += ["-H", "Accept: application/json"]
        if user:
            command += ["-u", ":".join(user)]
        if bearer:
            command += ["-H", f"Authorization: Bearer {bearer}"]
        if data is not None:
            command += ["-H", "Content-Type: application/json", "-d", json.dumps(data)]
        for name, value in (form or {}).items():
            command += ["--data-urlencode", f"{name}={value}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        text, _, status = done.stdout.rpartition("\n")
        return Answer(int(status), text)


Client = ByRequests | ByCurl


@pytest.fixture(params=["requests", "curl"])
def client(request: pytest.FixtureRequest) -> Client:
    """Either of the two."""
    if request.param == "requests":
        return ByRequests()
    if shutil.which("curl") is None:
        pytest.skip("curl is not here")
    return ByCurl()


def key(sandbox: Sandbox, account: str, kind: str, **options: Any) -> dict[str, str]:
    """A credential that an admin creates for this account."""
    account_id = sandbox.account(account)["account_id"]
    made: dict[str, str] = sandbox.control(
        "POST", f"/accounts/{account_id}/keys", {"kind": kind, **options}
    )
    return made


def gateway(sandbox: Sandbox, cloud_id: str) -> str:
    """The REST root of a site through the gateway."""
    return f"{sandbox.url}/ex/jira/{cloud_id}/rest/api/3"


def test_a_postman_collection_authenticates_its_client_by_basic(
    sandbox: Sandbox, client: Client
) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": sandbox.code("alice"),
        "redirect_uri": sandbox.callback,
    }
    by = (sandbox.client_id, sandbox.client_secret)
    tokens = client.send("POST", f"{sandbox.url}/oauth/token", user=by, form=form)
    assert (tokens.status, tokens.json["token_type"]) == (200, "Bearer")

    bearer = tokens.json["access_token"]
    sites = client.send("GET", f"{sandbox.url}/oauth/token/accessible-resources", bearer=bearer)
    cloud_id = next(each["id"] for each in sites.json if "read:jira-work" in each["scopes"])
    me = client.send("GET", f"{gateway(sandbox, cloud_id)}/myself", bearer=bearer)
    assert (me.status, me.json["displayName"]) == (200, "Alice")

    renewed = client.send(
        "POST",
        f"{sandbox.url}/oauth/token",
        user=by,
        form={"grant_type": "refresh_token", "refresh_token": tokens.json["refresh_token"]},
    )
    assert renewed.json["refresh_token"] != tokens.json["refresh_token"]


def test_a_wikis_data_source_meets_410_and_the_new_search_does_its_job(
    sandbox: Sandbox, client: Client
) -> None:
    page = sandbox.consent("alice", scopes=SCOPES)
    code = parse_qs(urlsplit(page).query)["code"][0]
    body = {
        "grant_type": "authorization_code",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "code": code,
        "redirect_uri": sandbox.callback,
    }
    tokens = client.send("POST", f"{sandbox.url}/oauth/token", form=body)
    root = gateway(sandbox, sandbox.site("demo-team")["cloud_id"])
    bearer = tokens.json["access_token"]
    for method, data in (("GET", None), ("POST", {"jql": JQL})):
        old = client.send(method, f"{root}/search?jql=project%3DDEMO", bearer=bearer, data=data)
        assert old.status == 410
        assert old.json["errorMessages"][0].startswith(REMOVED)
    wanted = {"jql": JQL, "fields": ["summary", "status"], "maxResults": 50}
    found = client.send("POST", f"{root}/search/jql", bearer=bearer, data=wanted)
    assert (found.status, found.json["isLast"]) == (200, True)


def test_a_service_accounts_script_names_no_scope(sandbox: Sandbox, client: Client) -> None:
    made = key(sandbox, "lodge bot", "oauth")
    body = {"grant_type": "client_credentials", **made}
    tokens = client.send("POST", f"{sandbox.url}/oauth/token", data=body)
    assert (tokens.status, tokens.json["expires_in"], tokens.json.get("refresh_token")) == (
        200,
        3600,
        None,
    )
    bearer = tokens.json["access_token"]
    sites = client.send("GET", f"{sandbox.url}/oauth/token/accessible-resources", bearer=bearer)
    assert {each["id"] for each in sites.json} == {sandbox.site("demo-team")["cloud_id"]}
    root = gateway(sandbox, sandbox.site("demo-team")["cloud_id"])
    assert client.send("GET", f"{root}/myself", bearer=bearer).status == 200
    scoped = client.send(
        "POST", f"{sandbox.url}/oauth/token", data={**body, "scope": "read:jira-work"}
    )
    assert (scoped.status, scoped.json["error"]) == (400, "invalid_scope")


def test_the_cloud_id_is_told_to_anybody(sandbox: Sandbox, client: Client) -> None:
    site = sandbox.site("demo-team")
    told = client.send("GET", f"{site['url']}/_edge/tenant_info")
    assert told.json == {"cloudId": site["cloud_id"]}


@pytest.mark.parametrize("scoped", [False, True])
def test_five_calls_with_an_api_token(sandbox: Sandbox, client: Client, scoped: bool) -> None:
    """Who am I, search, read, create, comment and move on: at the site, or with scopes through the gateway."""
    scopes = {"scopes": SCOPES.split()} if scoped else {}
    made = key(sandbox, "alice", "api_token", **scopes)
    user, site = (made["email"], made["secret"]), sandbox.site("demo-team")
    root = gateway(sandbox, site["cloud_id"]) if scoped else f"{site['url']}/rest/api/3"

    assert client.send("GET", f"{root}/myself", user=user).json["displayName"] == "Alice"
    fields = {
        "project": {"key": "DEMO"},
        "issuetype": {"name": "Bug"},
        "summary": "Filed by a shell",
        "description": DOCUMENT,
    }
    issue = client.send("POST", f"{root}/issue", user=user, data={"fields": fields})
    assert issue.status == 201, issue.text
    name = issue.json["key"]
    read = client.send("GET", f"{root}/issue/{name}?fields=summary", user=user)
    assert read.json["fields"] == {"summary": "Filed by a shell"}
    said = client.send("POST", f"{root}/issue/{name}/comment", user=user, data={"body": DOCUMENT})
    assert said.status == 201
    steps = client.send("GET", f"{root}/issue/{name}/transitions", user=user).json["transitions"]
    moved = {"transition": {"id": steps[0]["id"]}}
    assert (
        client.send("POST", f"{root}/issue/{name}/transitions", user=user, data=moved).status == 204
    )
    assert client.send("GET", f"{root}/search?jql=project%3DDEMO", user=user).status == 410
    found = client.send(
        "POST", f"{root}/search/jql", user=user, data={"jql": JQL, "fields": ["summary"]}
    )
    assert [each["key"] for each in found.json["issues"]][:1] == [name]


@pytest.mark.parametrize("where", ["site", "gateway"])
def test_the_wrong_host_for_a_token_is_401(sandbox: Sandbox, client: Client, where: str) -> None:
    scopes = {"scopes": SCOPES.split()} if where == "site" else {}
    made = key(sandbox, "alice", "api_token", **scopes)
    site = sandbox.site("demo-team")
    root = f"{site['url']}/rest/api/3" if where == "site" else gateway(sandbox, site["cloud_id"])
    answer = client.send("GET", f"{root}/myself", user=(made["email"], made["secret"]))
    assert answer.status == 401

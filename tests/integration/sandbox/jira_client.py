"""Calls the sandbox's Jira as one account on one site would, over HTTP."""

from __future__ import annotations

from typing import Any

import requests

from tests.support.sandbox import SCOPES, Sandbox

Json = Any


def document(*lines: str) -> dict[str, Json]:
    """An Atlassian document of one paragraph a line."""
    paragraphs = [
        {"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines
    ]
    return {"type": "doc", "version": 1, "content": paragraphs}


class Jira:
    """An account's view of a site through the gateway. Keywords of the calls go to `requests`."""

    def __init__(
        self,
        sandbox: Sandbox,
        account: str = "alice",
        *,
        site: str = "demo-team",
        scopes: str = SCOPES,
    ) -> None:
        self.sandbox, self.account = sandbox, account
        self.site = sandbox.site(site)
        self.cloud_id: str = self.site["cloud_id"]
        self.account_id: str = sandbox.account(account)["account_id"]
        self.token: str = sandbox.grant(account, scopes=scopes)["access_token"]
        self.root = f"{sandbox.url}/ex/jira/{self.cloud_id}"

    def call(
        self, method: str, path: str, *, version: int = 3, **options: Any
    ) -> requests.Response:
        """One call below `/rest/api/<version>`."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        url = f"{self.root}/rest/api/{version}{path}"
        options.setdefault("allow_redirects", False)
        return self.sandbox.http.request(method, url, headers=headers, timeout=30, **options)

    def get(self, path: str, **params: Any) -> requests.Response:
        """GET with query parameters."""
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Json, **options: Any) -> requests.Response:
        """POST JSON."""
        return self.call("POST", path, json=body, **options)

    def put(self, path: str, body: Json, **options: Any) -> requests.Response:
        """PUT JSON."""
        return self.call("PUT", path, json=body, **options)

    def json(self, path: str, **params: Any) -> Json:
        """The JSON of a GET that succeeds."""
        answer = self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def type_id(self, name: str, project: str = "DEMO") -> str:
        """The id of an issue type that may be created in a project."""
        types = self.json(f"/issue/createmeta/{project}/issuetypes")["issueTypes"]
        return str(next(one["id"] for one in types if one["name"] == name))

    def screen(
        self, issue_type: str = "Everything", project: str = "DEMO"
    ) -> dict[str, dict[str, Json]]:
        """Field metadata by the fields' names."""
        path = f"/issue/createmeta/{project}/issuetypes/{self.type_id(issue_type, project)}"
        return {one["name"]: one for one in self.json(path, maxResults=200)["fields"]}

    def issue(
        self,
        issue_type: str = "Bug",
        project: str = "DEMO",
        more: dict[str, Json] | None = None,
        **fields: Json,
    ) -> dict[str, Json]:
        """The body of a create call; `more` are members beside `fields`."""
        base = {"project": {"key": project}, "issuetype": {"id": self.type_id(issue_type, project)}}
        return {"fields": {**base, "summary": "A bug", **fields}, **(more or {})}

    def attempt(self, *args: Any, **fields: Json) -> requests.Response:
        """Try to create an issue; arguments as of `issue`."""
        return self.post("/issue", self.issue(*args, **fields))

    def create(self, *args: Any, **fields: Json) -> str:
        """Create an issue; its key."""
        answer = self.attempt(*args, **fields)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["key"])

    def fields(self, key: str, **params: Any) -> dict[str, Json]:
        """The fields of an issue as Jira shows them."""
        found: dict[str, Json] = self.json(f"/issue/{key}", **params)["fields"]
        return found

    def keys(self, jql: str, **body: Json) -> list[str]:
        """The keys that a search finds, in order."""
        answer = self.post("/search/jql", {"jql": jql, "fields": ["key"], **body})
        assert answer.status_code == 200, answer.text
        return [issue["key"] for issue in answer.json()["issues"]]


def errors(answer: requests.Response) -> dict[str, str]:
    """The messages of a 400 by field."""
    assert answer.status_code == 400, answer.text
    found: dict[str, str] = answer.json()["errors"]
    return found


def messages(answer: requests.Response, status: int = 400) -> list[str]:
    """The messages that belong to no field."""
    assert answer.status_code == status, answer.text
    found: list[str] = answer.json()["errorMessages"]
    return found

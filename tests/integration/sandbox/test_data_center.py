"""Jira Data Center 10.3 and 11: what differs from Cloud, and what is hostile in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.support.data_center import DataCenter
from tests.support.sandbox import Sandbox


class Person:
    """Calls of an account with a personal access token."""

    def __init__(self, at: DataCenter, account: str = "bob", token: str | None = None) -> None:
        self.at, self.http = at, at.sandbox.http
        self.secret = at.token(account) if token is None else token

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.secret}", **options.pop("headers", {})}
        url = f"{self.at.url}/rest/api/2{path}"
        return self.http.request(method, url, headers=headers, timeout=30, **options)

    def json(self, path: str, **query: Any) -> Any:
        answer = self.call("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def type_id(self, name: str = "Bug") -> str:
        page = self.json("/issue/createmeta/DEMO/issuetypes")
        return str(next(each["id"] for each in page["values"] if each["name"] == name))

    def create(self, **fields: Any) -> str:
        body = {
            "project": {"key": "DEMO"},
            "issuetype": {"id": self.type_id()},
            "summary": "A bug",
            **fields,
        }
        made = self.call("POST", "/issue", json={"fields": body})
        assert made.status_code == 201, made.text
        return str(made.json()["key"])


@pytest.fixture(params=["10", "11"])
def either(request: pytest.FixtureRequest, sandbox: Sandbox) -> DataCenter:
    """Each release in turn."""
    return DataCenter(sandbox, request.param)


@pytest.fixture
def ten(sandbox: Sandbox) -> DataCenter:
    """The one that takes passwords."""
    return DataCenter(sandbox, "10")


def test_it_says_its_release_and_its_address(either: DataCenter) -> None:
    info = Person(either).json("/serverInfo")
    assert info["deploymentType"] == "Server"
    assert (info["version"], info["baseUrl"]) == (either.facts["release"], either.url)
    assert info["versionNumbers"][0] == int(either.slug)


def test_it_says_to_anybody_what_it_is(either: DataCenter) -> None:
    answer = requests.get(f"{either.url}/rest/applinks/1.0/manifest", timeout=30)
    assert (answer.status_code, answer.headers["X-AUSERNAME"]) == (200, "anonymous")
    told = answer.json()
    assert (told["typeId"], told["name"]) == ("jira", either.facts["name"])
    assert (told["version"], told["url"]) == (either.facts["release"], either.url)


def test_what_may_stand_in_a_query_comes_as_texts(either: DataCenter) -> None:
    found = Person(either).json("/jql/autocompletedata")
    for name, known in (
        ("visibleFieldNames", "assignee"),
        ("visibleFunctionNames", "currentUser()"),
    ):
        assert known in [json.loads(each)["value"] for each in found[name]]


def test_users_have_names_and_keys_and_no_account_ids(either: DataCenter) -> None:
    person = Person(either)
    me = person.json("/myself")
    assert (me["name"], me["key"]) == ("bob", either.member("bob")["key"])
    assert "accountId" not in me
    assert person.json("/user", key=me["key"])["name"] == "bob"
    assert [each["name"] for each in person.json("/user/search", username="car")] == ["carol"]
    assert person.call("GET", "/user/search", params={"query": "car"}).status_code == 400
    key = person.create(assignee={"name": "carol"}, description="h1. Wiki")
    fields = person.json(f"/issue/{key}")["fields"]
    assert (fields["assignee"]["name"], fields["description"]) == ("carol", "h1. Wiki")
    body = {"accountId": either.member("carol")["account_id"]}
    assert person.call("PUT", f"/issue/{key}/assignee", json=body).status_code == 400
    assert person.call("PUT", f"/issue/{key}/assignee", json={"name": "bob"}).status_code == 204
    for nobody in ({}, {"name": None}):
        assert person.call("PUT", f"/issue/{key}/assignee", json=nobody).status_code == 204
        assert person.json(f"/issue/{key}")["fields"]["assignee"] is None
        person.call("PUT", f"/issue/{key}/assignee", json={"name": "bob"})


def test_every_answer_says_as_whom_it_was_given(either: DataCenter) -> None:
    assert Person(either).call("GET", "/field").headers["X-AUSERNAME"] == "bob"
    missing = Person(either).call("GET", "/issue/DEMO-999")
    assert (missing.status_code, missing.headers["X-AUSERNAME"]) == (404, "bob")


def test_a_dead_token_is_served_as_anonymous(either: DataCenter) -> None:
    key = Person(either).create()
    nobody = Person(either, token="no-such-token")
    found = nobody.call("GET", "/search", params={"jql": "project = DEMO"})
    assert (found.status_code, found.json()["total"]) == (200, 0)
    for path in ("/myself", "/serverInfo", f"/issue/{key}"):
        refused = nobody.call("GET", path)
        assert refused.status_code == 401
        assert refused.headers["X-AUSERNAME"] == "anonymous"
        assert "X-Seraph-LoginReason" not in refused.headers


def test_a_personal_access_token_ends(either: DataCenter) -> None:
    person = Person(either, token=either.token("bob", days=1))
    assert person.call("GET", "/myself").status_code == 200
    either.sandbox.advance(24 * 3600 + 1)
    assert person.call("GET", "/myself").status_code == 401


def test_a_token_makes_another_one_and_shows_it_once(either: DataCenter) -> None:
    person = Person(either)
    url = f"{either.url}/rest/pat/latest/tokens"
    headers = {"Authorization": f"Bearer {person.secret}"}
    body = {"name": "ci", "expirationDuration": 90}
    made = requests.post(url, json=body, headers=headers, timeout=30).json()
    assert Person(either, token=made["rawToken"]).json("/myself")["name"] == "bob"
    listed = requests.get(url, headers=headers, timeout=30).json()
    assert "ci" in [each["name"] for each in listed]
    assert not any("rawToken" in each for each in listed)


def test_a_token_of_one_instance_is_nobodys_at_the_other(sandbox: Sandbox) -> None:
    secret = DataCenter(sandbox, "10").token("bob")
    assert Person(DataCenter(sandbox, "11"), token=secret).call("GET", "/myself").status_code == 401


def test_wrong_passwords_close_the_account_to_the_right_one_too(ten: DataCenter) -> None:
    name, password = ten.password("bob")
    url = f"{ten.url}/rest/api/2/myself"
    assert requests.get(url, auth=(name, password), timeout=30).status_code == 200
    for _ in range(3):
        wrong = requests.get(url, auth=(name, "no"), timeout=30)
        assert wrong.status_code == 401
        assert wrong.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
        assert "Basic Authentication Failure" in wrong.text
    right = requests.get(url, auth=(name, password), timeout=30)
    assert right.status_code == 403
    assert "AUTHENTICATION_DENIED" in right.text
    name, password = ten.password("bob")  # the admin clears it
    assert requests.get(url, auth=(name, password), timeout=30).status_code == 200


def test_eleven_takes_no_passwords_unless_the_admin_says_so(sandbox: Sandbox) -> None:
    eleven = DataCenter(sandbox, "11")
    auth = eleven.password("bob")
    url = f"{eleven.url}/rest/api/2/myself"
    assert requests.get(url, auth=auth, timeout=30).status_code == 403
    eleven.change(basic=True)
    assert requests.get(url, auth=auth, timeout=30).status_code == 200


def test_createmeta_is_a_page_of_values(either: DataCenter) -> None:
    person = Person(either)
    page = person.json("/issue/createmeta/DEMO/issuetypes", maxResults=2)
    assert (len(page["values"]), page["isLast"]) == (2, False)
    fields = person.json(f"/issue/createmeta/DEMO/issuetypes/{person.type_id()}", maxResults=200)
    assert {"summary", "description"} <= {each["fieldId"] for each in fields["values"]}


def test_a_search_has_a_total_and_cuts_large_pages_silently(either: DataCenter) -> None:
    person = Person(either)
    keys = [person.create() for _ in range(3)]
    query = {"jql": "project = DEMO ORDER BY key", "startAt": 1, "maxResults": 1}
    found = person.json("/search", fields="summary", **query)
    assert (found["total"], [each["key"] for each in found["issues"]]) == (3, [keys[1]])
    again = person.call("POST", "/search", json={**query, "fields": ["summary"]}).json()
    assert again["issues"] == found["issues"]
    assert person.json("/search", jql="project = DEMO", maxResults=5000)["maxResults"] == 1000


def test_a_query_may_name_issues_that_are_gone_where_it_is_not_validated(
    either: DataCenter,
) -> None:
    person = Person(either)
    key = person.create()
    query = {"jql": f"key IN ({key}, DEMO-999)"}
    assert person.call("GET", "/search", params=query).status_code == 400
    found = person.json("/search", validateQuery="false", **query)
    assert [each["key"] for each in found["issues"]] == [key]


def test_what_cloud_alone_has_is_not_there(either: DataCenter) -> None:
    person = Person(either)
    for method, path in (
        ("POST", "/search/jql"),
        ("POST", "/issue/bulkfetch"),
        ("POST", "/jql/parse"),
        ("GET", "/project/search"),
        ("POST", "/comment/list"),
        ("POST", "/webhook"),
    ):
        assert person.call(method, path, json={}).status_code in (404, 405), path


def test_an_epic_is_named_by_a_field_of_its_own(either: DataCenter) -> None:
    person = Person(either)
    epic = person.create(issuetype={"id": person.type_id("Epic")})
    path = f"/issue/createmeta/DEMO/issuetypes/{person.type_id()}"
    fields = {each["name"]: each for each in person.json(path, maxResults=200)["values"]}
    assert "Parent" not in fields
    link = fields["Epic Link"]["fieldId"]
    key = person.create(**{link: epic})
    assert person.json(f"/issue/{key}")["fields"][link] == epic
    below = person.json(f"/issue/createmeta/DEMO/issuetypes/{person.type_id('Sub-task')}")
    assert "parent" in [each["fieldId"] for each in below["values"]]


def test_files_are_read_below_the_base_address(either: DataCenter) -> None:
    person = Person(either)
    key = person.create()
    headers = {"X-Atlassian-Token": "no-check"}
    sent = {"file": ("größe.txt", b"hello")}
    (made,) = person.call("POST", f"/issue/{key}/attachments", files=sent, headers=headers).json()
    assert made["content"].startswith(f"{either.url}/secure/attachment/{made['id']}/")
    own = {"Authorization": f"Bearer {person.secret}"}
    assert requests.get(made["content"], headers=own, timeout=30).content == b"hello"
    assert requests.get(made["content"], timeout=30).status_code == 401


def test_watchers_are_named_by_name(either: DataCenter) -> None:
    alice = Person(either, "alice")
    key = alice.create()
    assert alice.call("POST", f"/issue/{key}/watchers", json="carol").status_code == 204
    names = [each["name"] for each in alice.json(f"/issue/{key}/watchers")["watchers"]]
    assert names == ["carol"]
    path = f"/issue/{key}/watchers"
    assert alice.call("DELETE", path, params={"username": "carol"}).status_code == 204
    assert Person(either).call("POST", path, json="carol").status_code == 401


def test_comments_keep_their_properties_to_themselves(either: DataCenter) -> None:
    person = Person(either)
    key = person.create()
    body = {"body": "*bold*", "properties": [{"key": "mark", "value": {"id": "1"}}]}
    made = person.call("POST", f"/issue/{key}/comment", json=body).json()
    (listed,) = person.json(f"/issue/{key}/comment")["comments"]
    assert (listed["body"], "properties" in listed) == ("*bold*", False)
    found = person.json(f"/comment/{made['id']}/properties/mark")
    assert found == {"key": "mark", "value": {"id": "1"}}


def test_rate_limits_are_a_bucket_for_each_user(either: DataCenter) -> None:
    person = Person(either)
    assert "X-RateLimit-Limit" not in person.call("GET", "/myself").headers
    either.change(limited=True)
    first = person.call("GET", "/myself")
    assert first.headers["X-RateLimit-Limit"] == "70"
    assert first.headers["X-RateLimit-FillRate"] == "5"
    answers = [person.call("GET", "/myself").status_code for _ in range(100)]
    assert 429 in answers
    assert Person(either, "carol").call("GET", "/myself").status_code == 200


def test_a_blocked_user_is_told_to_wait_for_ever(either: DataCenter) -> None:
    either.change(limited=True, blocked=[either.member("bob")["account_id"]])
    answer = Person(either).call("GET", "/myself")
    assert answer.status_code == 429
    assert answer.headers["X-RateLimit-Limit"] == "0"
    assert answer.headers["Retry-After"] == "9223372036854775807"

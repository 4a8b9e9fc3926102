"""Jira Service Management's own API: its scopes, its refusals, and who reads a comment."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.integration.sandbox.jira_client import Jira, document
from tests.support.sandbox import SCOPES, Sandbox

DESK = "read:servicedesk-request write:servicedesk-request"


def desk(jira: Jira, method: str, path: str, **options: Any) -> requests.Response:
    """One call below `/rest/servicedeskapi`."""
    headers = {"Authorization": f"Bearer {jira.token}"}
    url = f"{jira.root}/rest/servicedeskapi{path}"
    return jira.sandbox.http.request(method, url, headers=headers, timeout=30, **options)


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    """An agent."""
    made = Jira(sandbox, scopes=f"{SCOPES} {DESK}")
    facts = {"cloud_id": made.cloud_id, "project": "DEMO", "kind": "service_desk"}
    sandbox.control("POST", "/seed", {"access": [facts]})
    return made


def request_of(jira: Jira, account_id: str = "") -> str:
    """The key of a request that this account reported."""
    entry = {
        "cloud_id": jira.cloud_id,
        "account_id": account_id or jira.account_id,
        "project": "DEMO",
        "issue_type": "Bug",
        "fields": {"summary": "It broke"},
    }
    made = jira.sandbox.control("POST", "/seed", {"issues": [entry]})
    return str(made["issues"][0]["key"])


def bodies(answer: requests.Response) -> list[str]:
    return [each["body"] for each in answer.json()["values"]]


def test_only_its_own_scopes_open_it(sandbox: Sandbox, jira: Jira) -> None:
    key = request_of(jira)
    bare = Jira(sandbox)
    assert desk(bare, "GET", f"/request/{key}/comment").status_code == 401
    body = {"body": "a", "public": False}
    assert desk(bare, "POST", f"/request/{key}/comment", json=body).status_code == 401
    assert desk(jira, "POST", f"/request/{key}/comment", json=body).status_code == 201


def test_a_comment_is_public_unless_said_otherwise(jira: Jira) -> None:
    key = request_of(jira)
    desk(jira, "POST", f"/request/{key}/comment", json={"body": "for all"})
    desk(jira, "POST", f"/request/{key}/comment", json={"body": "for us", "public": False})
    jira.post(f"/issue/{key}/comment", {"body": document("by Jira's own API")})
    shown = jira.json(f"/issue/{key}/comment")["comments"]
    assert [each["jsdPublic"] for each in shown] == [True, False, True]


def test_customers_use_this_api_alone_and_see_public_comments(sandbox: Sandbox, jira: Jira) -> None:
    customer = Jira(sandbox, "bob", scopes=f"{SCOPES} {DESK}")
    key = request_of(jira, customer.account_id)
    facts = {"cloud_id": jira.cloud_id, "customers": [customer.account_id]}
    sandbox.control("POST", "/seed", {"jira": [facts]})
    for body in ({"body": "for all"}, {"body": "for us", "public": False}):
        assert desk(jira, "POST", f"/request/{key}/comment", json=body).status_code == 201
    assert customer.get(f"/issue/{key}").status_code == 404
    assert bodies(desk(customer, "GET", f"/request/{key}/comment")) == ["for all"]
    said = desk(customer, "POST", f"/request/{key}/comment", json={"body": "a", "public": False})
    assert said.status_code == 403
    assert "errorMessage" in said.json()
    answer = desk(customer, "POST", f"/request/{key}/comment", json={"body": "thanks"})
    assert answer.status_code == 201
    assert answer.json()["public"] is True
    others = request_of(jira)
    assert desk(customer, "GET", f"/request/{others}/comment").status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"body": ""}, {"body": {"type": "doc"}}, {"body": "a", "public": 1}]
)
def test_what_is_no_comment_is_refused(jira: Jira, body: dict[str, Any]) -> None:
    answer = desk(jira, "POST", f"/request/{request_of(jira)}/comment", json=body)
    assert answer.status_code == 400


def test_an_issue_of_another_project_is_no_request(jira: Jira) -> None:
    facts = {"cloud_id": jira.cloud_id, "project": "DEMO", "kind": "software"}
    key = request_of(jira)
    jira.sandbox.control("POST", "/seed", {"access": [facts]})
    assert desk(jira, "GET", f"/request/{key}/comment").status_code == 404


def test_without_a_licence_a_page_comes(jira: Jira) -> None:
    key = request_of(jira)
    facts = {"cloud_id": jira.cloud_id, "service_management": False}
    jira.sandbox.control("POST", "/seed", {"jira": [facts]})
    answer = desk(jira, "GET", f"/request/{key}/comment")
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (
        403,
        "text/html",
    )


def kind_at(jira: Jira) -> tuple[str, str]:
    """The desk of DEMO, and its request type "Bug"."""
    found = desk(jira, "GET", "/servicedesk").json()["values"]
    number = next(each["id"] for each in found if each["projectKey"] == "DEMO")
    types = desk(jira, "GET", f"/servicedesk/{number}/requesttype").json()["values"]
    return number, next(each["id"] for each in types if each["name"] == "Bug")


def wanted(jira: Jira, **more: Any) -> dict[str, Any]:
    """The body of a request for a laptop."""
    number, kind = kind_at(jira)
    values = {"summary": "A laptop", "description": "With a *large* screen"}
    body = {"serviceDeskId": number, "requestTypeId": kind, "requestFieldValues": values}
    return {**body, **more}


def laptops(jira: Jira) -> int:
    return sum(each["summary"] == "A laptop" for each in jira.sandbox.issues())


def test_a_request_is_checked_without_being_raised(jira: Jira) -> None:
    assert desk(jira, "POST", "/request/validate", json=wanted(jira)).status_code == 204
    for values in ({"summary": ""}, {"summary": "a", "customfield_1": "b"}):
        body = wanted(jira, requestFieldValues=values)
        for path in ("/request/validate", "/request"):
            answer = desk(jira, "POST", path, json=body)
            assert answer.status_code == 400
            assert answer.json()["errorMessage"]
    assert laptops(jira) == 0


def test_fields_have_schemas_and_choices(jira: Jira) -> None:
    number, kind = kind_at(jira)
    shown = desk(jira, "GET", f"/servicedesk/{number}/requesttype/{kind}/field").json()
    fields = {each["fieldId"]: each for each in shown["requestTypeFields"]}
    assert fields["summary"]["required"]
    assert fields["summary"]["jiraSchema"] == {"type": "string", "system": "summary"}
    assert {"value", "label", "children"} == set(fields["priority"]["validValues"][0])
    assert shown["canRaiseOnBehalfOf"]
    assert not {"project", "issuetype", "reporter"} & fields.keys()


def test_a_customer_raises_requests_and_not_for_others(sandbox: Sandbox, jira: Jira) -> None:
    customer = Jira(sandbox, "bob", scopes=f"{SCOPES} {DESK}")
    facts = {"cloud_id": jira.cloud_id, "customers": [customer.account_id]}
    sandbox.control("POST", "/seed", {"jira": [facts]})
    other = wanted(customer, raiseOnBehalfOf=jira.account_id)
    assert desk(customer, "POST", "/request", json=other).status_code == 403
    answer = desk(customer, "POST", "/request", json=wanted(customer))
    assert answer.status_code == 201, answer.text
    (own,) = desk(customer, "GET", "/request").json()["values"]
    assert own["reporter"]["accountId"] == customer.account_id
    owned = {"requestOwnership": "OWNED_REQUESTS"}
    assert desk(jira, "GET", "/request", params=owned).json()["values"] == []
    assert len(desk(jira, "GET", "/request").json()["values"]) == 1
    made = desk(jira, "POST", "/request", json=wanted(jira, raiseOnBehalfOf=customer.account_id))
    assert made.json()["issueKey"]
    assert len(desk(customer, "GET", "/request").json()["values"]) == 2
    assert laptops(jira) == 2

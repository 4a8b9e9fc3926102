"""Dynamic webhooks: who may register which, and how they are delivered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from tests.integration.sandbox.jira_client import Jira, document
from tests.integration.sandbox.webhook_receiver import Receiver
from tests.support.sandbox import CLIENT_ID, CLIENT_SECRET, SCOPES, Sandbox

WITH_WEBHOOKS = f"{SCOPES} manage:jira-webhook"
EVENTS = ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created"]


@pytest.fixture(scope="module")
def module_receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.close()


@pytest.fixture(scope="module")
def running_sandbox(module_receiver: Receiver) -> Iterator[Sandbox]:
    """One whose app lies where the receiver listens."""
    sandbox = Sandbox.start(callbacks=[f"{module_receiver.base}/callback"])
    yield sandbox
    sandbox.stop()


@pytest.fixture
def receiver(module_receiver: Receiver, sandbox: Sandbox) -> Receiver:
    module_receiver.received, module_receiver.status = [], 204
    return module_receiver


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox, scopes=WITH_WEBHOOKS)


def register(jira: Jira, receiver: Receiver, jql: str = "project = DEMO", **more: Any) -> Any:
    """What the one registration came to."""
    details = {"events": EVENTS, "jqlFilter": jql, **more}
    body = {"url": f"{receiver.base}/hooks", "webhooks": [details]}
    answer = jira.post("/webhook", body)
    assert answer.status_code == 200, answer.text
    [result] = answer.json()["webhookRegistrationResult"]
    return result.get("createdWebhookId") or result["errors"]


def colleague(jira: Jira, key: str, by: str = "bob", **facts: Any) -> None:
    """A change by somebody else."""
    account = jira.sandbox.account(by)["account_id"]
    path = f"/sites/{jira.cloud_id}/issues/{key}"
    jira.sandbox.control("POST", path, {"account_id": account, **facts})


def queued(jira: Jira) -> int:
    """How many deliveries there were to make so far."""
    found = jira.sandbox.control("GET", "/events", params={"name": "webhook_queued"})
    return len(found["events"])


@pytest.mark.journey
def test_an_event_is_delivered_with_a_token_of_the_apps_secret(
    jira: Jira, receiver: Receiver
) -> None:
    number = register(jira, receiver)
    made = jira.attempt().json()
    [delivery] = receiver.take()
    scheme, _, token = delivery.headers["authorization"].partition(" ")
    claims = jwt.decode(token, CLIENT_SECRET, algorithms=["HS256"])
    assert (scheme, claims["iss"], claims["sub"]) == ("Bearer", CLIENT_ID, jira.account_id)
    assert delivery.headers["x-atlassian-webhook-identifier"]
    assert "x-atlassian-webhook-retry" not in delivery.headers
    assert delivery.body["webhookEvent"] == "jira:issue_created"
    assert delivery.body["issue"]["id"] == made["id"]
    assert delivery.body["matchedWebhookIds"] == [number]


def test_changes_and_comments_and_deletion_have_events(jira: Jira, receiver: Receiver) -> None:
    made = jira.attempt().json()
    register(jira, receiver)
    colleague(jira, made["key"], status="Done")
    [delivery] = receiver.take()
    assert delivery.body["issue_event_type_name"] == "issue_generic"
    assert delivery.body["changelog"]["items"][0]["toString"] == "Done"
    jira.post(f"/issue/{made['key']}/comment", {"body": document("Why?")})
    created, updated = sorted(receiver.take(2), key=lambda one: str(one.body["webhookEvent"]))
    assert (created.body["webhookEvent"], updated.body["issue_event_type_name"]) == (
        "comment_created",
        "issue_commented",
    )
    assert created.body["comment"]["body"] == document("Why?")
    colleague(jira, made["key"], delete=True)
    [gone] = receiver.take()
    assert (gone.body["webhookEvent"], gone.body["issue"]["id"]) == (
        "jira:issue_deleted",
        made["id"],
    )


def test_what_the_owner_does_not_see_or_ask_for_is_not_delivered(
    jira: Jira, receiver: Receiver
) -> None:
    made = jira.attempt().json()
    register(jira, receiver, "status = Done", fieldIdsFilter=["status"])
    colleague(jira, made["key"], summary="Else")
    colleague(jira, made["key"], status="Done", summary="Again")
    assert len(receiver.take()) == queued(jira) == 1


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("watchCount = 3", "The clause watchCount is unsupported"),
        ("project ~ DEMO", "The operator ~ is unsupported"),
        ("project = ", "JQL"),
    ],
)
def test_a_query_beyond_the_subset_is_an_error_in_a_200(
    jira: Jira, receiver: Receiver, jql: str, said: str
) -> None:
    [error] = register(jira, receiver, jql)
    assert said in error or "JQL" in said


def test_a_sixth_is_refused_and_each_account_has_its_five(jira: Jira, receiver: Receiver) -> None:
    for _each in range(5):
        assert isinstance(register(jira, receiver), int)
    assert "maximum" in register(jira, receiver)[0]
    bob = Jira(jira.sandbox, "bob", scopes=WITH_WEBHOOKS)
    assert isinstance(register(bob, receiver), int)
    assert len(jira.json("/webhook")["values"]) == 5


def test_another_base_address_and_a_second_address_are_refused(
    jira: Jira, receiver: Receiver
) -> None:
    details = [{"events": EVENTS, "jqlFilter": "project = DEMO"}]
    elsewhere = {"url": "https://elsewhere.example/hooks", "webhooks": details}
    assert jira.post("/webhook", elsewhere).status_code == 400
    register(jira, receiver)
    second = {"url": f"{receiver.base}/others", "webhooks": details}
    assert jira.post("/webhook", second).status_code == 400


def test_it_expires_after_thirty_days_unless_it_is_refreshed(
    jira: Jira, receiver: Receiver
) -> None:
    number = register(jira, receiver)
    made = jira.attempt().json()
    receiver.take()
    jira.sandbox.advance(29 * 86_400)
    jira = Jira(jira.sandbox, scopes=WITH_WEBHOOKS)
    answer = jira.put("/webhook/refresh", {"webhookIds": [number, 999_999]})
    assert set(answer.json()) == {"expirationDate"}
    jira.sandbox.advance(29 * 86_400)
    colleague(jira, made["key"], status="Done")
    receiver.take()
    before = queued(jira)
    jira.sandbox.advance(2 * 86_400)
    colleague(jira, made["key"], status="To Do")
    assert queued(jira) == before
    jira = Jira(jira.sandbox, scopes=WITH_WEBHOOKS)
    assert [one["id"] for one in jira.json("/webhook")["values"]] == [number]
    assert jira.call("DELETE", "/webhook", json={"webhookIds": [number]}).status_code == 202
    assert jira.json("/webhook")["values"] == []


def test_a_refusal_that_may_pass_is_tried_again_with_the_same_identifier(
    jira: Jira, receiver: Receiver
) -> None:
    register(jira, receiver)
    jira.sandbox.config(webhooks="held")
    receiver.status = 503
    jira.attempt()
    tried = jira.sandbox.control("POST", "/webhooks/deliver")["tried"]
    assert [(one["status"], one["state"]) for one in tried] == [(503, "again")]
    assert jira.sandbox.control("POST", "/webhooks/deliver")["tried"] == []
    jira.sandbox.advance(601)
    receiver.status = 204
    tried = jira.sandbox.control("POST", "/webhooks/deliver")["tried"]
    assert [(one["status"], one["state"]) for one in tried] == [(204, "delivered")]
    first, second = receiver.take(2)
    name = "x-atlassian-webhook-identifier"
    assert first.headers[name] == second.headers[name]
    assert second.headers["x-atlassian-webhook-retry"] == "1"


def test_a_refusal_that_is_final_is_not_tried_again(jira: Jira, receiver: Receiver) -> None:
    register(jira, receiver)
    jira.sandbox.config(webhooks="held")
    receiver.status = 401
    jira.attempt()
    tried = jira.sandbox.control("POST", "/webhooks/deliver")["tried"]
    assert [(one["status"], one["state"]) for one in tried] == [(401, "failed")]
    assert jira.sandbox.control("GET", "/webhooks")["waiting"] == []


@pytest.mark.parametrize(("how", "times"), [("twice", 2), ("lost", 0)])
def test_a_knob_delivers_twice_or_never(
    jira: Jira, receiver: Receiver, how: str, times: int
) -> None:
    register(jira, receiver)
    jira.sandbox.config(webhooks=how)
    jira.attempt()
    assert len(receiver.take(times, seconds=10)) == times


def test_it_needs_both_scopes_and_an_app(jira: Jira, receiver: Receiver) -> None:
    plain = Jira(jira.sandbox)
    assert plain.get("/webhook").status_code == 401
    assert jira.get("/webhook/failed").status_code == 403

"""The token endpoint with authorization codes, and its refusals (atlassian.md a.2 and a.4)."""

from __future__ import annotations

import base64

import pytest
import requests

from tests.support.sandbox import CALLBACK, SCOPES, Sandbox

INVALID_CODE = {"error": "invalid_grant", "error_description": "Invalid authorization code"}
WRONG_CLIENT = {"error": "access_denied", "error_description": "Unauthorized"}


def code_parameters(sandbox: Sandbox, code: str) -> dict[str, str]:
    """What an exchange sends besides the credentials."""
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": sandbox.callback}


def test_a_code_gives_the_documented_answer(sandbox: Sandbox) -> None:
    answer = sandbox.exchange(sandbox.code("alice"))
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access_token", "refresh_token", "expires_in", "token_type", "scope"}
    assert body["expires_in"] == 3600
    assert body["token_type"] == "Bearer"
    assert body["scope"] == SCOPES
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_body_works_too(sandbox: Sandbox, http: requests.Session) -> None:
    credentials = {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
    form = {**code_parameters(sandbox, sandbox.code("alice")), **credentials}
    assert http.post(f"{sandbox.url}/oauth/token", data=form, timeout=10).status_code == 200


def test_credentials_may_come_by_basic_authentication(
    sandbox: Sandbox, http: requests.Session
) -> None:
    answer = http.post(
        f"{sandbox.url}/oauth/token",
        json=code_parameters(sandbox, sandbox.code("alice")),
        auth=(sandbox.client_id, sandbox.client_secret),
        timeout=10,
    )
    assert answer.status_code == 200


def test_without_offline_access_there_is_no_refresh_token(sandbox: Sandbox) -> None:
    assert "refresh_token" not in sandbox.grant("alice", scopes="read:jira-work read:me")


def test_a_code_works_once(sandbox: Sandbox) -> None:
    code = sandbox.code("alice")
    assert sandbox.exchange(code).status_code == 200
    again = sandbox.exchange(code)
    assert (again.status_code, again.json()) == (403, INVALID_CODE)


def test_a_code_works_for_five_minutes(sandbox: Sandbox) -> None:
    young, old = sandbox.code("alice"), sandbox.code("alice")
    sandbox.advance(4 * 60)
    assert sandbox.exchange(young).status_code == 200
    sandbox.advance(61)
    late = sandbox.exchange(old)
    assert (late.status_code, late.json()) == (403, INVALID_CODE)


def test_a_code_is_bound_to_its_redirect_uri(sandbox: Sandbox) -> None:
    parameters = {**code_parameters(sandbox, sandbox.code("alice")), "redirect_uri": CALLBACK + "/"}
    answer = sandbox.token(**parameters)
    assert (answer.status_code, answer.json()) == (403, INVALID_CODE)


def test_a_code_is_bound_to_its_app(sandbox: Sandbox) -> None:
    bot = sandbox.control(
        "POST", f"/accounts/{sandbox.account('alice')['account_id']}/keys", {"kind": "oauth"}
    )
    answer = sandbox.token(**{**code_parameters(sandbox, sandbox.code("alice")), **bot})
    assert answer.status_code == 403
    assert answer.json()["error"] == "unauthorized_client"


@pytest.mark.parametrize("wrong", [{"client_secret": "wrong"}, {"client_id": "wrong"}])
def test_wrong_credentials_are_not_the_users_fault(sandbox: Sandbox, wrong: dict[str, str]) -> None:
    code = sandbox.code("alice")
    answer = sandbox.token(**{**code_parameters(sandbox, code), **wrong})
    assert (answer.status_code, answer.json()) == (401, WRONG_CLIENT)
    assert sandbox.exchange(code).status_code == 200


def test_wrong_credentials_by_basic_are_refused_alike(
    sandbox: Sandbox, http: requests.Session
) -> None:
    header = "Basic " + base64.b64encode(f"{sandbox.client_id}:wrong".encode()).decode()
    answer = http.post(
        f"{sandbox.url}/oauth/token",
        json={"grant_type": "refresh_token", "refresh_token": "x"},
        headers={"Authorization": header},
        timeout=10,
    )
    assert (answer.status_code, answer.json()) == (401, WRONG_CLIENT)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"grant_type": "authorization_code", "redirect_uri": CALLBACK},
        {"grant_type": "authorization_code", "refresh_token": "x"},
        {"grant_type": "refresh_token", "code": "x"},
        {"grant_type": "refresh_token", "refresh_token": ""},
    ],
)
def test_a_malformed_request_is_an_invalid_request(
    sandbox: Sandbox, parameters: dict[str, str]
) -> None:
    answer = sandbox.token(**parameters)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"grant_type": 1}', "application/json"),
        (b"x", "text/plain"),
    ],
)
def test_an_unreadable_body_is_an_invalid_request(
    sandbox: Sandbox, http: requests.Session, body: bytes, content_type: str
) -> None:
    headers = {"Content-Type": content_type}
    answer = http.post(f"{sandbox.url}/oauth/token", data=body, headers=headers, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


def test_an_unknown_grant_type_is_named(sandbox: Sandbox) -> None:
    answer = sandbox.token(grant_type="password")
    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"
    assert "password" in answer.json()["error_description"]


def test_a_service_account_gets_an_access_token_alone(sandbox: Sandbox) -> None:
    bot = sandbox.account("lodge bot")["account_id"]
    keys = sandbox.control(
        "POST", f"/accounts/{bot}/keys", {"kind": "oauth", "scopes": ["read:me"]}
    )
    answer = sandbox.token(grant_type="client_credentials", **keys)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    assert answer.json()["expires_in"] == 3600
    assert sandbox.get("/me", answer.json()["access_token"]).json()["account_id"] == bot


def test_the_3lo_app_may_not_use_client_credentials(sandbox: Sandbox) -> None:
    answer = sandbox.token(grant_type="client_credentials")
    assert answer.status_code == 403
    assert answer.json()["error"] == "unauthorized_client"


def test_some_access_tokens_are_long_and_all_are_opaque(sandbox: Sandbox) -> None:
    tokens = [sandbox.grant("alice")["access_token"] for _ in range(12)]
    assert len(set(tokens)) == 12
    assert max(map(len, tokens)) > 1500
    assert all(token.count(".") == 2 for token in tokens)

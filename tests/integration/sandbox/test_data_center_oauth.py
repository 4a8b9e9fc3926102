"""OAuth 2.0 of a Data Center: PKCE, scopes, and a rotation without a reuse interval."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.data_center import VERIFIER, DataCenter, code_in
from tests.support.sandbox import Sandbox

CALLBACK = "http://testserver/back"


class Linked:
    """An incoming link, and what Bob granted it."""

    def __init__(self, at: DataCenter, scope: str = "WRITE") -> None:
        self.at, self.scope = at, scope
        self.client_id, self.secret = at.link(CALLBACK, scope=scope)

    def code(self, **changes: str) -> str:
        url = self.at.authorize_url(self.client_id, CALLBACK, scope=self.scope, **changes)
        return code_in(self.at.consent("bob", url))

    def token(self, grant_type: str, **form: str) -> requests.Response:
        own = {"client_id": self.client_id, "client_secret": self.secret}
        return self.at.exchange(grant_type=grant_type, **{**own, "redirect_uri": CALLBACK, **form})

    def pair(self) -> dict[str, Any]:
        answer = self.token("authorization_code", code=self.code(), code_verifier=VERIFIER)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def refresh(self, token: str, **form: str) -> requests.Response:
        return self.token("refresh_token", refresh_token=token, **form)

    def myself(self, access: str) -> requests.Response:
        return self.call("GET", "/myself", access)

    def call(self, method: str, path: str, access: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {access}"}
        url = f"{self.at.url}/rest/api/2{path}"
        return requests.request(method, url, headers=headers, timeout=30, **options)


@pytest.fixture(params=["10", "11"])
def linked(request: pytest.FixtureRequest, sandbox: Sandbox) -> Linked:
    return Linked(DataCenter(sandbox, request.param))


def error(answer: requests.Response) -> tuple[int, str]:
    """Status and error of a refusal."""
    return answer.status_code, answer.json()["error"]


def test_a_person_links_their_own_account(linked: Linked) -> None:
    pair = linked.pair()
    assert (pair["token_type"], pair["expires_in"], pair["scope"]) == ("bearer", 7200, "WRITE")
    me = linked.myself(pair["access_token"])
    assert (me.json()["name"], me.headers["X-AUSERNAME"]) == ("bob", "bob")


def test_a_code_needs_its_verifier_and_its_address(linked: Linked) -> None:
    for wrong in ({"code_verifier": "other"}, {"redirect_uri": "http://testserver/other"}, {}):
        form = {"code": linked.code(), **wrong}
        assert error(linked.token("authorization_code", **form)) == (400, "invalid_grant")


def test_a_code_works_once(linked: Linked) -> None:
    form = {"code": linked.code(), "code_verifier": VERIFIER}
    assert linked.token("authorization_code", **form).status_code == 200
    assert error(linked.token("authorization_code", **form)) == (400, "invalid_grant")


def test_a_wrong_client_secret_is_no_fault_of_the_person(linked: Linked) -> None:
    answer = linked.refresh(linked.pair()["refresh_token"], client_secret="no")
    assert error(answer) == (401, "invalid_client")


def test_a_refresh_replaces_both_tokens_at_once(linked: Linked) -> None:
    first = linked.pair()
    second = linked.refresh(first["refresh_token"]).json()
    assert linked.myself(first["access_token"]).status_code == 401
    assert linked.myself(second["access_token"]).status_code == 200
    assert error(linked.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert linked.myself(second["access_token"]).status_code == 200
    assert linked.refresh(second["refresh_token"]).status_code == 200


def test_a_refresh_wants_the_redirect_uri_again_and_does_not_say_so(linked: Linked) -> None:
    token = linked.pair()["refresh_token"]
    assert error(linked.refresh(token, redirect_uri="")) == (400, "invalid_grant")
    assert linked.refresh(token).status_code == 200


def test_the_body_must_be_a_form(linked: Linked) -> None:
    at = f"{linked.at.url}/rest/oauth2/latest/token"
    assert error(requests.post(at, json={}, timeout=30)) == (400, "invalid_request")


def test_an_access_token_lives_for_two_hours(linked: Linked) -> None:
    access = linked.pair()["access_token"]
    linked.at.sandbox.advance(7199)
    assert linked.myself(access).status_code == 200
    linked.at.sandbox.advance(2)
    assert linked.myself(access).status_code == 401


def test_a_scope_to_read_allows_no_change(sandbox: Sandbox) -> None:
    reader = Linked(DataCenter(sandbox), scope="READ")
    access = reader.pair()["access_token"]
    assert reader.myself(access).status_code == 200
    assert reader.call("POST", "/issue", access, json={"fields": {}}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"redirect_uri": "http://elsewhere/"}, "Invalid redirect_uri"),
        ({"scope": "ADMIN"}, "Invalid scope"),
        ({"client_id": "other"}, "Invalid client_id"),
        ({"code_challenge_method": "sha256"}, "Invalid code_challenge_method"),
    ],
)
def test_a_wrong_request_ends_on_a_page(linked: Linked, changes: dict[str, str], said: str) -> None:
    own = {"client_id": linked.client_id, "redirect_uri": CALLBACK}
    url = linked.at.authorize_url(**{**own, **changes})
    page = requests.get(url, timeout=30)
    assert page.status_code == 400
    assert said in page.text


def test_a_person_may_deny_it(linked: Linked) -> None:
    url = linked.at.authorize_url(linked.client_id, CALLBACK)
    assert "error=access_denied" in linked.at.consent("bob", url, allow=False)


def test_a_revoked_grant_is_nobodys(linked: Linked) -> None:
    pair = linked.pair()
    linked.at.revoke("bob")
    assert linked.myself(pair["access_token"]).headers["X-AUSERNAME"] == "anonymous"
    assert error(linked.refresh(pair["refresh_token"])) == (400, "invalid_grant")

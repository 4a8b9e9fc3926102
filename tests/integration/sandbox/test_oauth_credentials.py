"""Which credential opens which door: the gateway, a site's own URL, and their refusals (atlassian.md b, k)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.sandbox import Sandbox

UNAUTHORIZED = {"code": 401, "message": "Unauthorized"}
MISMATCH = {"code": 401, "message": "Unauthorized; scope does not match"}
NOT_INSTALLED = {"code": 403, "message": "The app is not installed on this instance"}


def key(sandbox: Sandbox, account: str, kind: str, **options: Any) -> dict[str, str]:
    """A credential that an admin creates for this account."""
    account_id = sandbox.account(account)["account_id"]
    made: dict[str, str] = sandbox.control(
        "POST", f"/accounts/{account_id}/keys", {"kind": kind, **options}
    )
    return made


def gateway(sandbox: Sandbox, slug: str = "demo-team") -> str:
    """/myself of a site, through the gateway."""
    return f"{sandbox.url}/ex/jira/{sandbox.site(slug)['cloud_id']}/rest/api/3/myself"


def at_site(sandbox: Sandbox, slug: str = "demo-team", version: int = 3) -> str:
    """/myself of a site, at its own URL."""
    return f"{sandbox.site(slug)['url']}/rest/api/{version}/myself"


def by_basic(url: str, made: dict[str, str]) -> requests.Response:
    """GET with e-mail and token."""
    return requests.get(url, auth=(made["email"], made["secret"]), timeout=10)


def by_bearer(url: str, secret: str) -> requests.Response:
    """GET with a bearer."""
    return requests.get(url, headers={"Authorization": f"Bearer {secret}"}, timeout=10)


def test_a_3lo_token_opens_the_gateway_and_says_whose_it_is(sandbox: Sandbox) -> None:
    answer = by_bearer(gateway(sandbox), sandbox.grant("alice")["access_token"])
    assert answer.status_code == 200
    assert answer.headers["X-AAccountId"] == sandbox.account("alice")["account_id"]


def test_a_3lo_token_does_not_open_a_site(sandbox: Sandbox) -> None:
    answer = by_bearer(at_site(sandbox), sandbox.grant("alice")["access_token"])
    assert answer.status_code == 401
    assert answer.text == "Client must be authenticated to access this resource."


def test_a_scoped_api_token_opens_the_gateway_alone(sandbox: Sandbox) -> None:
    made = key(sandbox, "lodge bot", "api_token", scopes=["read:jira-user"])
    assert by_basic(gateway(sandbox), made).status_code == 200
    assert by_basic(at_site(sandbox), made).status_code == 401


def test_an_unscoped_api_token_opens_the_site_alone(sandbox: Sandbox) -> None:
    made = key(sandbox, "bob", "api_token")
    assert by_basic(at_site(sandbox), made).status_code == 200
    assert by_basic(gateway(sandbox), made).status_code == 401


def test_an_api_token_needs_its_owners_email(sandbox: Sandbox) -> None:
    made = key(sandbox, "bob", "api_token")
    assert by_basic(at_site(sandbox), {**made, "email": "alice@example.com"}).status_code == 401


def test_a_service_accounts_token_opens_the_gateway(sandbox: Sandbox) -> None:
    tokens = sandbox.token(
        grant_type="client_credentials", **key(sandbox, "lodge bot", "oauth")
    ).json()
    assert by_bearer(gateway(sandbox), tokens["access_token"]).status_code == 200


@pytest.mark.parametrize("scope", ["read:jira-work", "read:jira-work write:jira-work"])
def test_client_credentials_take_no_scope(sandbox: Sandbox, scope: str) -> None:
    made = key(sandbox, "lodge bot", "oauth")
    answer = sandbox.token(grant_type="client_credentials", scope=scope, **made)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_missing_credentials_are_refused_by_gateway_and_site(sandbox: Sandbox) -> None:
    at_gateway = requests.get(gateway(sandbox), timeout=10)
    assert (at_gateway.status_code, at_gateway.json()) == (401, UNAUTHORIZED)
    assert requests.get(at_site(sandbox), timeout=10).status_code == 401


def test_a_missing_scope_is_said_so(sandbox: Sandbox) -> None:
    answer = by_bearer(gateway(sandbox), sandbox.grant("alice", scopes="read:me")["access_token"])
    assert (answer.status_code, answer.json()) == (401, MISMATCH)


@pytest.mark.parametrize("how", ["not granted", "uninstalled"])
def test_a_site_outside_the_grant_is_not_installed(sandbox: Sandbox, how: str) -> None:
    tokens = sandbox.grant("alice", sites=["demo-team"])
    slug = "web-shop" if how == "not granted" else "demo-team"
    if how == "uninstalled":
        sandbox.control("POST", f"/sites/{sandbox.site(slug)['cloud_id']}/uninstall")
    answer = by_bearer(gateway(sandbox, slug), tokens["access_token"])
    assert (answer.status_code, answer.json()) == (403, NOT_INSTALLED)


def test_a_cloud_id_that_is_none_is_404(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/ex/jira/no-such-cloud/rest/api/3/myself"
    assert by_bearer(url, sandbox.grant("alice")["access_token"]).status_code == 404


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_expired_token_at_the_gateway_follows_the_knob(sandbox: Sandbox, status: int) -> None:
    sandbox.config(expired_status=status)
    tokens = sandbox.grant("alice")
    sandbox.control("POST", f"/accounts/{sandbox.account('alice')['account_id']}/expire")
    assert by_bearer(gateway(sandbox), tokens["access_token"]).status_code == status


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_revoked_or_superseded_token_at_the_gateway_follows_its_own_knob(
    sandbox: Sandbox, status: int
) -> None:
    sandbox.config(revoked_status=status)
    tokens = sandbox.grant("alice")
    sandbox.refresh(tokens["refresh_token"])
    sandbox.advance(601)
    assert by_bearer(gateway(sandbox), tokens["access_token"]).status_code == status
    tokens = sandbox.grant("bob")
    sandbox.control("POST", f"/accounts/{sandbox.account('bob')['account_id']}/revoke")
    assert by_bearer(gateway(sandbox), tokens["access_token"]).status_code == status


def test_an_unknown_key_kind_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(requests.HTTPError, match="kind must be"):
        key(sandbox, "bob", "password")


DEAD = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}


@pytest.mark.parametrize(
    ("path", "status", "empty"),
    [("/project/search", 200, "values"), ("/search/jql?jql=x", 200, "issues")],
)
def test_a_dead_token_gets_an_empty_list_at_the_site(
    sandbox: Sandbox, path: str, status: int, empty: str
) -> None:
    made = key(sandbox, "bob", "api_token", days=1)
    sandbox.advance(24 * 3600 + 1)
    answer = by_basic(at_site(sandbox).replace("/myself", path), made)
    assert (answer.status_code, answer.json()[empty]) == (status, [])
    assert DEAD.items() <= dict(answer.headers).items()


def test_a_dead_token_sees_no_issue_and_is_nobody(sandbox: Sandbox) -> None:
    made = key(sandbox, "bob", "api_token")
    account = sandbox.account("bob")["account_id"]
    sandbox.control("DELETE", f"/accounts/{account}/keys")
    for path, status in (("/issue/DEMO-1", 404), ("/myself", 401)):
        answer = by_basic(at_site(sandbox).replace("/myself", path), made)
        assert (answer.status_code, answer.headers["X-Seraph-LoginReason"]) == (
            status,
            "AUTHENTICATED_FAILED",
        )


def test_a_caller_without_credentials_is_anonymous_and_nothing_failed(sandbox: Sandbox) -> None:
    answer = requests.get(at_site(sandbox).replace("/myself", "/project/search"), timeout=10)
    assert (answer.status_code, answer.json()["total"]) == (200, 0)
    assert "X-Seraph-LoginReason" not in answer.headers

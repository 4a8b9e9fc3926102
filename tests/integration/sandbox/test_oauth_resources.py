"""accessible-resources, /me, tenant_info, personal data reports, scopes (atlassian.md a.3, a.6, a.7, c, j)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.sandbox import SCOPES, Sandbox

RESOURCES = "/oauth/token/accessible-resources"


def resources(sandbox: Sandbox, tokens: dict[str, Any]) -> list[dict[str, Any]]:
    """What accessible-resources answers."""
    answer = sandbox.get(RESOURCES, tokens["access_token"])
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


def site_names(sandbox: Sandbox, tokens: dict[str, Any]) -> set[str]:
    """Names of the Jira sites."""
    return {r["name"] for r in resources(sandbox, tokens) if any("jira" in s for s in r["scopes"])}


def test_alice_has_three_sites(sandbox: Sandbox) -> None:
    assert site_names(sandbox, sandbox.grant("alice")) == {"Demo team", "Web shop", "Archive 2019"}


def test_a_site_with_two_products_comes_twice_under_one_id(sandbox: Sandbox) -> None:
    found = resources(sandbox, sandbox.grant("bob"))
    assert [entry["id"] for entry in found] == [sandbox.site("demo-team")["cloud_id"]] * 2
    confluence, jira = (set(entry["scopes"]) for entry in found)
    assert not any("jira" in scope for scope in confluence)
    assert jira == {"read:jira-work", "write:jira-work", "read:jira-user"}


def test_an_account_without_a_site_gets_an_empty_list(sandbox: Sandbox) -> None:
    assert resources(sandbox, sandbox.grant("dave")) == []


def test_sites_point_at_this_server(sandbox: Sandbox) -> None:
    assert all(
        r["url"].startswith(f"{sandbox.url}/_sites/")
        for r in resources(sandbox, sandbox.grant("alice"))
    )


def test_sites_add_up_over_consents_in_account_mode(sandbox: Sandbox) -> None:
    sandbox.grant("alice", sites=["demo-team"])
    assert site_names(sandbox, sandbox.grant("alice", sites=["web-shop"])) == {
        "Demo team",
        "Web shop",
    }


def test_only_the_chosen_sites_count_in_resource_mode(sandbox: Sandbox) -> None:
    sandbox.config(grant_type_mode="resource")
    sandbox.grant("alice", sites=["demo-team"])
    assert site_names(sandbox, sandbox.grant("alice", sites=["web-shop"])) == {"Web shop"}


def test_a_later_consents_scopes_replace_the_earlier_ones(sandbox: Sandbox) -> None:
    first = sandbox.grant("alice")
    sandbox.grant("alice", scopes="read:jira-work offline_access")
    refreshed = sandbox.refresh(first["refresh_token"]).json()
    assert refreshed["scope"] == "read:jira-work offline_access"
    assert len(sandbox.grants()) == 1


def test_fewer_scopes_may_be_granted_than_asked(sandbox: Sandbox) -> None:
    sandbox.config(granted_scopes=["read:jira-work", "offline_access"])
    assert sandbox.grant("alice")["scope"] == "read:jira-work offline_access"


def test_a_site_that_the_account_was_taken_out_of_is_gone_and_comes_back(sandbox: Sandbox) -> None:
    access = sandbox.grant("alice")["access_token"]
    site, alice = sandbox.site("web-shop"), sandbox.account("alice")["account_id"]

    def seen() -> tuple[bool, int]:
        found = sandbox.get("/oauth/token/accessible-resources", access).json()
        door = sandbox.get(f"/ex/jira/{site['cloud_id']}/rest/api/3/myself", access)
        return site["cloud_id"] in {each["id"] for each in found}, door.status_code

    assert seen() == (True, 200)
    sandbox.control("POST", f"/sites/{site['cloud_id']}/members/{alice}/remove")
    for how, status in (("not_installed", 403), ("forbidden", 403), ("not_found", 404)):
        sandbox.config(lost_site=how)
        assert seen() == (False, status)
    sandbox.control("POST", f"/sites/{site['cloud_id']}/members/{alice}/add")
    assert seen() == (True, 200)


def test_an_uninstalled_site_is_gone_and_comes_back(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("bob")
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    sandbox.control("POST", f"/sites/{cloud_id}/uninstall")
    assert resources(sandbox, tokens) == []
    sandbox.control("POST", f"/sites/{cloud_id}/install")
    assert len(resources(sandbox, tokens)) == 2


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic eDp5", "Bearer"])
def test_a_bad_bearer_is_the_gateways_401(
    sandbox: Sandbox, http: requests.Session, header: str | None
) -> None:
    headers = {"Authorization": header} if header else {}
    for path in (RESOURCES, "/me"):
        answer = http.get(sandbox.url + path, headers=headers, timeout=10)
        assert (answer.status_code, answer.json()) == (
            401,
            {"code": 401, "message": "Unauthorized"},
        )


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_expired_token_is_answered_as_the_knob_says(sandbox: Sandbox, status: int) -> None:
    sandbox.config(expired_status=status)
    tokens = sandbox.grant("alice")
    sandbox.control("POST", f"/accounts/{sandbox.account('alice')['account_id']}/expire")
    assert sandbox.get("/me", tokens["access_token"]).status_code == status


def test_me_says_who_it_is(sandbox: Sandbox) -> None:
    alice = sandbox.account("alice")
    facts = sandbox.get("/me", sandbox.grant("alice")["access_token"]).json()
    assert (facts["account_id"], facts["name"]) == (alice["account_id"], "Alice")
    assert facts["email"] == "alice@example.com"


def test_a_hidden_email_is_absent(sandbox: Sandbox) -> None:
    facts = sandbox.get("/me", sandbox.grant("carol")["access_token"]).json()
    assert facts["name"] == "Carol"
    assert "email" not in facts


def test_me_needs_its_scope(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice", scopes="read:jira-work")
    assert sandbox.get("/me", tokens["access_token"]).status_code == 403


def test_a_deactivated_account_is_refused(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("bob")
    sandbox.control(
        "PATCH", f"/accounts/{sandbox.account('bob')['account_id']}", {"status": "inactive"}
    )
    assert sandbox.get("/me", tokens["access_token"]).status_code == 401


def test_tenant_info_needs_no_authentication(sandbox: Sandbox, http: requests.Session) -> None:
    site = sandbox.site("web-shop")
    answer = http.get(f"{site['url']}/_edge/tenant_info", timeout=10)
    assert answer.json() == {"cloudId": site["cloud_id"]}
    assert (
        http.get(f"{sandbox.url}/_sites/no-such/_edge/tenant_info", timeout=10).status_code == 404
    )


def report(sandbox: Sandbox, http: requests.Session, *entries: dict[str, str]) -> requests.Response:
    """A personal data report with alice's token."""
    tokens = sandbox.grant("alice", scopes=f"{SCOPES} report:personal-data")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    url = f"{sandbox.url}/app/report-accounts/"
    return http.post(url, json={"accounts": list(entries)}, headers=headers, timeout=10)


def test_a_report_tells_closed_and_updated_accounts(
    sandbox: Sandbox, http: requests.Session
) -> None:
    ids = {name: sandbox.account(name)["account_id"] for name in ("alice", "bob", "carol")}
    sandbox.control("PATCH", f"/accounts/{ids['bob']}", {"status": "closed"})
    sandbox.control("PATCH", f"/accounts/{ids['carol']}", {"name": "Caroline"})
    entries = [{"accountId": one, "updatedAt": "2018-10-25T23:08:51.382Z"} for one in ids.values()]
    assert report(sandbox, http, *entries).json() == {
        "accounts": [
            {"accountId": ids["bob"], "status": "closed"},
            {"accountId": ids["carol"], "status": "updated"},
        ]
    }


def test_a_report_with_nothing_to_do_is_204(sandbox: Sandbox, http: requests.Session) -> None:
    entry = {
        "accountId": sandbox.account("bob")["account_id"],
        "updatedAt": "2018-10-25T23:08:51.382Z",
    }
    assert report(sandbox, http, entry).status_code == 204


def test_a_malformed_report_is_refused(sandbox: Sandbox, http: requests.Session) -> None:
    answer = report(sandbox, http, {"accountId": "x"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"errorType", "errorMessage"}


def test_a_zone_that_is_hidden_stands_in_myself_alone(sandbox: Sandbox) -> None:
    alice, access = sandbox.account("alice")["account_id"], sandbox.grant("alice")["access_token"]
    assert "zoneinfo" in sandbox.get("/me", access).json()
    sandbox.control(
        "PATCH", f"/accounts/{alice}", {"zone_hidden": True, "time_zone": "Asia/Kolkata"}
    )
    me = sandbox.get("/me", access).json()
    assert ("zoneinfo" in me, "email" in me) == (False, True)
    path = f"/ex/jira/{sandbox.site('demo-team')['cloud_id']}/rest/api/3/myself"
    assert sandbox.get(path, access).json()["timeZone"] == "Asia/Kolkata"

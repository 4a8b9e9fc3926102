"""`GET /authorize` against atlassian.md a.1: what is let through, and what is named as wrong."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.support.sandbox import CALLBACK, Sandbox, visible_text


def ask(sandbox: Sandbox, params: dict[str, str]) -> requests.Response:
    """The answer to an authorization request."""
    return sandbox.http.get(f"{sandbox.url}/authorize", params=params, timeout=10)


def test_a_good_request_shows_the_consent_page(sandbox: Sandbox) -> None:
    page = ask(sandbox, sandbox.authorize_params())
    assert page.status_code == 200
    assert "Lodge" in page.text


@pytest.mark.parametrize(
    "name", ["audience", "client_id", "scope", "redirect_uri", "state", "response_type", "prompt"]
)
def test_each_documented_parameter_is_required_and_named(sandbox: Sandbox, name: str) -> None:
    params = sandbox.authorize_params()
    del params[name]
    page = ask(sandbox, params)
    assert page.status_code == 400
    assert f"{name} is missing" in visible_text(page.text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("audience", "api.example.com"),
        ("client_id", "somebody-else"),
        ("scope", "read:jira-work read:everything"),
        ("redirect_uri", CALLBACK + "/"),
        ("redirect_uri", CALLBACK + "?redirect_state=x"),
        ("redirect_uri", CALLBACK.upper()),
        ("response_type", "token"),
        ("prompt", "none"),
        ("colour", "blue"),
    ],
)
def test_a_wrong_value_is_refused_on_a_page_that_names_it(
    sandbox: Sandbox, name: str, value: str
) -> None:
    page = ask(sandbox, {**sandbox.authorize_params(), name: value})
    assert page.status_code == 400
    assert f"<code>{name}</code>" in page.text
    assert page.text.count("<li>") == 1


def test_a_parameter_given_twice_is_refused(sandbox: Sandbox) -> None:
    pairs = [*sandbox.authorize_params().items(), ("state", "another")]
    page = sandbox.http.get(f"{sandbox.url}/authorize", params=pairs, timeout=10)
    assert page.status_code == 400
    assert "state is given more than once" in visible_text(page.text)


def test_pkce_parameters_are_harmless(sandbox: Sandbox) -> None:
    params = {
        **sandbox.authorize_params(),
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    assert ask(sandbox, params).status_code == 200


def test_markup_in_a_parameter_is_shown_as_text(sandbox: Sandbox) -> None:
    page = ask(sandbox, {**sandbox.authorize_params(), "redirect_uri": "<script>alert(1)</script>"})
    assert page.status_code == 400
    assert "<script>" not in page.text


def test_accepting_leads_back_with_code_and_state(sandbox: Sandbox) -> None:
    location = sandbox.consent("alice")
    query = parse_qs(urlsplit(location).query)
    assert location.startswith(CALLBACK + "?")
    assert set(query) == {"code", "state"}
    assert query["state"] == ["a-state"]


def test_denying_leads_back_with_the_documented_error(sandbox: Sandbox) -> None:
    query = parse_qs(urlsplit(sandbox.consent("alice", accept=False)).query)
    assert query == {
        "error": ["access_denied"],
        "error_description": ["User did not authorize the request"],
        "state": ["a-state"],
    }
    assert sandbox.grants() == []


def test_an_admin_who_blocks_user_installed_apps_ends_it_on_atlassians_page(
    sandbox: Sandbox,
) -> None:
    sandbox.config(user_installed_apps_blocked=True)
    with pytest.raises(RuntimeError, match="Your site admin must authorize this app for the site"):
        sandbox.consent("alice")

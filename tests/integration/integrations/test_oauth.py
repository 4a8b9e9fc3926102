"""The token endpoint's answers, each told apart by what the caller does next; who is it; which sites."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations import oauth
from integrations.errors import (
    IntegrationError,
    Misconfigured,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    ScopeMissing,
    Unavailable,
)
from integrations.oauth import Refused, Resource
from integrations.transport import Answer
from integrations.vault import Secret
from tests.integration.integrations.transport.misbehaving_servers import (
    Behaviour,
    Server,
    answers,
    closed_port,
    closes_at_once,
    http,
)
from tests.support.sandbox import Sandbox

Serve = Callable[[Behaviour], Server]
PAIR = {
    "access_token": "a1",
    "refresh_token": "r1",
    "expires_in": 3600,
    "scope": "read:me offline_access",
}
HTML = b"<html><body>Please sign in to the hotel's Wi-Fi</body></html>"


def error(name: str, description: str = "") -> bytes:
    body = {"error": name, **({"error_description": description} if description else {})}
    return json.dumps(body).encode()


# (status line, headers, body) -> what the caller is told. The table of what the token endpoint can answer.
ANSWERS: dict[str, tuple[bytes, type[IntegrationError]]] = {
    "400 invalid_grant": (http(error("invalid_grant"), "400 Bad Request"), Refused),
    "403 invalid_grant": (
        http(error("invalid_grant", "Unknown or invalid refresh token."), "403 Forbidden"),
        Refused,
    ),
    "403 refresh_token is invalid": (
        http(error("unauthorized_client", "refresh_token is invalid"), "403 Forbidden"),
        Refused,
    ),
    "403 bare unauthorized_client": (
        http(error("unauthorized_client"), "403 Forbidden"),
        Misconfigured,
    ),
    "400 other unauthorized_client": (
        http(error("unauthorized_client", "client is not allowed"), "400 Bad Request"),
        Misconfigured,
    ),
    "401 access_denied": (
        http(error("access_denied", "Unauthorized"), "401 Unauthorized"),
        Misconfigured,
    ),
    "400 invalid_request": (http(error("invalid_request"), "400 Bad Request"), Misconfigured),
    "429": (http(b"{}", "429 Too Many Requests", "Retry-After: 7"), RateLimited),
    "503 html": (http(HTML, "503 Service Unavailable"), OutcomeUnknown),
    "500 invalid_grant": (
        http(error("invalid_grant"), "500 Internal Server Error"),
        OutcomeUnknown,
    ),
    "408": (http(error("invalid_grant"), "408 Request Timeout"), OutcomeUnknown),
    "302": (http(b"", "302 Found", "Location: /login"), OutcomeUnknown),
    "403 html": (http(HTML, "403 Forbidden"), OutcomeUnknown),
    "400 something new": (http(error("temporarily_unavailable"), "400 Bad Request"), Unavailable),
    "200 html": (http(HTML), OutcomeUnknown),
    "200 without access_token": (http(b'{"refresh_token": "r1"}'), OutcomeUnknown),
    "200 with a null access_token": (http(b'{"access_token": null}'), OutcomeUnknown),
    "200 list": (http(b"[1]"), OutcomeUnknown),
    "200 cut": (http(b'{"access_token": "a1", "ref', length=400), OutcomeUnknown),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_of_the_token_endpoint_means_one_thing(serve: Serve, name: str) -> None:
    answer, told = ANSWERS[name]
    serve(answers(answer))
    with pytest.raises(IntegrationError) as failure:
        oauth.refresh(Secret("r0"))
    assert type(failure.value) is told
    assert isinstance(failure.value, ReconnectRequired) == (told is Refused)


def test_both_tokens_come_with_their_lifetime_and_scopes(serve: Serve) -> None:
    serve(answers(http(json.dumps(PAIR).encode())))
    answer = oauth.refresh(Secret("r0"))
    assert (answer.access, answer.refresh, answer.expires_in) == (Secret("a1"), Secret("r1"), 3600)
    assert answer.scopes == ("read:me", "offline_access")


def test_an_answer_without_refresh_token_is_whole(serve: Serve) -> None:
    serve(answers(http(b'{"access_token": "a1"}')))
    assert oauth.refresh(Secret("r0")).refresh is None


def test_no_answer_may_have_rotated_the_token(serve: Serve) -> None:
    serve(closes_at_once)
    with pytest.raises(OutcomeUnknown):
        oauth.refresh(Secret("r0"))


def test_where_nobody_listens_the_token_was_certainly_not_used(settings: Any) -> None:
    settings.ATLASSIAN_AUTH_URL = closed_port()
    with pytest.raises(Unavailable):
        oauth.refresh(Secret("r0"))


def test_what_is_kept_of_a_refusal_is_an_allow_list(serve: Serve) -> None:
    body = {"error": "invalid_grant", "error_description": "d" * 900, "refresh_token": "leaked"}
    serve(answers(http(json.dumps(body).encode(), "403 Forbidden")))
    with pytest.raises(Refused) as failure:
        oauth.refresh(Secret("r0"))
    assert str(failure.value) == f"403 invalid_grant {'d' * 200}"
    assert failure.value.status == 403


@given(
    st.integers(min_value=-10, max_value=10**30)
    | st.floats()
    | st.text()
    | st.none()
    | st.booleans()
    | st.lists(st.integers())
)
def test_a_lifetime_is_sensible_whatever_expires_in_holds(value: object) -> None:
    assert 1 <= oauth.lifetime(value) <= 86_400


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1800, 1800),
        ("1800", 1800),
        (59.9, 59),
        (None, 3600),
        (0, 3600),
        (-5, 3600),
        ("soon", 3600),
        (10**12, 86_400),
    ],
)
def test_a_lifetime_that_says_nothing_is_the_documented_hour(value: object, seconds: int) -> None:
    assert oauth.lifetime(value) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("-3", 1),
        ("86400", 3600),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30),
        ("nan", 30),
    ],
)
def test_a_wait_is_never_none_and_never_endless(said: str, seconds: float) -> None:
    assert oauth.retry_after({"Retry-After": said}) == seconds


@given(
    st.integers(100, 599),
    st.binary(max_size=200)
    | st.sampled_from([error("invalid_grant"), error("unauthorized_client")]),
)
def test_only_an_explicit_refusal_ends_a_link(status: int, body: bytes) -> None:
    refused = 400 <= status < 500 and status not in {408, 429} and body == error("invalid_grant")
    try:
        oauth.decipher(Answer(status, {}, body))
        told: type[Exception] | None = None
    except IntegrationError as failure:
        told = type(failure)
    assert told is not ReconnectRequired
    assert (told is Refused) == refused


def test_the_sandbox_exchanges_a_code_once(sandbox: Sandbox) -> None:
    code = Secret(sandbox.code("alice"))
    answer = oauth.exchange_code(code, sandbox.callback)
    assert answer.refresh
    assert oauth.me(answer.access).account_id == sandbox.account("alice")["account_id"]
    with pytest.raises(Refused):
        oauth.exchange_code(code, sandbox.callback)


def test_a_wrong_client_secret_blames_nobody_but_the_installation(
    sandbox: Sandbox, settings: Any
) -> None:
    tokens = sandbox.grant("alice")
    settings.ATLASSIAN_CLIENT_SECRET = "wrong"
    with pytest.raises(Misconfigured) as failure:
        oauth.refresh(Secret(tokens["refresh_token"]))
    assert "wrong" not in str(failure.value)


def test_a_person_who_hides_everything_still_has_an_id(serve: Serve) -> None:
    serve(answers(http(b'{"account_id": "712020:x", "name": null, "zoneinfo": 7}')))
    assert oauth.me(Secret("a1")) == oauth.Me("712020:x")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"account_id": ""}', HTML])
def test_an_answer_without_an_account_id_is_none(serve: Serve, body: bytes) -> None:
    serve(answers(http(body)))
    with pytest.raises(Unavailable):
        oauth.me(Secret("a1"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "javascript://one.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://one.example",
        "//one.example",
        "one.example",
        "https://",
        "https:one.example",
        "https://one.example@evil.example",
        "https://evil.example\\.one.example",
        "https://one.example/ x",
        "https://one.example\n",
        "https://one.example:port",
        "http://[",
    ],
)
def test_a_site_whose_address_is_none_of_the_web_is_refused(serve: Serve, url: str) -> None:
    """It would stand in links: to each issue, and to the site itself."""
    scopes = ["read:jira-work"]
    entries = [
        {"id": "c1", "url": url, "scopes": scopes},
        {"id": "c2", "url": "http://two.example:8080/jira", "scopes": scopes},
    ]
    serve(answers(http(json.dumps(entries).encode())))
    assert [each.cloud_id for each in oauth.accessible_resources(Secret("a1"))] == ["c2"]


def test_sites_are_merged_by_id_and_only_those_of_jira_count(serve: Serve) -> None:
    entries: list[Any] = [
        {
            "id": "c1",
            "url": "https://one.example/",
            "name": "One",
            "scopes": ["read:confluence-content.all"],
        },
        {"id": "c1", "url": "https://one.example", "name": "One", "scopes": ["read:jira-work"]},
        {
            "id": "c1",
            "url": "https://one.example",
            "name": "One",
            "scopes": ["read:issue:jira", "read:jira-work"],
        },
        {
            "id": "c2",
            "url": "https://two.example",
            "name": "Two",
            "scopes": ["read:confluence-user"],
        },
        {"id": "c3", "url": "https://three.example", "scopes": ["write:jira-work"]},
        {"id": "c4", "scopes": ["read:jira-work"]},
        {"url": "https://five.example", "scopes": "read:jira-work"},
        "nonsense",
    ]
    serve(answers(http(json.dumps(entries).encode())))
    assert oauth.accessible_resources(Secret("a1")) == (
        Resource("c1", "https://one.example", "One", ("read:jira-work", "read:issue:jira")),
        Resource("c3", "https://three.example", "https://three.example", ("write:jira-work",)),
    )


def test_no_site_is_an_answer(sandbox: Sandbox) -> None:
    assert oauth.accessible_resources(Secret(sandbox.grant("dave")["access_token"])) == ()


READS: dict[str, tuple[bytes, type[IntegrationError]]] = {
    "401": (http(b'{"code":401,"message":"Unauthorized"}', "401 Unauthorized"), ReconnectRequired),
    "scope": (
        http(b'{"code":401,"message":"Unauthorized; scope does not match"}', "401 Unauthorized"),
        ScopeMissing,
    ),
    "429": (http(b"", "429 Too Many Requests", "Retry-After: 3"), RateLimited),
    "503": (http(HTML, "503 Service Unavailable"), Unavailable),
    "200 html": (http(HTML), Unavailable),
    "lost": (http(b"[", length=99), Unavailable),
}


@pytest.mark.parametrize("name", READS)
def test_each_answer_to_a_read_means_one_thing(serve: Serve, name: str) -> None:
    answer, told = READS[name]
    serve(answers(answer))
    with pytest.raises(told):
        oauth.me(Secret("a1"))
    with pytest.raises(told):
        oauth.accessible_resources(Secret("a1"))

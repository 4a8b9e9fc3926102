"""From errors and what was seen on the wire to diagnoses; what is quoted of answers; which scopes features need."""

import json
from time import monotonic
from typing import Any

import pytest

from integrations import errors
from integrations.doctor import explain, features
from integrations.doctor.diagnosis import Asked, Diagnosis
from integrations.doctor.examination import Examination
from integrations.transport import NotReachedError, Observed, Obstacle


@pytest.fixture
def nobody() -> Examination:
    """An examination without a link: the rules for a person's own."""
    return Examination(None, monotonic() + 60)


def observed(status: int = 0, failure: str = "", body: Any = "", **headers: str) -> Observed:
    """An exchange."""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Observed("GET", "api.example/x", 5, status, failure, named, data)


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        ("NameResolutionError", "no_such_name"),
        ("SSLCertVerificationError", "certificate"),
        ("SSLEOFError", "no_tls"),
        ("Timeout", "too_slow"),
        ("ConnectTimeoutError", "too_slow"),
        ("NewConnectionError", "not_reached"),
        ("ConnectionResetError", "hung_up"),
        ("RemoteDisconnected", "hung_up"),
        ("IncompleteRead", "hung_up"),
    ],
)
def test_a_call_without_an_answer_is_explained_by_its_failure(
    nobody: Examination, failure: str, name: str
) -> None:
    seen = [observed(failure=failure)]
    found = explain.explain(errors.Unavailable("x"), seen, Asked.SELF, nobody)
    assert found.name == name


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_obstacle_on_the_way_has_an_explanation(
    nobody: Examination, obstacle: Obstacle
) -> None:
    found = explain.explain(NotReachedError(obstacle), [], Asked.SELF, nobody)
    assert isinstance(found, Diagnosis)


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (errors.Copied("x"), "copy"),
        (errors.SiteLost("Demo"), "not_installed"),
        (errors.NotConnected("x"), "disconnected"),
        (errors.ReconnectRequired("x"), "needs_owner"),
        (errors.ScopeMissing(["read:me"]), "scope_missing"),
        (errors.RateLimited(5), "paused"),
        (errors.Misconfigured("x"), "settings"),
        (errors.Unavailable("too many calls already wait for Jira"), "held_back"),
        (errors.Unavailable("no time was left for this step"), "out_of_time"),
    ],
)
def test_what_lodge_did_not_send_is_explained_by_its_error(
    nobody: Examination, error: Exception, name: str
) -> None:
    assert explain.explain(error, [], Asked.SELF, nobody).name == name


def test_the_refusal_counts_and_not_the_read_of_sites_after_it(nobody: Examination) -> None:
    refused = observed(403, body={"code": 403, "message": "it is not on the allowlist"})
    sites = observed(200, body=[{"id": "a"}])
    error = errors.Denied(status=403)
    found = explain.explain(error, [refused, sites], Asked.SELF, nobody)
    assert found.name == "ip_not_allowed"
    assert explain.telling([refused, sites]) is refused


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errorMessages": ["No.", "Never."]}, ("No.", "Never.")),
        ({"errors": {"summary": "too long"}}, ("summary: too long",)),
        ({"code": 401, "message": "Unauthorized"}, ("Unauthorized",)),
        ({"errorMessages": [1, None]}, ()),
        ("Client must be authenticated", ("Client must be authenticated",)),
        ("<html>secret page</html>", ()),
        ({"errorMessages": ["ask  alice@example.com\nnow"]}, ("ask …@… now",)),
        ({"errorMessages": ["x" * 900]}, ("x" * 200,)),
        ([1, 2], ()),
    ],
)
def test_the_other_sides_words_are_quoted_cut_and_without_addresses(
    nobody: Examination, body: Any, words: tuple[str, ...]
) -> None:
    assert explain.quoted(Asked.SELF, observed(400, body=body), nobody) == words


def test_nothing_of_a_success_is_quoted(nobody: Examination) -> None:
    assert explain.quoted(Asked.SELF, observed(200, body={"message": "Alice"}), nobody) == ()


@pytest.mark.parametrize(
    ("status", "detail", "name"),
    [
        (403, "403 invalid_grant Unknown or invalid refresh token.", "grant_ended"),
        (403, "403 unauthorized_client refresh_token is invalid", "grant_ended"),
        (401, "401 access_denied Unauthorized", "client_refused"),
        (429, "429", "authorization_busy"),
        (502, "502", "authorization_down"),
        (400, '400 invalid_request say "code_verifier"', "pkce"),
    ],
)
def test_a_line_of_the_ledger_says_what_the_endpoint_said(
    nobody: Examination, status: int, detail: str, name: str
) -> None:
    found = explain.of_renewal(nobody, status, detail)
    assert found is not None
    assert found.name == name


def test_a_line_without_an_answer_explains_nothing(nobody: Examination) -> None:
    assert explain.of_renewal(nobody, None, "no whole answer in time") is None


def test_features_that_lodge_does_not_ask_for_are_not_missed(settings: Any) -> None:
    settings.ATLASSIAN_SCOPES = ["read:jira-work", "write:jira-work"]
    works, lacking = features.sorted_out("read:jira-work")
    assert [str(each.words) for each in lacking] == ["filing, comments, files and changes"]
    assert len(works) == 1


def test_what_needs_two_scopes_names_the_missing_one(settings: Any) -> None:
    settings.ATLASSIAN_SCOPES = ["read:jira-work", "write:jira-work", "manage:jira-webhook"]
    _works, lacking = features.sorted_out("read:jira-work manage:jira-webhook")
    assert [each.missing("read:jira-work") for each in lacking] == [["write:jira-work"]]


def test_a_step_without_time_left_is_refused(nobody: Examination) -> None:
    nobody.ends_at = monotonic() - 1
    with pytest.raises(errors.Unavailable, match="no time was left"):
        nobody.left()

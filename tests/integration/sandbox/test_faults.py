"""Every fault switch, as an outside client meets it, at the token endpoint and behind the gateway."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import requests

from tests.support.sandbox import Sandbox

TOKEN, ME = "^/oauth/token$", "^/me$"


@pytest.fixture
def tokens(sandbox: Sandbox) -> dict[str, Any]:
    """Alice's tokens."""
    return sandbox.grant("alice")


def refreshes(sandbox: Sandbox) -> int:
    """How often the token endpoint really rotated."""
    return int(sandbox.grants()[0]["refreshes"])


def last_call(sandbox: Sandbox) -> dict[str, Any]:
    """The latest line of the call log."""
    return sandbox.calls()[-1]


def test_delay_fault_answers_late_with_the_real_response(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("delay", path=ME, seconds=0.3)
    started = time.monotonic()
    answer = sandbox.get("/me", tokens["access_token"])
    assert time.monotonic() - started >= 0.3
    assert answer.json()["name"] == "Alice"
    assert last_call(sandbox)["fault"] == "delay"


def test_a_delayed_call_holds_up_no_other(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("delay", path=ME, seconds=4)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(sandbox.get, "/me", tokens["access_token"])
        sandbox.wait_for("request_received", after=sandbox.last_event() - 1)
        with requests.Session() as other:
            other.get(f"{sandbox.site('web-shop')['url']}/_edge/tenant_info", timeout=5)
        assert not slow.done()
        assert slow.result().status_code == 200


def test_drop_before_cuts_and_does_nothing(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("drop_before", path=TOKEN)
    with pytest.raises(requests.ConnectionError):
        sandbox.refresh(tokens["refresh_token"])
    assert refreshes(sandbox) == 0
    call = last_call(sandbox)
    assert (call["fault"], call["status"], call["committed"]) == ("drop_before", 0, False)


def test_drop_after_commit_cuts_and_has_done_it(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("drop_after_commit", path=TOKEN)
    with pytest.raises(requests.ConnectionError):
        sandbox.refresh(tokens["refresh_token"])
    assert refreshes(sandbox) == 1
    call = last_call(sandbox)
    assert (call["status"], call["processed_status"], call["committed"]) == (0, 200, True)


def test_a_failure_after_the_commit_is_answered_and_has_done_it(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("status_after_commit", path=TOKEN, status=502)
    assert sandbox.refresh(tokens["refresh_token"]).status_code == 502
    assert refreshes(sandbox) == 1
    call = last_call(sandbox)
    assert (call["status"], call["processed_status"], call["committed"]) == (502, 200, True)


def test_a_fault_with_a_chance_strikes_some_of_the_calls(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("status", path=ME, times=None, chance=0.5, status=418)
    seen = {sandbox.get("/me", tokens["access_token"]).status_code for _ in range(60)}
    assert seen == {200, 418}, "60 of a kind come once in 10 to the 18"


def test_commit_late_cuts_now_and_does_it_later(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("commit_late", path=TOKEN, seconds=0.5)
    before = sandbox.last_event()
    with pytest.raises(requests.ConnectionError):
        sandbox.refresh(tokens["refresh_token"])
    assert refreshes(sandbox) == 0
    assert last_call(sandbox)["committed"] is False
    processed = sandbox.wait_for("processed", after=before)
    assert processed["late"] is True
    assert refreshes(sandbox) == 1
    assert last_call(sandbox)["committed"] is True


def test_rate_limit_has_the_documented_headers(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("rate_limit", path=ME, retry_after=7, reason="jira-quota-global-based")
    answer = sandbox.get("/me", tokens["access_token"])
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["RateLimit-Reason"] == "jira-quota-global-based"
    assert re.match(r"\d{4}-\d\d-\d\dT", answer.headers["X-RateLimit-Reset"])
    assert sandbox.get("/me", tokens["access_token"]).status_code == 200


def test_rate_limit_may_name_a_date(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    date = "Sat, 21 Nov 2026 22:42:39 GMT"
    sandbox.fault("rate_limit", path=ME, retry_after=date)
    answer = sandbox.get("/me", tokens["access_token"])
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, date)


def test_rate_limit_of_the_gateway_has_no_retry_after(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("rate_limit", path=ME, retry_after=None, reason=None)
    answer = sandbox.get("/me", tokens["access_token"])
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers
    assert "RateLimit-Reason" not in answer.headers


def test_rate_limit_refuses_before_any_work(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("rate_limit", path=TOKEN)
    assert sandbox.refresh(tokens["refresh_token"]).status_code == 429
    assert refreshes(sandbox) == 0


def test_status_answers_what_it_was_told(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("status", path=ME, status=503, body={"a": 1}, headers={"Retry-After": "3"})
    answer = sandbox.get("/me", tokens["access_token"])
    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (
        503,
        {"a": 1},
        "3",
    )
    assert last_call(sandbox)["committed"] is False


def test_status_with_text(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("status", path=TOKEN, status=500, body="oops", content_type="text/plain")
    answer = sandbox.refresh(tokens["refresh_token"])
    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (
        500,
        "oops",
        "text/plain",
    )


def test_html_instead_of_json(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("html", path=TOKEN, status=200)
    answer = sandbox.refresh(tokens["refresh_token"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert refreshes(sandbox) == 0


def test_malformed_is_200_with_cut_json_after_the_work(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("malformed", path=TOKEN)
    answer = sandbox.refresh(tokens["refresh_token"])
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        json.loads(answer.text)
    assert refreshes(sandbox) == 1


def test_truncate_ends_in_the_middle_of_the_body_after_the_work(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("truncate", path=TOKEN)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sandbox.refresh(tokens["refresh_token"])
    assert refreshes(sandbox) == 1


def test_drip_sends_byte_by_byte_under_every_read_timeout(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    sandbox.fault("drip", path=ME, seconds_per_byte=0.004)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    started = time.monotonic()
    answer = sandbox.http.get(f"{sandbox.url}/me", headers=headers, timeout=0.3)
    assert time.monotonic() - started >= 0.004 * len(answer.content)
    assert answer.json()["name"] == "Alice"


def test_redirect_sends_elsewhere(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("redirect", path=ME, location="https://login.example.com/", status=307)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = sandbox.http.get(
        f"{sandbox.url}/me", headers=headers, allow_redirects=False, timeout=5
    )
    assert (answer.status_code, answer.headers["Location"]) == (307, "https://login.example.com/")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_expired_as_refuses_a_good_token_once(
    sandbox: Sandbox, tokens: dict[str, Any], status: int
) -> None:
    sandbox.fault("expired_as", path=ME, status=status)
    assert sandbox.get("/me", tokens["access_token"]).status_code == status
    assert sandbox.get("/me", tokens["access_token"]).status_code == 200


def test_a_fault_strikes_by_method_path_and_count(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("status", method="POST", path=ME, times=None)
    sandbox.fault("status", method="GET", path=ME, skip=1, times=2, status=418)
    statuses = [sandbox.get("/me", tokens["access_token"]).status_code for _ in range(5)]
    assert statuses == [200, 418, 418, 200, 200]
    hits = [fault["hits"] for fault in sandbox.control("GET", "/faults")["faults"]]
    assert hits == [0, 2]


def test_a_fault_without_a_count_stays_until_it_is_removed(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    number = sandbox.fault("status", path=ME, times=None)
    assert {sandbox.get("/me", tokens["access_token"]).status_code for _ in range(4)} == {500}
    sandbox.control("DELETE", f"/faults/{number}")
    assert sandbox.get("/me", tokens["access_token"]).status_code == 200


def test_all_faults_can_be_removed(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("status", times=None)
    sandbox.control("DELETE", "/faults")
    assert sandbox.get("/me", tokens["access_token"]).status_code == 200


def test_counts_are_exact_under_concurrency(sandbox: Sandbox, tokens: dict[str, Any]) -> None:
    sandbox.fault("status", path=ME, times=7, skip=5)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    def ask(_: int) -> int:
        return requests.get(f"{sandbox.url}/me", headers=headers, timeout=10).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(ask, range(40)))
    assert statuses.count(500) == 7
    assert len(sandbox.calls(path=ME)) == 40


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "earthquake"},
        {"kind": "delay", "retry_after": 1},
        {"kind": "delay", "path": "("},
        {"kind": "drip", "seconds": 1},
        {"kind": "delay", "seconds": "long"},
        {"kind": "status", "times": "many"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(sandbox: Sandbox, fault: dict[str, Any]) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        sandbox.control("POST", "/faults", fault)


def test_the_connection_serves_on_after_a_spoiled_answer(
    sandbox: Sandbox, tokens: dict[str, Any]
) -> None:
    for kind in ("malformed", "html", "status", "truncate", "drop_after_commit", "drop_before"):
        sandbox.fault(kind, path=ME)
        with suppress(requests.RequestException):
            sandbox.get("/me", tokens["access_token"])
        assert sandbox.get("/me", tokens["access_token"]).json()["name"] == "Alice"


def test_a_late_commit_from_before_a_reset_leaves_nothing_behind(sandbox: Sandbox) -> None:
    sandbox.fault("commit_late", seconds=0.3, path="/_edge/tenant_info")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{sandbox.site('demo-team')['url']}/_edge/tenant_info", timeout=10)
    sandbox.reset()
    time.sleep(0.8)
    assert sandbox.calls() == []
    requests.get(f"{sandbox.site('demo-team')['url']}/_edge/tenant_info", timeout=10)
    assert [(call["n"], call["status"]) for call in sandbox.calls()] == [(1, 200)]

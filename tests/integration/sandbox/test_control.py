"""The control API: what tests and demos do to the sandbox from outside."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import Any

import pytest
import requests

from tests.support.sandbox import Sandbox


def test_health_tells_the_time_of_this_world(sandbox: Sandbox) -> None:
    before = datetime.fromisoformat(sandbox.control("GET", "/health")["now"])
    sandbox.advance(3600)
    after = datetime.fromisoformat(sandbox.control("GET", "/health")["now"])
    assert 3600 <= (after - before).total_seconds() < 3660


def test_the_world_has_its_people_and_sites(sandbox: Sandbox) -> None:
    world = sandbox.control("GET", "/world")
    names = [account["name"] for account in world["accounts"]]
    assert names == ["Alice", "Bob", "Carol", "Dave", "Erin", "Lodge bot"]
    assert [site["slug"] for site in world["sites"]] == ["demo-team", "web-shop", "archive-2019"]
    assert world["client_id"] == sandbox.client_id


def test_reset_puts_everything_back(sandbox: Sandbox) -> None:
    sandbox.grant("alice")
    sandbox.config(reuse="superseded")
    sandbox.fault("delay")
    sandbox.advance(99999)
    world = sandbox.control("GET", "/world")
    sandbox.reset()
    assert sandbox.grants() == []
    assert sandbox.calls() == []
    assert sandbox.control("GET", "/faults") == {"faults": []}
    assert sandbox.control("GET", "/config")["reuse"] == "siblings"
    assert sandbox.control("GET", "/world") == world
    offset = (
        datetime.fromisoformat(sandbox.control("GET", "/health")["now"]).timestamp() - time.time()
    )
    assert abs(offset) < 60


def test_a_salt_changes_every_id(sandbox: Sandbox) -> None:
    other = Sandbox.start(salt="pepper")
    try:
        for name in ("alice", "dave"):
            assert other.account(name)["account_id"] != sandbox.account(name)["account_id"]
        assert other.site("demo-team")["cloud_id"] != sandbox.site("demo-team")["cloud_id"]
    finally:
        other.stop()


@pytest.mark.parametrize(
    "knobs",
    [
        {"reuse": "never"},
        {"no_such_knob": 1},
        {"expired_status": 500},
        {"omit_refresh_token": "yes"},
        {"access_token_seconds": "long"},
        {"granted_scopes": "read:me"},
    ],
)
def test_a_wrong_knob_is_named_and_changes_nothing(sandbox: Sandbox, knobs: dict[str, Any]) -> None:
    before = sandbox.control("GET", "/config")
    with pytest.raises(requests.HTTPError, match=next(iter(knobs))):
        sandbox.config(refusal="invalid_grant", **knobs)
    assert sandbox.control("GET", "/config") == before


def test_the_log_has_every_call_but_no_control_call(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    sandbox.get("/me?x=1", tokens["access_token"])
    sandbox.get("/no-such-path", tokens["access_token"])
    calls = sandbox.calls()
    assert [call["n"] for call in calls] == list(range(1, len(calls) + 1))
    assert [(c["method"], c["path"], c["status"]) for c in calls[-3:]] == [
        ("POST", "/oauth/token", 200),
        ("GET", "/me", 200),
        ("GET", "/no-such-path", 404),
    ]
    assert calls[-2]["account_id"] == sandbox.account("alice")["account_id"]
    assert (calls[-2]["query"], calls[-2]["operation"], calls[-2]["fault"]) == ("x=1", "me", None)


def test_the_log_is_filtered_by_number_method_path_and_status(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    mark = sandbox.control("GET", "/log")["last"]
    sandbox.get("/me", tokens["access_token"])
    sandbox.get("/me", "nonsense")
    sandbox.refresh(tokens["refresh_token"])
    assert len(sandbox.calls(after=mark)) == 3
    assert len(sandbox.calls(method="POST", path="/oauth/token$", after=mark)) == 1
    found = sandbox.control("GET", "/log", params={"path": "^/me$", "status": 401})["calls"]
    assert [call["status"] for call in found] == [401]
    with pytest.raises(requests.HTTPError, match="regular expression"):
        sandbox.calls(path="(")


def test_a_call_under_way_is_in_the_log_without_a_status(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    sandbox.fault("delay", path="^/me$", seconds=1)
    thread = threading.Thread(target=sandbox.get, args=("/me", tokens["access_token"]))
    mark = sandbox.last_event()
    thread.start()
    with requests.Session() as http:
        query = {"name": "request_received", "after": str(mark), "wait": "5"}
        http.get(f"{sandbox.url}/_sandbox/events", params=query, timeout=10)
        calls = http.get(f"{sandbox.url}/_sandbox/log", timeout=10).json()["calls"]
    assert (calls[-1]["path"], calls[-1]["status"]) == ("/me", None)
    thread.join()


def test_events_come_in_the_order_of_a_call(sandbox: Sandbox) -> None:
    tokens = sandbox.grant("alice")
    mark = sandbox.last_event()
    sandbox.refresh(tokens["refresh_token"])
    sandbox.wait_for("answer_sent", after=mark)
    events = sandbox.control("GET", "/events", params={"after": mark})["events"]
    names = [event["name"] for event in events]
    assert names == ["request_received", "token_rotated", "processed", "answer_sent"]


def test_waiting_for_an_event_ends_when_it_comes(sandbox: Sandbox) -> None:
    mark = sandbox.last_event()
    timer = threading.Timer(0.3, sandbox.advance, args=(5,))
    timer.start()
    with requests.Session() as http:
        query = {"after": str(mark), "name": "clock_advanced", "wait": "60"}
        started = time.monotonic()
        events = http.get(f"{sandbox.url}/_sandbox/events", params=query, timeout=70).json()[
            "events"
        ]
    assert events[0]["seconds"] == 5
    assert time.monotonic() - started < 50
    timer.join()


def test_waiting_for_an_event_ends_without_it(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError, match="no earthquake"):
        sandbox.wait_for("earthquake", timeout=0.2)


def test_accounts_and_sites_can_be_added(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "/seed", {"accounts": [{"name": "Frank"}]})
    frank = made["accounts"][0]["account_id"]
    site = {"slug": "new-one", "name": "New one", "members": [frank]}
    sandbox.control("POST", "/seed", {"sites": [site]})
    tokens = sandbox.grant("frank")
    found = sandbox.get("/oauth/token/accessible-resources", tokens["access_token"]).json()
    assert [entry["name"] for entry in found] == ["New one"]


def test_a_wrong_seed_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        sandbox.control("POST", "/seed", {"accounts": [{"title": "Frank"}]})


@pytest.mark.parametrize(
    "path", ["/accounts/nobody/revoke", "/accounts/nobody/expire", "/sites/none/install"]
)
def test_what_does_not_exist_is_404(sandbox: Sandbox, path: str) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        sandbox.control("POST", path)


def test_secrets_are_in_no_control_answer(sandbox: Sandbox) -> None:
    code = sandbox.code("alice")
    tokens = sandbox.exchange(code).json()
    sandbox.refresh(tokens["refresh_token"])
    told = " ".join(
        requests.get(f"{sandbox.url}/_sandbox{path}", timeout=5).text
        for path in ("/world", "/log", "/events", "/grants", "/config", "/faults")
    )
    for secret in (code, tokens["access_token"], tokens["refresh_token"], sandbox.client_secret):
        assert secret not in told


def test_many_users_are_linked_in_one_call(sandbox: Sandbox) -> None:
    people = sandbox.control("POST", "/crowd", {"people": 50, "site": "web-shop"})["people"]
    assert len({person["account_id"] for person in people}) == 50
    assert sandbox.refresh(people[7]["refresh_token"]).status_code == 200
    found = sandbox.get("/oauth/token/accessible-resources", people[49]["access_token"]).json()
    assert [entry["name"] for entry in found] == ["Web shop"]


@pytest.mark.parametrize("wrong", [{}, {"people": 0}, {"people": 1, "site": "no-such"}])
def test_invalid_number_of_users_is_refused(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        sandbox.control("POST", "/crowd", wrong)


def test_a_second_signal_does_not_disturb_the_first() -> None:
    sandbox = Sandbox.start()
    for _ in range(3):
        sandbox.process.terminate()
    sandbox.stop()
    assert sandbox.process.returncode == 0

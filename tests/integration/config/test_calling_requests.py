"""Requests that call another server take turns in a process, and pages that call none pass them by."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from math import inf
from pathlib import Path

import pytest
import requests

from accounts import concurrency_limit
from accounts.concurrency_limit import ActiveRequests, CallingTurn, Limit
from config.calling_requests import (
    HELD_SECONDS,
    QUIET_AFTER,
    STALLED_SECONDS,
    CallingRequests,
    Routes,
    route_of,
)
from integrations import limits
from integrations.errors import Unavailable
from tests.integration.config.slow_http_clients import web_process

NOW = 1000.0
APP = "tests.integration.config.calling_page_app:application"
CALLERS, WORK_SECONDS, AT_WORK_WITHOUT = 12, 0.15, 8


@pytest.mark.parametrize(
    ("begins", "route"),
    [
        (b"GET /reports/?page=2 HTTP/1.1\r\n", "GET reports/"),
        (b"POST /report/a/DEMO/1/ HTTP/1.1\r\n", "POST report/a/DEMO/1/"),
        (b"GET /static/lodge.css HTTP/1.1\r\n", ""),
        (b"GET /%ff/nowhere/ HTTP/1.1\r\n", ""),
        (b"GET /" + b"a" * 600 + b" HTTP/1.1\r\n", ""),
        (b"GET http://lodge.test/reports/ HTTP/1.1\r\n", ""),
        (b"\xff\xfe", ""),
        (b"", ""),
    ],
)
def test_route_of_a_head(begins: bytes, route: str) -> None:
    assert bool(route_of(begins)) == bool(route)


def test_one_route_for_all_addresses_of_a_page() -> None:
    one, other = (route_of(f"GET /report/{site}/DEMO/ HTTP/1.1".encode()) for site in "ab")
    assert one == other != ""
    assert one != route_of(b"POST /report/a/DEMO/ HTTP/1.1")


def test_a_route_is_expected_to_call_until_it_was_quiet_some_times() -> None:
    routes = Routes()
    assert not routes.call("")
    for _ in range(QUIET_AFTER):
        assert routes.call("GET reports/")
        routes.note("GET reports/", called=False)
    assert not routes.call("GET reports/")
    assert routes.call("GET other/")
    routes.note("GET reports/", called=True)
    assert routes.call("GET reports/")


class Dispatched(list[str]):
    """The connections that went to a thread, which have names here."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.queue = CallingRequests(self.append)
        for name in names:
            self.queue.enter(name, "GET reports/", NOW)


def test_one_works_at_a_time_in_the_order_in_which_they_came() -> None:
    threads = Dispatched(*"abc")
    assert threads == ["a"]
    threads.queue.leave("a", NOW)
    threads.queue.leave("a", NOW)  # it waited, and is done now
    assert threads == ["a", "b"]
    threads.queue.leave("unknown", NOW)
    threads.queue.leave("b", NOW)
    assert threads == ["a", "b", "c"]
    assert len(threads.queue) == 0


def test_routes_take_turns() -> None:
    threads = Dispatched(*"abcd")
    threads.queue.enter("report", "POST report/", NOW)
    for name in ("a", "b", "report"):
        threads.queue.leave(name, NOW)
    assert threads == ["a", "b", "report", "c"]
    threads.queue.let_go(NOW + HELD_SECONDS)
    assert threads == ["a", "b", "report", "c", "d"]
    assert len(threads.queue) == 0


def test_one_that_stalls_keeps_nobody_for_long() -> None:
    threads = Dispatched(*"abcd")
    threads.queue.let_go(NOW + STALLED_SECONDS / 2)
    assert threads == ["a"]
    threads.queue.let_go(NOW + STALLED_SECONDS)
    threads.queue.let_go(NOW + STALLED_SECONDS)
    assert threads == ["a", "b"]
    threads.queue.let_go(NOW + HELD_SECONDS)
    assert threads == list("abcd")


def test_a_process_that_stops_holds_nobody_and_memory_is_bounded() -> None:
    threads = Dispatched(*map(str, range(300)))
    assert len(threads.queue) == 256
    threads.queue.let_go(inf)
    assert len(threads) == 300
    for name in list(threads):
        threads.queue.leave(name, NOW)
    assert not threads.queue._working


def test_a_request_that_waits_or_is_refused_by_the_bulkhead_says_so() -> None:
    left: list[str] = []
    bulkhead, turn = limits.Bulkhead(16), CallingTurn(lambda: left.append("left"))
    with turn.of_the_request():
        for _ in range(2):
            with bulkhead.slot():
                assert left == ["left"]
    assert turn.has_called
    refused = CallingTurn(lambda: None)
    with ExitStack() as others:
        for _ in range(14):
            others.enter_context(bulkhead.slot())
        with refused.of_the_request(), pytest.raises(Unavailable):
            others.enter_context(bulkhead.slot(within=0.0))
    assert refused.has_called


def test_one_that_waits_for_its_users_turn_leaves_its_own() -> None:
    active, limit = ActiveRequests(0.05), Limit(at_once=6, at_work=1, few=1)
    active.take("person 1", limit)
    left: list[str] = []
    with (
        CallingTurn(lambda: left.append("left")).of_the_request(),
        pytest.raises(concurrency_limit.TooManyRequestsError),
    ):
        active.take("person 1", limit)
    assert left == ["left"]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The address of a process of eight threads with a page that works, and one that works and then calls."""
    with web_process(tmp_path, application=APP, WEB_THREADS="8") as (port, _printed):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.slow
def test_pages_pass_by_many_that_call_another_server(web: str) -> None:
    for _ in range(QUIET_AFTER):
        requests.get(f"{web}/reports/", timeout=60)
    with ThreadPoolExecutor(CALLERS) as pool:
        asked = [pool.submit(requests.get, f"{web}/", timeout=60) for _ in range(CALLERS)]
        time.sleep(WORK_SECONDS)
        page = requests.get(f"{web}/reports/", timeout=60)
        answered_before = sum(each.done() for each in asked)
        answers = [each.result() for each in asked]
    assert {each.status_code for each in (page, *answers)} == {200}
    assert answered_before < CALLERS / 2
    assert max(int(each.text) for each in (page, *answers)) < AT_WORK_WITHOUT / 2

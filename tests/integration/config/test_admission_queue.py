"""What a flood of one user does before it reaches a thread: it waits, and only for the threads of that user."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from math import inf
from pathlib import Path

import pytest
import requests

from accounts.concurrency_limit import SESSION_OWNERS
from config.admission_queue import HELD_SECONDS, AdmissionQueue, user_of
from tests.integration.config.slow_http_clients import (
    KNOWN_SESSION,
    PAGE_SECONDS,
    SLOW_APP,
    web_process,
)

AT_ONCE, NOW = 6, 1000.0
FLOOD = 20


def head(cookie: str = "", path: str = "/reports/", method: str = "GET") -> bytes:
    """The start of a request."""
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{cookies}\r\n".encode()


@pytest.fixture(autouse=True)
def known_sessions() -> None:
    SESSION_OWNERS.keep("key1", "person 1")
    SESSION_OWNERS.keep("key2", "person 2")


@pytest.mark.parametrize(
    ("begins", "user"),
    [
        (head("sessionid=key1"), "person 1"),
        (head("a=b; sessionid=key2; c=d", "/report/", "POST"), "person 2"),
        (head('sessionid="key1"').replace(b"Cookie", b"cOOKIE"), "person 1"),
        (head("sessionid=invented"), None),
        (head("sessionid=key"), None),
        (head("other=key1"), None),
        (head(), None),
        (head("sessionid=key1", "/static/lodge.css"), None),
        (b"\xff\xfe", None),
        (b"GET / HTTP/1.1\r\nCookie: \xff\xfe=;;=;sessionid\r\n\r\n", None),
    ],
)
def test_user_of_a_head(begins: bytes, user: str | None) -> None:
    assert user_of(begins) == user


class Dispatched(list[str]):
    """The connections that went to a thread, which have names here."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = AdmissionQueue(AT_ONCE, self.append)

    def enter(self, *names: str, key: str = "key1", now: float = NOW) -> None:
        """Requests of one session come in."""
        for name in names:
            self.queue.enter(name, head(f"sessionid={key}"), now)


def test_no_more_than_a_users_limit_is_dispatched_and_the_others_follow_in_order() -> None:
    threads = Dispatched()
    threads.enter(*"abcdefghi")
    assert threads == list("abcdef")
    threads.queue.done("c")
    threads.queue.done("a")
    assert threads == list("abcdefgh")
    for each in "bdefg":
        threads.queue.done(each)
    assert threads == list("abcdefghi")


def test_held_requests_of_one_user_delay_nobody_else() -> None:
    threads = Dispatched()
    threads.enter(*"abcdefghi")
    threads.enter("other", key="key2")
    threads.enter("stranger", key="invented")
    assert threads[AT_ONCE:] == ["other", "stranger"]
    threads.queue.done("other")
    threads.queue.done("stranger")
    assert len(threads) == AT_ONCE + 2


def test_after_a_while_a_held_request_goes_to_a_thread_which_refuses_it() -> None:
    threads = Dispatched()
    threads.enter(*"abcdefg")
    threads.enter("h", now=NOW + 1)
    threads.queue.let_go(NOW + HELD_SECONDS - 0.1)
    assert threads == list("abcdef")
    threads.queue.let_go(NOW + HELD_SECONDS)
    assert threads == list("abcdefg")
    threads.queue.let_go(inf)
    assert threads == list("abcdefgh")


def test_one_user_cannot_have_all_connections_held() -> None:
    threads = Dispatched()
    threads.enter(*(f"connection {number}" for number in range(200)))
    assert 200 - len(threads) == 64
    for name in list(threads):
        threads.queue.done(name)
    threads.queue.let_go(inf)
    for name in list(threads):
        threads.queue.done(name)
    assert len(threads) == 200
    assert not threads.queue._busy
    assert not threads.queue._held_of
    assert not threads.queue._dispatched


@pytest.fixture
def web(tmp_path: Path) -> Iterator[int]:
    """The port of a process of eight threads, in which a page takes PAGE_SECONDS."""
    with web_process(tmp_path, application=SLOW_APP, WEB_THREADS="8") as (port, _printed):
        yield port


def flood(pool: ThreadPoolExecutor, port: int) -> list[Future[requests.Response]]:
    """The user of `slow_app` asks for many pages at once."""
    url, cookies = f"http://127.0.0.1:{port}/slow/", {"sessionid": KNOWN_SESSION}
    return [pool.submit(requests.get, url, cookies=cookies, timeout=60) for _ in range(FLOOD)]


@pytest.mark.slow
def test_flood_waits_in_the_loop_while_others_get_their_pages(web: int) -> None:
    with ThreadPoolExecutor(FLOOD) as pool:
        asked = flood(pool, web)
        time.sleep(PAGE_SECONDS / 2)
        began = time.monotonic()
        other = requests.get(f"http://127.0.0.1:{web}/slow/", timeout=60)
        assert time.monotonic() - began < 2 * PAGE_SECONDS
        answers = [each.result() for each in asked]
    assert other.status_code == 200
    assert {each.status_code for each in answers} == {200}
    assert max(int(each.text) for each in (*answers, other)) <= AT_ONCE + 1


@pytest.mark.slow
def test_held_requests_are_answered_when_the_process_stops(tmp_path: Path) -> None:
    with (
        ThreadPoolExecutor(FLOOD) as pool,
        web_process(tmp_path, application=SLOW_APP, WEB_THREADS="8") as (port, _printed),
    ):
        asked = flood(pool, port)
        time.sleep(PAGE_SECONDS / 2)
        master = int(requests.get(f"http://127.0.0.1:{port}/master/", timeout=60).text)
        os.kill(master, signal.SIGTERM)
        assert {each.result().status_code for each in asked} == {200}

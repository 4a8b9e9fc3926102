"""One person's share of the threads: whatever they ask for at once, the others do not feel it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, Queue
from typing import Any, cast

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from accounts import concurrency_limit
from accounts.concurrency_limit import ActiveRequests, Limit, SessionOwners, TooManyRequestsError
from config.concurrency_middleware import ConcurrencyMiddleware
from config.request_body_timeout import ReadInTime
from integrations.limits import Bulkhead

SOON = 0.05  # seconds
LONG = 60


class Session(dict[str, str]):
    """Counts how often it is looked at: in the real one that costs a statement."""

    looks = 0

    @property
    def session_key(self) -> str:
        return f"session of {self.get(SESSION_KEY)}"

    def __getitem__(self, name: str) -> str:
        type(self).looks += 1
        return super().__getitem__(name)


class Door:
    """The middleware before a page that takes as long as the test wants."""

    def __init__(self, patience: float) -> None:
        self.middleware = ConcurrencyMiddleware(cast("Any", self._page))
        self.middleware.active = ActiveRequests(patience)
        self.begun: list[str] = []
        self.go = threading.Event()
        self.page: Callable[[], HttpResponseBase] = self._stuck
        self._threads = ThreadPoolExecutor(40)
        self._began = threading.Condition()

    def _page(self, request: HttpRequest) -> HttpResponseBase:
        with self._began:
            self.begun.append(request.session[SESSION_KEY])
            self._began.notify_all()
        return self.page()

    def _stuck(self) -> HttpResponse:
        self.go.wait(LONG)
        return HttpResponse("done")

    def ask(self, person: str, **posted: str) -> Future[HttpResponse]:
        """Ask for the page as *person*, in a thread of its own."""
        factory = RequestFactory()
        request: Any = (
            factory.post("/report/", posted) if posted else factory.get("/reports/?page=2")
        )
        request.session = Session({SESSION_KEY: person} if person else {})
        return self._threads.submit(self.middleware, request)

    def await_begun(self, count: int) -> None:
        """Until so many pages are being made."""
        with self._began:
            assert self._began.wait_for(lambda: len(self.begun) >= count, LONG)

    def end(self) -> None:
        """Let all go."""
        self.go.set()
        self._threads.shutdown()


@pytest.fixture(params=[LONG])
def door(request: pytest.FixtureRequest, settings: Any) -> Iterator[Door]:
    """With 16 threads: six requests a person, two of them at work."""
    settings.WEB_THREADS = 16
    made = Door(request.param)
    yield made
    made.end()


def test_one_person_gets_two_pages_at_once_and_the_others_theirs(door: Door) -> None:
    for _ in range(6):
        door.ask("1")
    door.await_begun(2)
    refused = door.ask("1").result(LONG)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3")
    assert int(refused["Refresh"]) >= 3
    for _ in range(2):
        door.ask("2")
    door.await_begun(4)
    assert door.begun == ["1", "1", "2", "2"]


def test_flood_of_one_user_works_one_request_at_a_time() -> None:
    """Beyond what a few tabs ask for, the second core is for others."""
    places, share = ActiveRequests(LONG), Limit(at_once=9, at_work=2, few=3)
    begun, go = Queue[None](), threading.Semaphore(0)

    def request() -> None:
        seat = places.take("1", share)
        with seat.at_work():
            begun.put(None)
            go.acquire()
        seat.leave()

    seats = [places.take("1", share) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        ended = [pool.submit(request) for _ in range(4)]
        for seat in seats:
            with seat.at_work():
                pass
            seat.leave()
        begun.get(timeout=LONG)
        with pytest.raises(Empty):
            begun.get(timeout=SOON)
        go.release()
        begun.get(timeout=LONG)
        begun.get(timeout=LONG)
        go.release(3)
    assert all(each.done() for each in ended)


@pytest.mark.parametrize(("under_way", "pauses"), [(3, True), (2, False)])
def test_flood_of_one_user_pauses_after_its_work(under_way: int, pauses: bool) -> None:
    """So most of a core is left. A person with two tabs does not wait."""
    active, limit = ActiveRequests(LONG), Limit(at_once=9, at_work=2, few=2)
    others = [active.take("1", limit) for _ in range(under_way - 1)]
    for each in others:
        with each.at_work():
            time.sleep(SOON)
    ended = time.monotonic()
    active.take("1", limit)
    waited = time.monotonic() - ended
    assert waited >= SOON if pauses else waited < SOON


def test_requests_of_one_user_begin_in_the_order_in_which_they_came() -> None:
    active, limit = ActiveRequests(LONG), Limit(at_once=99, at_work=1, few=99)
    first, begun = active.take("1", limit), list[int]()

    def request(number: int) -> None:
        with active.take("1", limit).at_work():
            begun.append(number)

    with ThreadPoolExecutor(20) as pool:
        for number in range(20):
            pool.submit(request, number)
            while active._under_way["1"] < number + 2:
                time.sleep(SOON / 50)
        with first.at_work():
            pass
    assert begun == list(range(20))


def test_waiting_request_gets_its_turn(door: Door) -> None:
    asked = [door.ask("1") for _ in range(6)]
    door.await_begun(2)
    door.go.set()
    assert [each.result(LONG).status_code for each in asked] == [200] * 6
    assert door.ask("1").result(LONG).status_code == 200


def test_request_waiting_for_jira_does_not_count_as_working(door: Door) -> None:
    def waiting() -> HttpResponse:
        with concurrency_limit.while_waiting():
            return door._stuck()

    door.page = waiting
    for _ in range(6):
        door.ask("1")
    door.await_begun(6)
    assert door.ask("1").result(LONG).status_code == 429


def test_jira_calls_mark_the_request_as_waiting() -> None:
    active, share = ActiveRequests(SOON), Limit(at_once=2, at_work=1, few=2)
    with active.take("1", share).at_work(), Bulkhead(16).slot(), active.take("1", share).at_work():
        pass


def test_slow_body_does_not_count_as_working(settings: Any) -> None:
    """Somebody sends a large file over a slow line, and opens a page meanwhile."""
    settings.REQUEST_READ_SECONDS = LONG / 2
    active, share = ActiveRequests(LONG), Limit(at_once=2, at_work=1, few=2)
    here, there = socket.socketpair()

    def open_a_page() -> None:
        with active.take("1", share).at_work():
            there.sendall(b"the rest of the file")

    with here, there, active.take("1", share).at_work():
        body = ReadInTime(here)
        body.begin()
        page = threading.Thread(target=open_a_page)
        page.start()
        assert body.chunk() == b"the rest of the file"
        page.join()


def test_streaming_response_keeps_its_slot(door: Door) -> None:
    """A file that somebody fetches a byte at a time."""
    door.page = lambda: StreamingHttpResponse([b"a file"])
    sent = [door.ask("1").result(LONG) for _ in range(6)]
    assert {each.status_code for each in sent} == {200}
    assert door.ask("1").result(LONG).status_code == 429
    for closer in 2 * cast("Any", sent[0])._resource_closers:  # as its close() does
        closer()
    sent.append(door.ask("1").result(LONG))
    assert sent[-1].status_code == 200
    assert door.ask("1").result(LONG).status_code == 429


@pytest.mark.parametrize("door", [SOON], indirect=True)
def test_posted_text_is_shown_on_429(door: Door) -> None:
    for _ in range(2):
        door.ask("1")
    door.await_begun(2)
    refused = door.ask("1", description="what I typed").result(LONG)
    assert refused.status_code == 429
    assert "what I typed" in refused.text
    assert "Send it again" in refused.text
    assert "Refresh" not in refused


@pytest.mark.parametrize("door", [SOON], indirect=True)
def test_a_password_is_to_be_typed_again(door: Door) -> None:
    for _ in range(2):
        door.ask("1")
    door.await_begun(2)
    refused = door.ask("1", password="what nobody sees").result(LONG)
    assert "what nobody sees" not in refused.text
    assert "type it again" in refused.text
    assert "comes by itself" not in refused.text


def test_refused_body_is_not_read(door: Door) -> None:
    for _ in range(6):
        door.ask("1")
    door.await_begun(2)
    refused = door.ask("1", description="what I typed").result(LONG)
    assert refused.status_code == 429
    assert "Go back with your browser" in refused.text
    assert "what I typed" not in refused.text


def test_failed_request_releases_its_slot(door: Door) -> None:
    def broken() -> HttpResponse:
        with concurrency_limit.while_waiting():
            raise ZeroDivisionError

    door.page = broken
    for _ in range(8):
        with pytest.raises(ZeroDivisionError):
            door.ask("1").result(LONG)


def test_only_so_many_sessions_are_remembered() -> None:
    sessions = SessionOwners(2)
    for number in range(4):
        sessions.keep(f"key {number % 3}", f"person {number}")
    assert [sessions.get(f"key {number}") for number in range(3)] == ["person 3", None, "person 2"]


def test_counters_of_finished_requests_are_removed() -> None:
    active, share = ActiveRequests(SOON), Limit(at_once=2, at_work=1, few=2)
    slot = active.take("1", share)
    with slot.at_work(), pytest.raises(TooManyRequestsError):
        active.take("1", share)
    slot.leave()
    assert not active._under_way
    assert not active._at_work
    assert not active._waiting
    assert not active._rest_until

"""One person's share of the threads: whatever they ask for at once, the others do not feel it."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, cast

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from accounts import shares
from accounts.shares import Places, Sessions, Share, TooMuchAtOnceError
from config.serving import ReadInTime
from config.shares import ShareMiddleware
from integrations.limits import Crowd

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
        self.middleware = ShareMiddleware(cast("Any", self._page))
        self.middleware.places = Places(patience)
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
        request: Any = factory.post("/report/", posted) if posted else factory.get("/reports/?page=2")
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


def test_who_waits_gets_their_turn(door: Door) -> None:
    asked = [door.ask("1") for _ in range(6)]
    door.await_begun(2)
    door.go.set()
    assert [each.result(LONG).status_code for each in asked] == [200] * 6
    assert door.ask("1").result(LONG).status_code == 200


def test_who_waits_for_jira_is_not_at_work(door: Door) -> None:
    def waiting() -> HttpResponse:
        with shares.aside():
            return door._stuck()

    door.page = waiting
    for _ in range(6):
        door.ask("1")
    door.await_begun(6)
    assert door.ask("1").result(LONG).status_code == 429


def test_the_door_to_jira_says_who_waits_there() -> None:
    places, share = Places(SOON), Share(at_once=2, at_work=1)
    with places.take("1", share).at_work(), Crowd(16).joined(), places.take("1", share).at_work():
        pass


def test_a_body_on_its_way_is_no_work(settings: Any) -> None:
    """Somebody sends a large file over a slow line, and opens a page meanwhile."""
    settings.REQUEST_READ_SECONDS = LONG / 2
    places, share = Places(LONG), Share(at_once=2, at_work=1)
    here, there = socket.socketpair()

    def open_a_page() -> None:
        with places.take("1", share).at_work():
            there.sendall(b"the rest of the file")

    with here, there, places.take("1", share).at_work():
        body = ReadInTime(here)
        body.begin()
        page = threading.Thread(target=open_a_page)
        page.start()
        assert body.chunk() == b"the rest of the file"
        page.join()


def test_what_is_still_leaving_keeps_its_place(door: Door) -> None:
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
def test_what_was_typed_is_given_back(door: Door) -> None:
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


def test_what_is_one_too_many_is_not_read(door: Door) -> None:
    for _ in range(6):
        door.ask("1")
    door.await_begun(2)
    refused = door.ask("1", description="what I typed").result(LONG)
    assert refused.status_code == 429
    assert "Go back with your browser" in refused.text
    assert "what I typed" not in refused.text


def test_a_page_that_breaks_gives_its_place_back(door: Door) -> None:
    def broken() -> HttpResponse:
        with shares.aside():
            raise ZeroDivisionError

    door.page = broken
    for _ in range(8):
        with pytest.raises(ZeroDivisionError):
            door.ask("1").result(LONG)


def test_only_so_many_sessions_are_remembered() -> None:
    sessions = Sessions(2)
    for number in range(4):
        sessions.keep(f"key {number % 3}", f"person {number}")
    assert [sessions.get(f"key {number}") for number in range(3)] == ["person 3", None, "person 2"]


def test_nothing_is_remembered_of_who_has_gone() -> None:
    places, share = Places(SOON), Share(at_once=2, at_work=1)
    seat = places.take("1", share)
    with seat.at_work(), pytest.raises(TooMuchAtOnceError):
        places.take("1", share)
    seat.leave()
    assert not places._under_way
    assert not places._at_work

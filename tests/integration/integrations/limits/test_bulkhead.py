"""A hanging Jira never takes the pages down: only so many threads may wait for it at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event, Thread
from typing import Any

import pytest

from integrations import jira
from integrations.limits import Bulkhead, Server, process_bulkhead
from tests.integration.integrations.conftest import Seat

PATIENTLY = 30.0  # seconds


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """Calls that are under way until the end of the test."""
    with ExitStack() as stack:
        yield stack


def fill(
    at: Bulkhead, held: ExitStack, *, wary: bool = False, server: Server = Server.GATEWAY
) -> int:
    """How many more calls there is room for; they stay."""
    count = 0
    while count < 100:
        try:
            held.enter_context(at.slot(server, wary=wary))
        except jira.Unavailable:
            return count
        count += 1
    return count


@pytest.mark.parametrize(
    ("threads", "room"), [(64, 60), (32, 30), (16, 14), (4, 2), (2, 1), (1, 1)]
)
def test_while_jira_answers_some_threads_are_kept_for_pages(
    threads: int, room: int, held: ExitStack
) -> None:
    assert fill(Bulkhead(threads, patience=0), held) == room


@pytest.mark.parametrize(("threads", "room"), [(32, 16), (16, 8), (4, 2), (2, 1), (1, 1)])
def test_where_the_site_has_just_failed_it_is_half_of_them(
    threads: int, room: int, held: ExitStack
) -> None:
    assert fill(Bulkhead(threads, patience=PATIENTLY), held, wary=True) == room


def test_it_is_half_of_them_as_soon_as_some_calls_are_held_up(held: ExitStack) -> None:
    assert fill(Bulkhead(32, slow_after=-1, patience=PATIENTLY), held) == 16
    assert fill(Bulkhead(32, slow_after=-1, patience=PATIENTLY), held, server=Server.TOKENS) == 8


@pytest.mark.parametrize(
    ("threads", "room", "when_slow"),
    [(64, 32, 16), (32, 16, 8), (16, 8, 4), (4, 2, 1), (2, 1, 1), (1, 1, 1)],
)
def test_for_tokens_wait_half_of_them_and_a_quarter_where_their_endpoint_is_slow(
    threads: int, room: int, when_slow: int, held: ExitStack
) -> None:
    assert fill(Bulkhead(threads, patience=0), held, server=Server.TOKENS) == room
    assert fill(Bulkhead(threads, patience=0), held, wary=True, server=Server.TOKENS) == when_slow


@pytest.mark.parametrize(
    ("hangs", "other", "room"),
    [(Server.GATEWAY, Server.TOKENS, 6), (Server.TOKENS, Server.GATEWAY, 10)],
)
def test_a_server_that_hangs_leaves_room_for_callers_of_the_other(
    hangs: Server, other: Server, room: int, held: ExitStack
) -> None:
    few = Bulkhead(16, patience=0)
    fill(few, held, wary=True, server=hangs)
    assert fill(few, held, server=other) == room, "all but two of the threads, taken together"


def test_who_leaves_makes_room(held: ExitStack) -> None:
    few = Bulkhead(4, patience=0)
    with few.slot():
        assert fill(few, held) == 1
    assert fill(few, held) == 1


def test_who_finds_no_room_waits_for_who_leaves_soon(held: ExitStack) -> None:
    few, inside = Bulkhead(4, patience=PATIENTLY), ExitStack()
    for _number in range(2):
        inside.enter_context(few.slot())
    came = Event()

    def come() -> None:
        with few.slot():
            came.set()

    waiting = Thread(target=come)
    waiting.start()
    assert not came.wait(0.1)
    inside.close()
    assert came.wait(PATIENTLY)
    waiting.join()


@pytest.mark.django_db
def test_beyond_them_a_call_is_certainly_not_done_and_says_so(alices: Seat, settings: Any) -> None:
    settings.WEB_THREADS = 2
    fields = alices.body()
    with process_bulkhead().slot():
        before = alices.sandbox.calls()
        with pytest.raises(jira.Unavailable):
            jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")
        assert alices.sandbox.calls() == before
    jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

"""The second descriptor by which a deadline shuts a connection: one for each connection, closed with it."""

import gc
import os
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

from integrations.errors import OutcomeUnknown
from integrations.transport import Request, send
from integrations.transport.deadline import watchdog
from tests.integration.integrations.transport.misbehaving_servers import (
    Behaviour,
    Server,
    answers,
    read_request,
)
from tests.integration.integrations.transport.misbehaving_servers import http as whole

Serve = Callable[[Behaviour], Server]


def write(url: str, deadline: float = 15.0) -> Request:
    return Request("POST", url, json={"a": 1}, write=True, deadline=deadline)


def held_twice() -> int:
    """How many sockets of this process have a second descriptor."""
    gc.collect()
    found: Counter[str] = Counter()
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found[os.readlink(each)] += 1
    return sum(name.startswith("socket:") and count > 1 for name, count in found.items())


@pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="only Linux shows a process its descriptors"
)
@pytest.mark.parametrize("stays", [True, False])
def test_there_are_no_more_after_many_calls_than_after_the_first(serve: Serve, stays: bool) -> None:
    answer = whole(b"[1]") if stays else whole(b"[1]", "200 OK", "Connection: close")
    server = serve(answers(answer, close=not stays))
    send(write(server.url))
    before = held_twice()
    for _ in range(5):
        assert send(write(server.url)).json() == [1]
    assert held_twice() == before
    assert server.connections == (1 if stays else 6)


def test_a_body_after_which_the_connection_closes_is_cut_in_time_too(serve: Serve) -> None:
    def drips(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9999\r\n\r\n")
        while True:
            connection.sendall(b"x")
            sleep(0.05)

    started = monotonic()
    with pytest.raises(OutcomeUnknown, match="in time"):
        send(write(serve(drips).url, deadline=0.5))
    assert monotonic() - started < 20


def test_calls_that_are_over_are_forgotten_before_their_time_has_come(serve: Serve) -> None:
    server = serve(answers(whole(b"[1]"), close=False))
    for _ in range(300):
        send(write(server.url, deadline=600))
    assert len(watchdog._calls) < 200

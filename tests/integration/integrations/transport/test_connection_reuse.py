"""The transport's connections: used again, never the answer of another call, and one for each process."""

import os

import pytest

from integrations.errors import OutcomeUnknown
from integrations.transport import send
from tests.integration.integrations.transport.misbehaving_servers import (
    answers,
)
from tests.integration.integrations.transport.misbehaving_servers import http as whole
from tests.integration.integrations.transport.test_transport import Serve, get, write


def test_a_connection_is_used_again(serve: Serve) -> None:
    server = serve(answers(whole(), close=False))
    for _ in range(5):
        send(write(server.url))
    assert server.connections == 1


def test_a_connection_that_the_far_side_closed_is_not_used_again(serve: Serve) -> None:
    server = serve(answers(whole()))
    for _ in range(3):
        assert send(write(server.url)).status == 200
        assert server.hung_up.acquire(timeout=30)
    assert server.connections == 3


@pytest.mark.parametrize("hints", [1, 3])
def test_hints_before_the_answer_are_passed_over(serve: Serve, hints: int) -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    server = serve(answers(*[hint] * hints, whole(b"[1]", "201 Created"), pause=0.1, close=False))
    for _ in range(2):
        answer = send(write(server.url))
        assert (answer.status, answer.json(), answer.headers.get("Link")) == (201, [1], None)
    assert server.connections == 1


def test_hints_that_never_end_are_no_answer(serve: Serve) -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with pytest.raises(OutcomeUnknown, match="in time"):
        send(write(serve(answers(*[hint] * 200, pause=0.05)).url, deadline=0.5))


def test_a_switch_of_protocols_is_never_read_as_the_answer_of_another_call(serve: Serve) -> None:
    server = serve(answers(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", whole(b"[1]"), close=False))
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            send(write(server.url))
    assert server.connections == 2


def test_a_forked_process_opens_connections_of_its_own(serve: Serve) -> None:
    server = serve(answers(whole(), close=False))
    send(get(server.url))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if send(get(server.url, deadline=5)).status == 200 else 1
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert send(get(server.url)).status == 200
    assert server.connections == 2

"""A file on its way out: read while it is sent, of the length that was said, whatever it is called."""

import io
import socket
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import OutcomeUnknown
from integrations.transport import Request, Upload, send
from integrations.transport.multipart import Body
from tests.integration.integrations.transport.misbehaving_servers import (
    Behaviour,
    Server,
    read_request,
)
from tests.integration.integrations.transport.misbehaving_servers import http as whole

Serve = Callable[[Behaviour], Server]


def upload(
    data: bytes = b"hello", *, name: str = "log.txt", kind: str = "text/plain", size: int = -1
) -> Upload:
    return Upload(name, kind, io.BytesIO(data), len(data) if size < 0 else size)


def parts(body: Body) -> list[Message]:
    """The parts, as a reader of mail sees them."""
    head = f"Content-Type: {body.content_type}\r\n\r\n".encode()
    parsed = message_from_bytes(head + b"".join(body))
    assert parsed.is_multipart()
    return parsed.get_payload()  # type: ignore[return-value]  # of a multipart: its parts


@given(data=st.binary(max_size=300), name=st.text(), kind=st.text())
def test_a_body_is_as_long_as_it_says_and_holds_one_part_whatever_is_in_it(
    data: bytes, name: str, kind: str
) -> None:
    body = Body(upload(data, name=name, kind=kind))

    sent = b"".join(body)

    assert len(sent) == len(body)
    (part,) = parts(body)
    assert [header.lower() for header in dict(part.items())] == [
        "content-disposition",
        "content-type",
    ]
    assert sent.partition(b"\r\n\r\n")[2].startswith(data)


def test_a_body_is_read_in_small_pieces_and_again_from_the_beginning() -> None:
    file = io.BytesIO(b"x" * 200_000)
    body = Body(Upload("a", "text/plain", file, 200_000))

    pieces = list(body)

    assert max(map(len, pieces)) <= 65_536
    assert list(body) == pieces


def test_two_bodies_share_no_boundary() -> None:
    assert Body(upload()).content_type != Body(upload()).content_type


def test_no_more_is_sent_than_was_said() -> None:
    body = Body(upload(b"hello and more", size=5))

    assert len(b"".join(body)) == len(body)
    assert b"more" not in b"".join(body)


def test_a_file_shows_none_of_itself_in_a_repr() -> None:
    assert "BytesIO" not in repr(Request("POST", "http://x", upload=upload()))


def test_a_file_that_ends_too_soon_is_a_lost_call_and_not_half_a_file(serve: Serve) -> None:
    def behave(connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass

    server = serve(behave)

    with pytest.raises(OutcomeUnknown):
        send(Request("POST", server.url, upload=upload(b"x" * 200_000, size=300_000), write=True))

    assert server.hung_up.acquire(timeout=30)
    assert server.connections == 1


def test_a_refusal_before_the_whole_file_has_left_is_a_refusal(serve: Serve) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(whole(b"{}", "413 Payload Too Large", "Connection: close"))
        while connection.recv(65_536):
            pass

    answer = send(Request("POST", serve(behave).url, upload=upload(b"x" * 500_000), write=True))

    assert answer.status == 413


def test_an_answer_that_is_larger_than_wanted_is_not_taken(serve: Serve) -> None:
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(whole(b"x" * 100, "200 OK", "Connection: close"))

    server = serve(behave)

    assert len(send(Request("GET", server.url, largest=100)).body) == 100
    with pytest.raises(OutcomeUnknown):
        send(Request("POST", server.url, largest=99, write=True))

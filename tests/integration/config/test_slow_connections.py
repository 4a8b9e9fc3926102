"""Slow connections cost no thread of `web` while a head comes, and one for a bounded time while a body does."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.integration.config.slow_http_clients import SECONDS, ask, end_of, slow, web_process

HEAD = b"POST /account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
# With a cookie the body is read: the token that belongs to it may stand there.
HEAD += b"Cookie: csrftoken=" + b"a" * 32 + b"\r\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Its port, and what it printed."""
    with web_process(tmp_path_factory.mktemp("web")) as process:
        yield process


@pytest.mark.parametrize("first", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX-More: "])
def test_forty_slow_heads_keep_nobody_from_a_page_and_are_hung_up_on(
    web: tuple[int, Path], first: bytes
) -> None:
    port, _printed = web
    began = time.monotonic()
    with slow(port, 40, first, b"a" if first else b"") as connections:
        for _ in range(3):
            assert ask(port).status_code == 200
        answered = time.monotonic() - began
        assert all(end_of(each) == b"" for each in connections)
        ended = time.monotonic() - began
    assert ended >= SECONDS * 0.9
    assert answered < ended, "pages came while all of them were still sending"


def test_slow_bodies_are_hung_up_on_and_pages_go_on_then(web: tuple[int, Path]) -> None:
    port, printed = web
    began = time.monotonic()
    with slow(port, 6, HEAD + b"Content-Length: 1000000\r\n\r\n", b"a") as connections:
        for each in connections:
            answer = end_of(each)
            assert not answer or answer.split()[1] in (b"400", b"403", b"429"), answer[:200]
        assert time.monotonic() - began >= SECONDS * 0.9
        assert ask(port).status_code == 200
    said = printed.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "Internal Server Error" not in said


def test_a_body_that_comes_fast_enough_takes_longer_than_that(web: tuple[int, Path]) -> None:
    port, _printed = web
    pieces = [b"x" * 20_000] * 6
    head = HEAD + f"Content-Length: {sum(map(len, pieces))}\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head)
        for piece in pieces:
            time.sleep(SECONDS / 4)
            connection.sendall(piece)
        assert end_of(connection).startswith(b"HTTP/1.1 403"), (
            "read whole, and refused for its missing token"
        )


def test_requests_in_pieces_and_one_after_the_other_are_answered(web: tuple[int, Path]) -> None:
    port, _printed = web
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for number in range(3):
            for piece in (b"GET /healthz HT", b"TP/1.1\r\nHost: x\r\n", b"\r\n"):
                connection.sendall(piece)
                time.sleep(0.05)
            answer = connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200"), number
        again = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
        connection.sendall(again + b"\r\n" + again + b"Connection: close\r\n\r\n")
        assert end_of(connection).count(b"HTTP/1.1 200") == 2
    with requests.Session() as session:
        url = f"http://127.0.0.1:{port}/healthz"
        assert {session.get(url, timeout=60).status_code for _ in range(5)} == {200}
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        with suppress(OSError):
            connection.sendall(b"GET /" + b"x" * 200_000)
        assert end_of(connection).startswith(b"HTTP/1.1 4")


def test_it_listens_on_this_host_alone_unless_it_is_told_otherwise(web: tuple[int, Path]) -> None:
    port, printed = web
    assert f"Listening at: http://127.0.0.1:{port}" in printed.read_text(encoding="utf-8")


def test_who_does_not_hang_up_keeps_nobody_waiting(web: tuple[int, Path]) -> None:
    """Gunicorn's own loop accepts nobody for two seconds then, each time."""
    port, _printed = web
    first = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with slow(port, 30, first, b"") as connections:
        began = time.monotonic()
        assert all(each.recv(1) for each in connections), "each was answered"
        assert ask(port).status_code == 200
        assert time.monotonic() - began < 25


def test_who_sent_much_that_nobody_read_reads_the_answer(web: tuple[int, Path]) -> None:
    port, _printed = web
    size = 4_000_000
    head = f"POST /no/such/page/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head.encode() + b"x" * size)
        answer = end_of(connection)
    assert answer.startswith(b"HTTP/1.1 4")
    assert answer.rstrip().endswith(b"</html>")

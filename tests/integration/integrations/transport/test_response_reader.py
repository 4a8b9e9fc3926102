"""What comes over the wire: read the same however it is cut, and nothing of it is left for the next call."""

import gc
import io
import socket
import threading
import tracemalloc
import weakref
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from integrations.errors import Misconfigured, OutcomeUnknown
from integrations.transport import Request, Upload, connection_pool, send, watched_connection
from integrations.transport.request_response import Prepared
from integrations.transport.response_reader import Incoming
from tests.integration.integrations.transport.misbehaving_servers import Behaviour, Server, answers
from tests.integration.integrations.transport.misbehaving_servers import http as whole

Serve = Callable[[Behaviour], Server]
OK = b"HTTP/1.1 200 OK\r\n"


def write(url: str, **more: object) -> Request:
    return Request("POST", url, json={"a": 1}, write=True, **more)  # type: ignore[arg-type]


def read(
    pieces: list[bytes], *, largest: int = 1000, hangs_up: bool = True
) -> tuple[Incoming, bytes]:
    """What comes of *pieces*, each of which arrives alone."""
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        ours.settimeout(20)
        answer = Incoming(Paced(ours, theirs, pieces, hangs_up), largest)  # type: ignore[arg-type]
        answer.read_head()
        return answer, answer.read_body()


class Paced:
    """A socket whose far side sends the next piece when the last one was taken."""

    def __init__(
        self, ours: socket.socket, theirs: socket.socket, pieces: list[bytes], hangs_up: bool
    ) -> None:
        self._ours, self._theirs, self._pieces, self._hangs_up = (
            ours,
            theirs,
            list(pieces),
            hangs_up,
        )

    def recv(self, size: int) -> bytes:
        if self._pieces:
            self._theirs.sendall(self._pieces.pop(0))
        elif self._hangs_up:
            self._theirs.shutdown(socket.SHUT_WR)
        return self._ours.recv(size)


def chunked(body: bytes, sizes: list[int]) -> bytes:
    found, rest = b"", body
    for size in sizes:
        piece, rest = rest[:size], rest[size:]
        found += b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b""
    found += b"%x\r\n%s\r\n" % (len(rest), rest) if rest else b""
    return found + b"0\r\n\r\n"


values = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=20
)
names = st.text(st.sampled_from("abcdefXYZ-"), min_size=1, max_size=12).map(
    lambda name: f"x-{name}"
)


@given(
    fields=st.lists(st.tuples(names, values), max_size=6),
    body=st.binary(max_size=300),
    framing=st.sampled_from(["length", "chunks", "the end"]),
    sizes=st.lists(st.integers(1, 100), max_size=4),
    cuts=st.lists(st.integers(0, 800), max_size=8),
    hints=st.integers(0, 2),
)
@example(fields=[("x-a", "\x85")], body=b"", framing="length", sizes=[], cuts=[], hints=0)
def test_an_answer_is_the_same_however_it_is_cut_and_framed(
    fields: list[tuple[str, str]],
    body: bytes,
    framing: str,
    sizes: list[int],
    cuts: list[int],
    hints: int,
) -> None:
    head = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * hints + b"HTTP/1.1 201 Created\r\n"
    head += b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in fields)
    framed = {
        "length": b"Content-Length: %d\r\n\r\n%s" % (len(body), body),
        "chunks": b"Transfer-Encoding: chunked\r\n\r\n" + chunked(body, sizes),
        "the end": b"\r\n" + body,
    }[framing]
    sent = head + framed
    places = sorted({0, *(cut for cut in cuts if cut < len(sent)), len(sent)})
    answer, found = read([sent[a:b] for a, b in pairwise(places)])
    assert (answer.status, found) == (201, body)
    assert answer.keeps_open == (framing != "the end")
    assert "link" not in answer.headers
    for name, _ in fields:
        alike = [value for other, value in fields if other.lower() == name.lower()]
        assert answer.headers[name.title()] == ", ".join(alike)


@pytest.mark.parametrize(
    "behind",
    [b"x", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"HTTP/1.1 100 Continue\r\n\r\n"],
)
def test_what_comes_behind_an_answer_is_never_the_answer_of_another_call(
    serve: Serve, behind: bytes
) -> None:
    server = serve(answers(whole(b"[1]", "200 OK", "X-AAccountId: alice") + behind, close=False))
    for _ in range(2):
        answer = send(write(server.url))
        assert (answer.json(), answer.headers.get("X-AAccountId")) == ([1], "alice")
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        whole(b"[1]", "200 OK", "Connection: close"),
        whole(b"[1]").replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
)
def test_a_connection_that_is_said_to_end_is_not_kept(serve: Serve, answer: bytes) -> None:
    server = serve(answers(answer, close=False))
    for _ in range(2):
        assert send(write(server.url)).json() == [1]
    assert server.connections == 2


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_an_answer_that_never_has_a_body_is_whole_with_its_head(serve: Serve, status: str) -> None:
    server = serve(answers(f"HTTP/1.1 {status}\r\n\r\n".encode(), close=False))
    for _ in range(2):
        answer = send(write(server.url))
        assert (answer.status, answer.body) == (int(status[:3]), b"")
    assert server.connections == 1


def test_an_offer_of_another_protocol_is_passed_over(serve: Serve) -> None:
    server = serve(
        answers(whole(b"[1]", "200 OK", "Upgrade: h2c", "Connection: Upgrade"), close=False)
    )
    for _ in range(2):
        assert send(write(server.url)).json() == [1]
    assert server.connections == 1


def test_a_field_behind_the_body_is_none_of_the_head(serve: Serve) -> None:
    server = serve(
        answers(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-AAccountId: bob\r\n\r\n")
    )
    answer = send(write(server.url))
    assert (answer.json(), answer.headers.get("X-AAccountId")) == ({}, None)


AMBIGUOUS = {
    "two lengths": OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "a length and chunks": OK
    + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a length below zero": OK + b"Content-Length: -1\r\n\r\n{}",
    "a length that is none": OK + b"Content-Length: two\r\n\r\n{}",
    "a chunk that is none": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a name with a space": OK + b"Content-Length : 2\r\n\r\n{}",
    "a line break alone": b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
    "a status that is none": b"HTTP/1.1 099 Hm\r\nContent-Length: 2\r\n\r\n{}" + whole(b"[1]"),
    "another version": b"HTTP/2 200\r\nContent-Length: 2\r\n\r\n{}",
    "cut where chunks were to come": OK + b"Transfer-Encoding: chunked\r\n\r\n",
    "a coding of the whole that nobody knows": OK + b"Transfer-Encoding: gzip\r\n\r\n{}",
}


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_an_answer_that_can_be_read_in_two_ways_is_none(serve: Serve, how: str) -> None:
    server = serve(answers(AMBIGUOUS[how]))
    with pytest.raises(OutcomeUnknown):
        send(write(server.url))
    assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        whole(b"x" * 11),
        whole(b"", length=11),
        OK + b"\r\n" + b"x" * 11,
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b"x" * 11, [4, 4]),
    ],
)
def test_more_than_is_wanted_is_not_read(serve: Serve, answer: bytes) -> None:
    with pytest.raises(OutcomeUnknown):
        send(write(serve(answers(answer)).url, largest=10))
    assert (
        send(write(serve(answers(answer.replace(b"200 OK", b"400 Bad"))).url, largest=10)).body
        == b""
    )


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n2"
ENDLESS = {
    "head": OK + (b"X-Filler: " + b"y" * 1000 + b"\r\n") * 600,
    "field": OK + b"X-Filler: " + b"y" * 600_000,
    "trailer": CHUNKED + b"\r\n{}\r\n0\r\nX-Filler: " + b"y" * 600_000,
    "chunk's extension": CHUNKED + b";" + b"y" * 600_000,
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_never_ends_beside_a_body_is_given_up(serve: Serve, what: str) -> None:
    with pytest.raises(OutcomeUnknown, match="OSError"):
        send(write(serve(answers(ENDLESS[what], close=False)).url))


def test_a_body_in_tiny_pieces_costs_no_more_memory_than_a_few_times_itself() -> None:
    pieces = b"1\r\nx\r\n" * 300_000 + b"0\r\n\r\n"
    tracemalloc.start()
    try:
        ours, theirs = socket.socketpair()
        sender = threading.Thread(target=theirs.sendall, args=(CHUNKED[:-1] + pieces,))
        with closing(ours), closing(theirs):
            sender.start()
            answer = Incoming(ours, 1_000_000)
            answer.read_head()
            assert answer.read_body() == b"x" * 300_000
            sender.join(20)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


class TimeIsUp(Exception):
    """As Celery raises it out of a signal, wherever the process is."""


@pytest.mark.parametrize("callback", ["on_header", "on_body", "on_message_complete"])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, TimeIsUp])
def test_what_a_signal_raises_while_an_answer_is_read_gets_through(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, callback: str, kind: type[BaseException]
) -> None:
    own = getattr(Incoming, callback)

    def interrupted(self: Incoming, *said: bytes) -> None:
        own(self, *said)
        raise kind

    server = serve(answers(whole(b"[1]"), close=False))
    monkeypatch.setattr(Incoming, callback, interrupted)
    with pytest.raises(kind):
        send(write(server.url))
    monkeypatch.undo()
    assert send(write(server.url)).json() == [1]
    assert server.connections == 2


@pytest.mark.parametrize("answer", [whole(b"[1]"), b"no answer\r\n\r\n", whole(b"[1]", length=9)])
def test_nothing_of_a_call_waits_for_the_garbage_collector(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    made: list[weakref.ref[Incoming]] = []

    class Noted(Incoming):
        def __init__(self, sock: socket.socket, largest: int) -> None:
            super().__init__(sock, largest)
            made.append(weakref.ref(self))

    monkeypatch.setattr(connection_pool, "Incoming", Noted)
    server = serve(answers(answer))
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            with suppress(OutcomeUnknown):
                send(write(server.url))
        assert [each() for each in made] == [None] * 3
    finally:
        gc.enable()


@pytest.mark.parametrize("leaves", [True, False], ids=["and hangs up", "and stays"])
def test_a_refusal_before_a_large_file_left_wholly_is_heard(serve: Serve, leaves: bool) -> None:
    """What was not sent would be read as the next request: that connection is done with."""
    ended = threading.Event()

    def refuses(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(whole(b"{}", "413 Content Too Large"))
        if leaves:
            connection.close()
        ended.wait(20)

    server = serve(refuses)
    size = 20_000_000
    try:
        upload = Upload("big.bin", "application/octet-stream", io.BytesIO(b"x" * size), size)
        call = Request("POST", server.url, upload=upload, write=True, deadline=20)
        assert send(call).status == 413
        with suppress(OutcomeUnknown):
            send(write(server.url, deadline=1))
        assert server.connections == 2
    finally:
        ended.set()


@pytest.mark.parametrize("path", ["/a b", "/a\r\nX: y", "/ä", "/a\x7f", "/a?b=\n"])
def test_a_target_that_would_be_read_as_another_one_is_not_sent(serve: Serve, path: str) -> None:
    server = serve(answers(whole()))
    prepared = Prepared("POST", server.url, path, {}, b"")
    with pytest.raises(ValueError, match="cannot be sent"):
        prepared.head("x")
    if not set(path) & set("\r\n"):  # which urlsplit takes away
        with pytest.raises(Misconfigured):
            send(write(f"{server.url}{path}"))
    assert server.connections == 0


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("GE T", {}),
        ("GET", {"X:Y": "z"}),
        ("GET", {"": "z"}),
        ("GET", {"X": "y\r\nZ: z"}),
        ("GET", {"X": "y\n z"}),
        ("GET", {"X": "y\0"}),
        ("GET", {"X": "\u2028"}),
    ],
)
def test_a_head_that_can_not_be_sent_is_refused_and_quoted_nowhere(
    method: str, fields: dict[str, str]
) -> None:
    fields = {"Authorization": "Bearer eyJ-secret", **fields}
    with pytest.raises(ValueError, match="cannot be sent") as failure:
        Prepared(method, "http://x", "/", fields, b"").head("x")
    assert failure.value.__context__ is None


@pytest.mark.parametrize(
    ("scheme", "host", "port", "named"),
    [
        ("http", "api.example", 80, "api.example"),
        ("https", "api.example", 443, "api.example"),
        ("https", "api.example", 80, "api.example:80"),
        ("http", "api.example.", 8080, "api.example:8080"),
        ("http", "::1", 8080, "[::1]:8080"),
    ],
)
def test_the_host_is_named_as_a_browser_would(
    scheme: str, host: str, port: int, named: str
) -> None:
    kind = {"http": watched_connection.Watched, "https": watched_connection.WatchedTLS}[scheme]
    assert kind(host, port)._named == named

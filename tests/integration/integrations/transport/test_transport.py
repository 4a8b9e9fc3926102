"""The transport: one request, once, in time, and the truth about what left."""

import gzip
import inspect
import io
import json
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import requests
import urllib3
from django.db import transaction

from integrations.errors import IntegrationError, Misconfigured, OutcomeUnknown, Unavailable
from integrations.transport import Call, Request, Upload, send
from integrations.transport.send import named, template
from integrations.vault import Secret
from tests.integration.integrations.transport import misbehaving_servers
from tests.integration.integrations.transport.misbehaving_servers import (
    Behaviour,
    Server,
    answers,
    closed_port,
    read_request,
)
from tests.integration.integrations.transport.misbehaving_servers import http as whole

Serve = Callable[[Behaviour], Server]
TOKEN = "eyJ-a-token"


def get(url: str, **more: Any) -> Request:
    return Request("GET", url, **more)


def write(url: str, **more: Any) -> Request:
    return Request("POST", url, json={"a": 1}, write=True, **more)


def test_a_whole_answer_is_returned_whatever_its_status(serve: Serve) -> None:
    server = serve(answers(whole(b'{"no": 1}', "418 I'm a teapot", "X-AAccountId: abc")))
    answer = send(get(server.url))
    assert (answer.status, answer.json(), answer.headers["x-aaccountid"]) == (418, {"no": 1}, "abc")
    assert "no" not in repr(answer)


def test_an_answer_is_read_in_whatever_way_it_was_packed(serve: Serve) -> None:
    chunked = (
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n5\r\n": 1}\r\n0\r\n\r\n'
    )
    assert send(get(serve(answers(chunked)).url)).json() == {"a": 1}
    assert send(get(serve(answers(b"HTTP/1.1 200 OK\r\n\r\n[2]")).url)).json() == [2]
    packed = whole(gzip.compress(b"[3]"), "200 OK", "Content-Encoding: gzip")
    assert send(get(serve(answers(packed)).url)).json() == [3]


def test_a_header_that_comes_twice_is_joined(serve: Serve) -> None:
    answer = send(get(serve(answers(whole(b"{}", "200 OK", "Via: a", "via: b"))).url))
    assert answer.headers["VIA"] == "a, b"


def test_a_form_and_a_file_are_encoded_as_they_should_be(serve: Serve) -> None:
    received: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(whole(b"{}", "200 OK", "Connection: close"))

    server = serve(behave)
    send(Request("POST", server.url, form={"a": "ä b", "s": Secret("x&y")}))
    upload = Upload("log.txt", "text/plain", io.BytesIO(b"hello"), 5)
    send(Request("POST", server.url, upload=upload))
    assert received[0].endswith(b"\r\n\r\na=%C3%A4+b&s=x%26y")
    assert b"multipart/form-data; boundary=" in received[1]
    assert b'filename="log.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n' in received[1]


def test_a_page_of_a_proxy_is_no_json(serve: Serve) -> None:
    assert send(get(serve(answers(whole(b"<html>"))).url)).json() is None


def test_secrets_in_the_body_reach_the_socket_and_nothing_else(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    received: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(whole())

    server = serve(behave)
    request = Request(
        "POST",
        f"{server.url}/oauth/token?x={TOKEN}",
        json={"refresh_token": Secret(TOKEN)},
        write=True,
    )
    with caplog.at_level(logging.DEBUG, logger="integrations"):
        send(request)
    assert json.loads(received[0].partition(b"\r\n\r\n")[2]) == {"refresh_token": TOKEN}
    assert "POST" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(
        Request("POST", "http://x", json={"t": Secret(TOKEN)}, bearer=Secret(TOKEN))
    )


def test_bearer_and_basic_are_our_own_whatever_netrc_says(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login thief password theft\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    received: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(whole(b"{}", "200 OK", "Connection: close"))

    server = serve(behave)
    send(get(server.url, bearer=Secret(TOKEN)))
    send(get(server.url, basic=("bot@example.com", Secret(TOKEN))))
    send(get(server.url))
    assert b"Authorization: Bearer eyJ-a-token\r\n" in received[0]
    assert b"Authorization: Basic Ym90QGV4YW1wbGUuY29tOmV5Si1hLXRva2Vu\r\n" in received[1]
    assert b"Authorization" not in received[2]


def test_a_proxy_of_the_environment_is_not_asked(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, closed_port())
    assert send(get(serve(answers(whole())).url)).status == 200


def test_a_redirect_is_an_answer_and_is_not_followed(serve: Serve) -> None:
    server = serve(answers(whole(b"", "302 Found", "Location: /elsewhere")))
    assert send(write(server.url)).status == 302
    assert server.connections == 1


def test_cookies_of_one_answer_are_not_sent_with_the_next_request(serve: Serve) -> None:
    received: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        for _ in range(2):
            received.append(read_request(connection))
            connection.sendall(
                whole(b"{}", "200 OK", "Set-Cookie: atlassian.xsrf.token=of-alice; Path=/")
            )

    server = serve(behave)
    send(get(server.url))
    send(get(server.url))
    assert len(received) == 2
    assert b"Cookie" not in received[1]


@pytest.mark.parametrize(
    "carried", [{"bearer": Secret("x")}, {"json": {"s": Secret("x")}}, {"form": {"s": Secret("x")}}]
)
def test_credentials_go_to_configured_hosts_only(serve: Serve, carried: dict[str, Any]) -> None:
    configured = serve(answers(whole()))
    with misbehaving_servers.serving(answers(whole())) as other:
        with pytest.raises(Misconfigured, match="not configured"):
            send(Request("POST", other.url, **carried))
        assert other.connections == 0
        assert send(get(other.url)).status == 200
    assert send(Request("POST", configured.url, **carried)).status == 200


@pytest.mark.parametrize("how", [{"bearer": Secret("x")}, {"basic": ("a@b.example", Secret("x"))}])
def test_a_credential_goes_to_the_site_that_it_was_entered_for_and_to_no_other(
    serve: Serve, how: dict[str, Any], settings: Any
) -> None:
    settings.JIRA_HTTP_ALLOWED = True
    serve(answers(whole()))
    with (
        misbehaving_servers.serving(answers(whole())) as site,
        misbehaving_servers.serving(answers(whole())) as other,
    ):
        assert send(get(f"{site.url}/jira/rest", **how, site_url=f"{site.url}/jira")).status == 200
        for url, site_url in ((other.url, site.url), (site.url, f"{site.url}/jira")):
            with pytest.raises(Misconfigured, match="are not sent to"):
                send(get(f"{url}/rest", **how, site_url=site_url))
        assert other.connections == 0


def test_basic_credentials_are_redacted_wherever_they_are_printed() -> None:
    request = Request("GET", "http://x", basic=("a@b.example", Secret(TOKEN)))
    assert TOKEN not in repr(request) + str(request)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9@evil.example/", "https://127.0.0.1:9/", "http://127.0.0.1:90/"]
)
def test_an_address_that_only_looks_configured_gets_no_credentials(settings: Any, url: str) -> None:
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"
    with pytest.raises(Misconfigured, match="not configured"):
        send(get(url, bearer=Secret("x")))


@pytest.mark.parametrize("make", [get, write])
def test_where_nobody_listens_certainly_nothing_was_done(make: Callable[..., Request]) -> None:
    with pytest.raises(Unavailable):
        send(make(closed_port()))


@pytest.mark.parametrize("make", [get, write])
def test_a_name_that_does_not_resolve_is_certainly_not_done(make: Callable[..., Request]) -> None:
    with pytest.raises(Unavailable):
        send(make("http://no-such-host.invalid"))


def test_a_name_server_that_is_away_holds_nobody_beyond_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    away = threading.Event()

    def asked(*_address: Any, **_options: Any) -> list[Any]:
        away.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    started = monotonic()
    with pytest.raises(Unavailable):
        send(Request("POST", "http://lodge.invalid/", write=True, deadline=0.3))
    away.set()
    assert monotonic() - started < 20


LOST: dict[str, Behaviour] = {
    "hangs up": misbehaving_servers.closes_at_once,
    "cut in the middle": answers(whole(b'{"id": "1', length=99)),
    "cut in a chunk": answers(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"),
    "no HTTP": answers(b"SSH-2.0-OpenSSH\r\n"),
    "bad gzip": answers(whole(b"not gzip", "200 OK", "Content-Encoding: gzip")),
    "unknown coding": answers(whole(b"{}", "200 OK", "Content-Encoding: br")),
    "endless headers": answers(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200),
}


@pytest.mark.parametrize("how", LOST)
def test_a_lost_answer_leaves_a_write_unknown_and_a_read_undone(serve: Serve, how: str) -> None:
    server = serve(LOST[how])
    with pytest.raises(OutcomeUnknown):
        send(write(server.url))
    with pytest.raises(Unavailable):
        send(get(server.url))
    assert server.connections == 2, "sent once each, never again"


def test_a_refusal_whose_body_was_cut_is_a_refusal(serve: Serve) -> None:
    server = serve(answers(whole(b'{"err', "429 Too Many Requests", "Retry-After: 7", length=99)))
    answer = send(write(server.url))
    assert (answer.status, answer.headers["retry-after"], answer.json()) == (429, "7", None)


SLOW: dict[str, Behaviour] = {
    "silent": misbehaving_servers.stays_silent,
    "drips headers": misbehaving_servers.drips(head=True),
    "drips the body": misbehaving_servers.drips(head=False),
    "drips without length": answers(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 600, pause=0.05),
}


@pytest.mark.parametrize("how", SLOW)
def test_the_deadline_counts_by_the_wall_whatever_drips(serve: Serve, how: str) -> None:
    server = serve(SLOW[how])
    started = monotonic()
    with pytest.raises(OutcomeUnknown, match="in time"):
        send(write(server.url, deadline=0.5))
    assert 0.4 < monotonic() - started < 20


def test_calls_at_once_keep_their_own_deadlines(serve: Serve) -> None:
    server = serve(misbehaving_servers.stays_silent)
    took: dict[float, float] = {}

    def call(deadline: float) -> None:
        started = monotonic()
        with pytest.raises(Unavailable):
            send(get(server.url, deadline=deadline))
        took[deadline] = monotonic() - started

    threads = [threading.Thread(target=call, args=(deadline,)) for deadline in (0.9, 0.3, 0.6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert all(deadline <= seconds < 20 for deadline, seconds in took.items()), took


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_an_open_transaction(serve: Serve) -> None:
    server = serve(answers(whole()))
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        send(get(server.url))
    assert server.connections == 0
    assert send(get(server.url)).status == 200


@pytest.mark.django_db
def test_the_transaction_around_a_test_does_not_count_but_the_codes_own_does(serve: Serve) -> None:
    server = serve(answers(whole()))
    assert send(get(server.url)).status == 200
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        send(get(server.url))


@pytest.mark.parametrize("value", ["x\r\nHost: evil", "ü\u2028"])
def test_a_header_that_can_not_be_sent_is_the_installations_fault_and_is_not_quoted(
    serve: Serve, value: str
) -> None:
    server = serve(answers(whole()))
    with pytest.raises(Misconfigured) as failure:
        send(get(server.url, bearer=Secret(value)))
    assert value not in str(failure.value)


@pytest.mark.parametrize("url", ["no-scheme", "ftp://x/", "http://", "http://[::1"])
def test_an_address_that_can_not_be_asked_is_the_installations_fault(url: str) -> None:
    with pytest.raises(Misconfigured):
        send(get(url))


def failures() -> list[type[Exception]]:
    """Every exception class of requests and urllib3, and the standard library's that pass through them."""
    found = {
        each
        for module in (requests.exceptions, urllib3.exceptions)
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Exception) and not issubclass(each, Warning)
    }
    return [
        *sorted(found, key=lambda each: f"{each.__module__}.{each.__name__}"),
        socket.gaierror,
        ssl.SSLError,
        OSError,
    ]


@pytest.mark.parametrize("kind", failures(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_failure_of_the_library_is_named_in_our_tree(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    sent = Call(1, write=True)
    sent.left = True
    assert type(named(error, sent)) is OutcomeUnknown, "whatever it was: a write left"
    read = Call(1)
    read.left = True
    assert type(named(error, read)) is Unavailable
    assert type(named(error, Call(1, write=True))) in {Unavailable, Misconfigured}
    assert isinstance(named(error, sent), IntegrationError)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/oauth/token", "/oauth/token"),
        (
            "/ex/jira/1f3a9c1e-0000-4a3e-9d5e-0123456789ab/rest/api/3/issue/ED-24",
            "/ex/jira/{id}/rest/api/3/issue/{id}",
        ),
        (
            "/rest/api/3/issue/createmeta/DEMO/issuetypes/10001",
            "/rest/api/3/issue/createmeta/{id}/issuetypes/{id}",
        ),
    ],
)
def test_the_log_names_the_operation_and_nobodys_ids(path: str, shown: str) -> None:
    assert template(f"http://api.example{path}?jql=secret") == f"api.example{shown}"

"""A typed address is checked before it is stored, and again by each connection that it causes."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from integrations.errors import AddressRefused, CertificateRefused, Misconfigured, Unavailable
from integrations.transport import Request, check_address, connection_pool, open_stream, send
from integrations.vault import Secret
from tests.integration.integrations.transport import misbehaving_servers
from tests.integration.integrations.transport.misbehaving_servers import (
    Behaviour,
    Server,
    answers,
    read_request,
)
from tests.integration.integrations.transport.misbehaving_servers import http as whole
from tests.integration.integrations.transport.test_tls import certificate, encrypted

pytestmark = pytest.mark.django_db
Serve = Callable[[Behaviour], Server]
PUBLIC = "93.184.216.34"


class Resolver:
    """Name servers of our own: each name gives its answers one after the other, the last one for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str] | OSError]] = {}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(host)
        left = self.answers.get(host, [[host]])
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, OSError):
            raise found
        return [(_family(each), socket.SOCK_STREAM, 6, "", (each, port)) for each in found]


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


@pytest.fixture(autouse=True)
def no_private_network(settings: Any, own_machine: None) -> None:
    """As Lodge is installed."""
    settings.JIRA_PRIVATE_NETWORKS = []


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """Nobody is asked outside of this process."""
    own = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", own)
    return own


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that no setting names."""
    with misbehaving_servers.serving(answers(whole(b"[1]"))) as running:
        yield running


def site(server: Server, host: str = "jira.corp.test") -> str:
    return server.url.replace("127.0.0.1", host)


def reason(text: str) -> str:
    with pytest.raises(AddressRefused) as refused:
        check_address(text)
    assert refused.value.words
    return refused.value.reason


def test_a_public_name_is_kept(resolver: Resolver) -> None:
    resolver.answers["jira.example.com"] = [[PUBLIC, "2606:2800:220:1::1"]]
    assert check_address("Jira.Example.com./jira/") == "https://jira.example.com/jira"
    assert resolver.asked == ["jira.example.com"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("10.1.2.3", "private"),
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("169.254.169.254", "metadata"),
        ("fe80::1", "link_local"),
        ("0.0.0.0", "unspecified"),
        ("::ffff:10.1.2.3", "private"),
        ("64:ff9b::a01:203", "private"),
    ],
)
def test_where_a_name_leads_decides_and_one_wrong_answer_is_enough(
    resolver: Resolver, address: str, why: str
) -> None:
    resolver.answers["jira.example.com"] = [[PUBLIC, address]]
    assert reason("https://jira.example.com") == why
    literal = f"[{address}]" if ":" in address else address
    assert reason(f"https://{literal}") == why


def test_a_private_network_is_taken_where_the_setting_names_it(
    resolver: Resolver, settings: Any
) -> None:
    resolver.answers["jira.corp"] = [["10.1.2.3"]]
    with pytest.raises(AddressRefused) as refused:
        check_address("https://jira.corp")
    assert "10.1.2.3" in refused.value.words
    assert "JIRA_PRIVATE_NETWORKS" in refused.value.words
    settings.JIRA_PRIVATE_NETWORKS = ["10.1.0.0/16"]
    assert check_address("https://jira.corp") == "https://jira.corp"


def test_a_name_that_is_not_there_is_told_from_a_name_server_that_is_not(
    resolver: Resolver,
) -> None:
    resolver.answers["a.test"] = [socket.gaierror(socket.EAI_NONAME, "unknown")]
    assert reason("https://a.test") == "not_found"
    resolver.answers["b.test"] = [socket.gaierror(socket.EAI_AGAIN, "later")]
    with pytest.raises(Unavailable):
        check_address("https://b.test")


def test_a_name_server_that_is_silent_holds_the_check_no_longer_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(10) and [])
    with pytest.raises(Unavailable):
        check_address("https://jira.example.com", within=0.1)
    over.set()


def test_a_configured_origin_is_taken_wherever_it_is(resolver: Resolver, settings: Any) -> None:
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:8001"
    assert check_address("http://127.0.0.1:8001/_sites/x/") == "http://127.0.0.1:8001/_sites/x"
    assert resolver.asked == []


def test_a_name_that_leads_elsewhere_after_the_check_is_not_followed_there(
    resolver: Resolver, server: Server, settings: Any
) -> None:
    settings.JIRA_HTTP_ALLOWED = True
    resolver.answers["jira.corp.test"] = [[PUBLIC], ["127.0.0.1"]]
    kept = check_address(site(server))
    for ask in (send, open_stream):
        with pytest.raises(AddressRefused) as refused:
            ask(Request("GET", f"{kept}/rest/api/2/myself", bearer=Secret("x"), site_url=kept))
        assert refused.value.reason == "loopback"
    assert server.connections == 0


def test_the_connection_goes_to_an_address_that_passed_and_no_name_is_asked_again(
    resolver: Resolver, server: Server, settings: Any
) -> None:
    """One lookup for a connection: what was checked is what is connected to."""
    settings.JIRA_HTTP_ALLOWED = True
    settings.JIRA_PRIVATE_NETWORKS = ["127.0.0.1/32"]
    resolver.answers["jira.corp.test"] = [["10.9.9.9", "127.0.0.1"], ["10.9.9.9"]]
    url = site(server)
    assert send(Request("GET", f"{url}/x", bearer=Secret("x"), site_url=url)).json() == [1]
    assert resolver.asked == ["jira.corp.test"]
    assert server.connections == 1


def test_a_call_without_credentials_is_guarded_as_well(resolver: Resolver, server: Server) -> None:
    resolver.answers["jira.corp.test"] = [["127.0.0.1"]]
    with pytest.raises(AddressRefused):
        send(Request("GET", f"{site(server)}/_edge/tenant_info"))
    assert server.connections == 0


def test_a_redirect_is_not_followed_to_a_site_either(resolver: Resolver, settings: Any) -> None:
    settings.JIRA_HTTP_ALLOWED = True
    settings.JIRA_PRIVATE_NETWORKS = ["127.0.0.1/32"]
    resolver.answers["jira.corp.test"] = [["127.0.0.1"]]
    moved = answers(whole(b"", "301 Moved", "Location: http://169.254.169.254/latest"))
    with misbehaving_servers.serving(moved) as running:
        url = site(running)
        assert send(Request("GET", url, bearer=Secret("x"), site_url=url)).status == 301
    assert resolver.asked == ["jira.corp.test"]


@pytest.mark.parametrize(
    ("site_url", "url"),
    [
        ("https://jira.example.com", "https://jira.example.com.evil.test/rest"),
        ("https://jira.example.com", "https://jira.example.com:8443/rest"),
        ("https://jira.example.com", "http://jira.example.com/rest"),
        ("https://jira.example.com", "https://jira.example.com@evil.test/rest"),
        ("https://example.com/jira", "https://example.com/wiki/rest"),
        ("https://example.com/jira", "https://example.com/jirafe"),
        ("", "https://jira.example.com/rest"),
    ],
)
def test_credentials_go_below_the_address_that_they_were_entered_for(
    resolver: Resolver, site_url: str, url: str
) -> None:
    with pytest.raises(Misconfigured, match="not sent to"):
        send(Request("GET", url, bearer=Secret("x"), site_url=site_url))
    assert resolver.asked == []


def test_a_stored_address_that_no_longer_passes_gets_no_credentials(resolver: Resolver) -> None:
    """http may have been allowed when it was stored."""
    with pytest.raises(AddressRefused, match="http"):
        send(Request("GET", "http://a.test/x", bearer=Secret("x"), site_url="http://a.test"))
    assert resolver.asked == []


def test_tls_is_spoken_with_the_name_of_the_host_and_not_with_its_address(
    resolver: Resolver, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JIRA_PRIVATE_NETWORKS = ["127.0.0.1/32"]
    for host in ("jira.corp.test", "other.corp.test"):
        resolver.answers[host] = [["127.0.0.1"]]
    file = certificate(tmp_path, "jira.corp.test")
    monkeypatch.setattr(connection_pool, "trust", lambda: str(file))
    received: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(whole(b"[2]"))

    with misbehaving_servers.serving(encrypted(file, behave)) as running:
        url = site(running).replace("http:", "https:")
        assert send(Request("GET", url, bearer=Secret("x"), site_url=url)).json() == [2]
        assert b"Host: jira.corp.test" in received[0]
        other = url.replace("jira.", "other.")
        with pytest.raises(CertificateRefused) as refused:
            send(Request("GET", other, bearer=Secret("x"), site_url=other))
    assert (refused.value.reason, refused.value.host) == ("name", "other.corp.test")
    assert "other.corp.test" in refused.value.words
    assert len(received) == 1

"""What people type as the address of a site: one spelling is kept, and each refusal says what would be right."""

from ipaddress import IPv4Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import AddressRefused
from integrations.transport import typed_address

HOSTS = st.from_regex(
    r"[a-z]([a-z0-9-]{0,12}[a-z0-9])?(\.[a-z]([a-z0-9-]{0,9}[a-z])?){1,3}", fullmatch=True
)
IPV4 = st.ip_addresses(v=4)


def base(text: str) -> str:
    return typed_address.read(text).base_url


def reason(text: str) -> str:
    with pytest.raises(AddressRefused) as refused:
        typed_address.read(text)
    assert refused.value.words
    return refused.value.reason


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://jira.example.com", "https://jira.example.com"),
        ("  jira.example.com/ ", "https://jira.example.com"),
        ("HTTPS://Jira.Example.COM:443/", "https://jira.example.com"),
        ("https://jira.example.com.", "https://jira.example.com"),
        ("https://jira.example.com:8443/jira//", "https://jira.example.com:8443/jira"),
        ("https://example.com/tools/jira/", "https://example.com/tools/jira"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://jira。example。com", "https://jira.example.com"),
        ("https://my_jira.corp", "https://my_jira.corp"),
        ("https://jira", "https://jira"),
        ("https://203.0.113.7:8080", "https://203.0.113.7:8080"),
        ("https://[2001:DB8:0::7]", "https://[2001:db8::7]"),
        ("https://[2001:db8::7]:8443/jira", "https://[2001:db8::7]:8443/jira"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert base(typed) == kept
    assert base(kept) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("not an address", "unreadable"),
        ("https://jira.example.com\n.evil.test", "unreadable"),
        ("https://jira.example.com\\@evil.test", "unreadable"),
        ("https://" + "a" * 300 + ".com", "unreadable"),
        ("https://" + "a" * 64 + ".com", "unreadable"),
        ("https://", "unreadable"),
        ("https://a..b", "unreadable"),
        ("https://.example.com", "unreadable"),
        ("https://-a.example.com", "unreadable"),
        ("https://xn--a.example", "unreadable"),
        ("https://[::1", "unreadable"),
        ("https://[jira]", "unreadable"),
        ("https://jira%2eexample.com", "unreadable"),
        ("ftp://jira.example.com", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http://jira.example.com", "http"),
        ("https://name:word@jira.example.com", "credentials"),
        ("https://token@jira.example.com", "credentials"),
        ("https://jira.example.com:0", "port"),
        ("https://jira.example.com:", "port"),
        ("https://jira.example.com:25", "port"),
        ("https://jira.example.com:70000", "port"),
        ("https://jira.example.com:port", "port"),
        ("https://[fe80::1%25eth0]", "zone"),
        ("https://jira.example.com/?os_username=x", "page"),
        ("https://jira.example.com/#top", "page"),
        ("https://jira.example.com/a/../b", "page"),
        ("https://jira.example.com/a%2fb", "page"),
        ("https://jira.example.com/a//b", "page"),
        ("https://jira.example.com/.well-known", "page"),
    ],
)
def test_what_is_no_address_of_a_site_is_refused(typed: str, why: str) -> None:
    assert reason(typed) == why


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("https://jira.example.com/browse/ED-1", "https://jira.example.com"),
        ("https://jira.example.com/secure/Dashboard.jspa", "https://jira.example.com"),
        ("https://example.com/jira/browse/ED-1", "https://example.com/jira"),
        ("https://example.com/jira/rest/api/2", "https://example.com/jira"),
        ("https://team.atlassian.net/jira/software/projects/ED", "https://team.atlassian.net"),
        ("https://jira.example.com:8443/x?y", "https://jira.example.com:8443"),
    ],
)
def test_the_address_of_a_page_is_answered_with_that_of_its_site(typed: str, offered: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        typed_address.read(typed)
    assert refused.value.place == offered
    assert offered in refused.value.words
    assert base(offered) == offered


def test_no_refusal_quotes_a_name_or_a_password() -> None:
    with pytest.raises(AddressRefused) as refused:
        typed_address.read("https://kittiwake:merganser@jira.example.com")
    assert "kittiwake" not in refused.value.words + str(refused.value)
    assert "merganser" not in refused.value.words + str(refused.value)


def test_http_is_taken_where_a_setting_allows_it_or_names_the_origin(settings: Any) -> None:
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:8001"
    assert base("http://127.0.0.1:8001/_sites/demo/") == "http://127.0.0.1:8001/_sites/demo"
    assert reason("http://127.0.0.1:8002") == "http"
    settings.JIRA_HTTP_ALLOWED = True
    assert base("http://jira.example.com:80") == "http://jira.example.com"


@given(IPV4)
def test_a_number_is_an_address_in_its_usual_notation_only(address: IPv4Address) -> None:
    """Whatever resolvers make of the others: each is refused, none is read as a name."""
    assert typed_address.read(f"https://{address}").ip == address
    numbers = [int(each) for each in str(address).split(".")]
    others = {
        str(int(address)),
        hex(int(address)),
        "0" + oct(int(address))[2:],
        ".".join(f"{each:#x}" for each in numbers),
        ".".join(f"0{each:o}" for each in numbers),
        f"{numbers[0]}.{int(address) & 0xFFFFFF}",
        f"{numbers[0]}.{numbers[1]}.{int(address) & 0xFFFF}",
        f"{address}.0",
    } - {str(address)}
    for each in others:
        assert reason(f"https://{each}") == "notation", each
    wide = str(address).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert typed_address.read(f"https://{wide}").ip == address
    assert typed_address.read(f"https://{str(address).replace('.', '。')}.").ip == address


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_has_one_spelling(address: Any) -> None:
    found = typed_address.read(f"https://[{address.exploded.upper()}]")
    assert found.ip == ip_address(str(address))
    assert found.base_url == f"https://[{address.compressed}]"


@given(
    HOSTS, st.sampled_from(["", ":443", ":8443", ":65535"]), st.sampled_from(["", "/", "/jira/"])
)
def test_what_is_kept_is_what_every_parser_reads(host: str, port: str, path: str) -> None:
    kept = base(f"https://{host}{port}{path}")
    parts = urlsplit(kept)
    assert (parts.scheme, parts.hostname) == ("https", host)
    assert parts.port == (int(port[1:]) if port not in ("", ":443") else None)
    assert parts.path == path.rstrip("/")
    assert base(kept) == kept


def read_or_refused(text: str) -> typed_address.TypedAddress | AddressRefused:
    try:
        return typed_address.read(text)
    except AddressRefused as refused:
        return refused


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_refusal_with_words(text: str) -> None:
    for typed in (text, f"https://{text}", f"https://jira.example.com{text}"):
        found = read_or_refused(typed)
        if isinstance(found, AddressRefused):
            assert found.words
        else:
            assert found.base_url.isascii()
            assert typed_address.read(found.base_url) == found
            assert "@" not in found.base_url

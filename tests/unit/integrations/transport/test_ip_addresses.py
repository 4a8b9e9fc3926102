"""Which addresses Lodge sends something to, however they are written."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.transport.ip_addresses import Kind, permitted, refusal

PRIVATE = ["10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd12:3456::1", "192.0.0.8"]
NEVER = {
    "169.254.169.254": Kind.METADATA,
    "100.100.100.200": Kind.METADATA,
    "168.63.129.16": Kind.METADATA,
    "fd00:ec2::254": Kind.METADATA,
    "169.254.0.1": Kind.LINK_LOCAL,
    "fe80::1": Kind.LINK_LOCAL,
    "224.0.0.1": Kind.MULTICAST,
    "ff02::1": Kind.MULTICAST,
    "0.0.0.0": Kind.UNSPECIFIED,
    "::": Kind.UNSPECIFIED,
    "240.0.0.1": Kind.RESERVED,
    "255.255.255.255": Kind.RESERVED,
}


def embedded(address: IPv4Address) -> list[IPv6Address]:
    """*address* in each way that IPv6 can hold it."""
    number = int(address)
    return [
        IPv6Address(f"::ffff:{address}"),
        IPv6Address(int(IPv6Address("64:ff9b::")) + number),
        IPv6Address((0x2002 << 112) + (number << 80)),
        IPv6Address((0x20010000 << 96) + (number ^ 0xFFFFFFFF)),
    ]


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_taken(text: str) -> None:
    assert refusal(ip_address(text)) is None


@pytest.mark.parametrize("text", PRIVATE)
def test_a_private_address_is_taken_only_where_the_setting_names_its_network(
    settings: Any, text: str
) -> None:
    assert refusal(ip_address(text)) is Kind.PRIVATE
    settings.JIRA_PRIVATE_NETWORKS = ["10.99.0.0/16"]
    assert refusal(ip_address(text)) is Kind.PRIVATE
    settings.JIRA_PRIVATE_NETWORKS = [f"{text}/{32 if '.' in text else 128}"]
    assert refusal(ip_address(text)) is None


@pytest.mark.parametrize("text", ["127.0.0.1", "127.9.9.9", "::1"])
def test_the_own_machine_is_refused_unless_the_setting_names_it(settings: Any, text: str) -> None:
    assert refusal(ip_address(text)) is Kind.LOOPBACK
    settings.JIRA_PRIVATE_NETWORKS = ["10.0.0.0/8"]
    assert refusal(ip_address(text)) is Kind.LOOPBACK
    settings.JIRA_PRIVATE_NETWORKS = ["127.0.0.0/8", "::1/128"]
    assert refusal(ip_address(text)) is None


@pytest.mark.parametrize(("text", "kind"), NEVER.items())
def test_no_setting_opens_what_no_site_is_at(settings: Any, text: str, kind: Kind) -> None:
    settings.JIRA_PRIVATE_NETWORKS = ["0.0.0.0/0", "::/0"]
    assert refusal(ip_address(text)) is kind


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(address: IPv4Address) -> None:
    for each in embedded(address):
        assert bool(refusal(each)) or not refusal(address), (each, address)


@given(
    st.sampled_from([*PRIVATE[:4], *(each for each in NEVER if "." in each)]),
)
def test_no_notation_hides_a_refused_address(text: str) -> None:
    for each in embedded(IPv4Address(text)):
        assert refusal(each) is not None, each


@given(st.ip_addresses())
def test_whatever_is_taken_is_global_for_python_too(address: Any) -> None:
    if refusal(address) is None:
        assert address.is_global
        assert not address.is_link_local
        assert not address.is_multicast


def test_of_several_answers_only_those_that_pass_are_connected_to() -> None:
    found = [(0, 0, 0, "", (each, 443)) for each in ("10.0.0.1", "8.8.8.8", "169.254.169.254")]
    assert permitted(found) == ([found[1]], Kind.METADATA)
    assert permitted(found[:1]) == ([], Kind.PRIVATE)
    assert permitted([]) == ([], None)

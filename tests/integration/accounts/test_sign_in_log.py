"""Who came, who was refused, who is locked out, and from where: in the log, by number."""

import logging
from typing import Any

import pytest
from django.test import Client

from accounts import sign_in_throttle
from accounts.client_ip_address import address_of, network_of
from accounts.models import User
from tests.conftest import PASSWORD
from tests.integration.accounts.test_sign_in import post


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [
        (each.levelname, each.getMessage())
        for each in caplog.records
        if each.name == "lodge.signin"
    ]


@pytest.fixture
def behind_a_proxy(settings: Any) -> Client:
    settings.TRUSTED_PROXIES = 1
    return Client(headers={"host": "lodge.test", "x-forwarded-for": "10.0.0.1, 192.0.2.77"})


def test_log_has_success_failure_and_lock_out_with_the_client_address(
    alice: User, behind_a_proxy: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    post(behind_a_proxy, "alice")
    behind_a_proxy.logout()
    post(behind_a_proxy, PASSWORD, "wrong")  # into the wrong field
    for _ in range(sign_in_throttle.PASSWORDS.for_a_name + 1):
        behind_a_proxy.logout()
        post(behind_a_proxy, "alice@lodge.test", "wrong")
    lines = said(caplog)
    me = f"person {alice.pk} from 192.0.2.77"
    assert lines[0] == ("INFO", f"signed in: {me}")
    assert lines[1] == ("WARNING", "wrong password: nobody known from 192.0.2.77")
    assert (
        lines[2:-1]
        == [("WARNING", f"wrong password: {me}")] * sign_in_throttle.PASSWORDS.for_a_name
    )
    assert lines[-1][1].startswith("locked out until 20")
    assert lines[-1][1].endswith(f"Z: {me}")
    assert not any(
        word in line for word in (PASSWORD, "wrong\n", "alice") for _level, line in lines
    )


def test_a_wrong_present_password_is_told_too(
    alice: User, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(alice)
    caplog.clear()
    client.post("/account/password/", {"old_password": "x"})
    assert said(caplog) == [("WARNING", f"wrong password: person {alice.pk} from 127.0.0.1")]


FORGED = "203.0.113.9\nINFO lodge.signin signed in: person 1 from 127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.1", "127.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "10.0.0.1, 192.0.2.1", "192.0.2.1"),
        (2, "10.0.0.1, 192.0.2.1, 192.0.2.2", "192.0.2.1"),
        (2, "192.0.2.2", "192.0.2.2"),
        (1, "", "127.0.0.1"),
        (1, "unknown", "127.0.0.1"),
        (1, FORGED, "127.0.0.1"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, '"[2001:db8::1]:4711"', "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_only_trusted_proxies_are_believed(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert address_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}) == address


def test_ipv6_network_is_a_64_bit_prefix(settings: Any) -> None:
    one, other = ({"REMOTE_ADDR": f"2001:db8::{end}"} for end in ("1", "2:3"))
    assert network_of(one) == network_of(other) == "2001:db8::/64"
    assert address_of({}) == network_of({}) == "-"

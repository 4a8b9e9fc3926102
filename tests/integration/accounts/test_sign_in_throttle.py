"""Guesses are counted before they are looked at: the limit holds exactly, however many come at once."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine
from django.test import Client, RequestFactory

from accounts import sign_in_throttle, tasks
from accounts.models import Tries, User
from config.run import free_port
from tests.browser.lodge_processes import Served
from tests.conftest import PASSWORD
from tests.integration.accounts.test_sign_in import SIGN_IN, post
from tests.integration.integrations.connections.concurrent_threads import at_once

LOOKED_AT, LOCKED_OUT, CROWDED = (
    "do not belong together",
    "too many wrong passwords",
    "at this moment",
)


def told(page: str) -> str:
    """Which of the three answers it is."""
    return next(each for each in (LOOKED_AT, LOCKED_OUT, CROWDED) if each in page)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_ten_of_sixty_concurrent_attempts_are_checked(alice: User) -> None:
    def guess() -> str:
        return told(post(Client(headers={"host": "lodge.test"}), "alice", "wrong").text)

    answers = Counter(at_once(60, guess))
    assert answers == {LOOKED_AT: sign_in_throttle.PASSWORDS.for_a_name, LOCKED_OUT: 50}


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_limit_of_a_network_holds_whatever_names_are_tried_at_once() -> None:
    names = iter(range(130))

    def take() -> bool:
        sign_in_throttle.take(RequestFactory().get("/"), f"name {next(names)}")
        return True

    assert at_once(130, take).count(True) == sign_in_throttle.PASSWORDS.from_a_network


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_over_several_processes_that_hash_for_real(
    alice: User, repository: Path, tmp_path: Path, settings: Any
) -> None:
    """Two servers on one database. Who finds no turn, or whose network has its share, tries again, as the page says."""
    servers = [Served(repository, tmp_path, settings, threads=8) for _ in range(2)]
    try:
        for server in servers:
            server.port = free_port(0)
            server.url = server.environment["PUBLIC_URL"] = f"http://127.0.0.1:{server.port}"
            server.start()
        with ThreadPoolExecutor(30) as pool:
            answers = Counter(
                pool.map(lambda n: guess_until_answered(servers[n % 2].url), range(40))
            )
    finally:
        for server in servers:
            server.kill()
    assert answers == {LOOKED_AT: sign_in_throttle.PASSWORDS.for_a_name, LOCKED_OUT: 30}


def guess_until_answered(url: str) -> str:
    """One wrong password, from a browser of its own, that waits a moment when it is told to come again."""
    with requests.Session() as browser:
        for wait in islice(cycle((0.1, 0.2, 0.3)), 1000):
            if browser.get(f"{url}{SIGN_IN}", timeout=120).status_code == 429:
                time.sleep(wait)
                continue
            form = {
                "username": "alice",
                "password": "wrong",
                "csrfmiddlewaretoken": browser.cookies["csrftoken"],
            }
            answer = browser.post(f"{url}{SIGN_IN}", form, timeout=120)
            if answer.status_code == 200:
                return told(answer.text)
            assert answer.status_code == 429 or told(answer.text) == CROWDED
            assert int(answer.headers["Retry-After"]) > 0
            time.sleep(wait)
    raise AssertionError("it never found a turn")


def test_successful_sign_ins_do_not_count(alice: User, stranger: Client) -> None:
    """A right password gives its try back."""
    for _ in range(2 * sign_in_throttle.PASSWORDS.for_a_name):
        assert post(Client(headers={"host": "lodge.test"}), "alice").status_code == 302
    assert not Tries.objects.filter(count__gt=0).exists()


def test_a_refused_try_does_not_count_for_others(alice: User, stranger: Client) -> None:
    """Who hammers at one name does not use up what their network has."""
    for _ in range(sign_in_throttle.PASSWORDS.from_a_network + 10):
        post(stranger, "alice", "wrong")
    assert (
        max(Tries.objects.values_list("count", flat=True)) == sign_in_throttle.PASSWORDS.for_a_name
    )
    assert told(post(stranger, "bob", "wrong").text) == LOOKED_AT


def test_wrong_old_passwords_count_with_sign_in_attempts(
    alice: User, sign_in: Any, stranger: Client
) -> None:
    """Whoever finds an unlocked screen has no more tries than others."""
    client, new = sign_in(alice), "violet harbour lantern"
    change = {"new_password1": new, "new_password2": new}
    for _ in range(sign_in_throttle.PASSWORDS.for_a_name):
        page = client.post("/account/password/", {"old_password": "wrong", **change})
        assert "not your present password" in page.text
    assert (
        LOCKED_OUT in client.post("/account/password/", {"old_password": PASSWORD, **change}).text
    )
    assert told(post(stranger, "alice").text) == LOCKED_OUT
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_counters_hold_digests_and_are_deleted(alice: User, stranger: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False) as clock:
        post(stranger, "alice", "wrong")
        assert {len(each.key) for each in Tries.objects.all()} == {64}
        tasks.clean_up()
        assert Tries.objects.count() == 3
        clock.shift(timedelta(minutes=20))
        tasks.clean_up()
    assert not Tries.objects.exists()

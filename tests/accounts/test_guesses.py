"""Guesses are counted before they are looked at: the limit holds exactly, however many come at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine
from django.test import Client, RequestFactory

from accounts import guesses, tasks
from accounts.models import Tries, User
from config.run import free_port
from tests.accounts.test_signing_in import SIGN_IN, post
from tests.browser.served import Served
from tests.conftest import PASSWORD
from tests.links.actors import at_once

LOOKED_AT, LOCKED_OUT, CROWDED = "do not belong together", "too many wrong passwords", "at this moment"


def told(page: str) -> str:
    """Which of the three answers it is."""
    return next(each for each in (LOOKED_AT, LOCKED_OUT, CROWDED) if each in page)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_sixty_guesses_at_once_ten_are_looked_at(alice: User) -> None:
    def guess() -> str:
        return told(post(Client(headers={"host": "lodge.test"}), "alice", "wrong").text)

    answers = Counter(at_once(60, guess))
    assert answers == {LOOKED_AT: guesses.PASSWORDS.for_a_name, LOCKED_OUT: 50}


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_limit_of_a_network_holds_whatever_names_are_tried_at_once() -> None:
    names = iter(range(130))

    def take() -> bool:
        guesses.take(RequestFactory().get("/"), f"name {next(names)}")
        return True

    assert at_once(130, take).count(True) == guesses.PASSWORDS.from_a_network


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
            answers = Counter(pool.map(lambda n: guess_until_answered(servers[n % 2].url), range(40)))
    finally:
        for server in servers:
            server.kill()
    assert answers == {LOOKED_AT: guesses.PASSWORDS.for_a_name, LOCKED_OUT: 30}


def guess_until_answered(url: str) -> str:
    """One wrong password, from a browser of its own."""
    with requests.Session() as browser:
        for _ in range(100):
            if browser.get(f"{url}{SIGN_IN}", timeout=120).status_code == 429:
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
    raise AssertionError("it never found a turn")


def test_who_signs_in_often_is_not_locked_out(alice: User, stranger: Client) -> None:
    """A right password gives its try back."""
    for _ in range(2 * guesses.PASSWORDS.for_a_name):
        assert post(Client(headers={"host": "lodge.test"}), "alice").status_code == 302
    assert not Tries.objects.filter(count__gt=0).exists()


def test_a_refused_try_does_not_count_for_others(alice: User, stranger: Client) -> None:
    """Who hammers at one name does not use up what their network has."""
    for _ in range(guesses.PASSWORDS.from_a_network + 10):
        post(stranger, "alice", "wrong")
    assert max(Tries.objects.values_list("count", flat=True)) == guesses.PASSWORDS.for_a_name
    assert told(post(stranger, "bob", "wrong").text) == LOOKED_AT


def test_guesses_of_the_present_password_are_counted_with_those_at_the_door(
    alice: User, sign_in: Any, stranger: Client
) -> None:
    """Whoever finds an unlocked screen has no more tries than others."""
    client, new = sign_in(alice), "violet harbour lantern"
    change = {"new_password1": new, "new_password2": new}
    for _ in range(guesses.PASSWORDS.for_a_name):
        page = client.post("/account/password/", {"old_password": "wrong", **change})
        assert "not your present password" in page.text
    assert LOCKED_OUT in client.post("/account/password/", {"old_password": PASSWORD, **change}).text
    assert told(post(stranger, "alice").text) == LOCKED_OUT
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_nothing_of_whom_it_was_about_is_kept_and_the_rest_goes(alice: User, stranger: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False) as clock:
        post(stranger, "alice", "wrong")
        assert {len(each.key) for each in Tries.objects.all()} == {64}
        tasks.clean_up()
        assert Tries.objects.count() == 3
        clock.shift(timedelta(minutes=20))
        tasks.clean_up()
    assert not Tries.objects.exists()

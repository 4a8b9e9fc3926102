"""Passwords are hashed a few at a time, whoever asks; who finds no turn gets a page that says so."""

import threading
import time
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts import password_hashing
from accounts.inviting.signed_link import link_of
from accounts.models import Invitation, Tries, User
from accounts.password_hashing import TooManyAtOnceError, Turns
from tests.conftest import PASSWORD
from tests.integration.accounts.test_sign_in import post
from tests.integration.integrations.connections.concurrent_threads import at_once

BOUNDED = ["accounts.password_hashing.BoundedArgon2"]
CROWDED = "Many people sign in at this moment."


def test_the_settings_name_no_other_hasher(repository: Any) -> None:
    """Tests have a quick one of their own."""
    source = (repository / "config" / "fixed_settings.py").read_text(encoding="utf-8")
    assert f"PASSWORD_HASHERS = {BOUNDED!r}".replace("'", '"') in source


def test_concurrent_hashes_are_limited_and_the_rest_get_503() -> None:
    turns, lock = Turns(2, waiting=3, patience=30), threading.Lock()
    under_way, most = 0, 0

    def work() -> bool:
        nonlocal under_way, most
        with turns.turn():
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.2)
            with lock:
                under_way -= 1
        return True

    done = at_once(20, work)
    assert most == 2
    assert done.count(True) == 5
    assert all(isinstance(each, TooManyAtOnceError) for each in done if each is not True)
    with turns.turn():
        pass


def test_waiting_for_a_hash_has_a_time_limit() -> None:
    turns = Turns(1, waiting=1, patience=0.1)
    with turns.turn(), pytest.raises(TooManyAtOnceError), turns.turn():
        pass


@pytest.fixture
def crowd(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """All turns are taken inside the block."""
    settings.PASSWORD_HASHERS = BOUNDED
    turns = Turns(1, waiting=0)
    monkeypatch.setattr(password_hashing, "turns", turns)
    return turns.turn


@pytest.mark.parametrize("name", ["alice", "nobody", "ALICE@lodge.test"])
def test_overload_answer_does_not_reveal_names_or_count_attempts(
    alice: User, stranger: Client, crowd: Any, name: str
) -> None:
    with crowd():
        answer = post(stranger, name)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert CROWDED in answer.text
    assert not Tries.objects.filter(count__gt=0).exists()


def test_each_page_that_sets_a_password_goes_the_same_way(
    alice: User, bob: User, stranger: Client, sign_in: Any, crowd: Any
) -> None:
    new = {"new_password1": "violet harbour lantern", "new_password2": "violet harbour lantern"}
    twice = {"password1": "violet harbour lantern", "password2": "violet harbour lantern"}
    alice.is_staff = alice.is_superuser = True
    alice.password = make_password(PASSWORD)
    alice.save()
    admin = sign_in(alice)
    invitation = Invitation.objects.create(
        address="dora@lodge.test", expires_at="2099-01-01T00:00Z"
    )
    stranger.get(link_of(invitation).removeprefix("http://lodge.test"))
    with crowd():
        answers = [
            admin.post("/account/password/", {"old_password": PASSWORD, **new}),
            admin.post(f"/admin/accounts/user/{bob.pk}/password/", twice),
            stranger.post("/account/invitation/", {"username": "dora", **twice}),
        ]
    assert [answer.status_code for answer in answers] == [503] * 3
    assert all(CROWDED in answer.text for answer in answers)
    assert not User.objects.filter(username="dora").exists()
    assert stranger.post("/account/invitation/", {"username": "dora", **twice}).status_code == 302


@pytest.mark.parametrize("who", ["alice", "nobody", "left", "without", "two@lodge.test"])
def test_one_hash_is_computed_for_known_and_unknown_names(
    alice: User, stranger: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """No clock: the time of an answer is that of its one hash. People without a password, or who left, count too."""
    settings.PASSWORD_HASHERS = BOUNDED
    alice.set_password(PASSWORD)
    alice.save()
    User.objects.create_user("left", "left@lodge.test", PASSWORD, is_active=False)
    User.objects.create_user("without", "without@lodge.test")
    User.objects.create_user("two", "two@lodge.test", PASSWORD)
    User.objects.create_user("two@lodge.test", "other@lodge.test", PASSWORD)
    counted: list[None] = []

    class Counting(Turns):
        def turn(self) -> Any:
            counted.append(None)
            return super().turn()

    monkeypatch.setattr(password_hashing, "turns", Counting(2, 2))
    assert "do not belong together" in post(stranger, who, "wrong").text
    assert len(counted) == 1

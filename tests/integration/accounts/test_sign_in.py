"""The door: by name or by address, kindly, and not too often."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import PASSWORD, person

SIGN_IN = "/account/sign-in/"
PREFERENCES = "/account/preferences/"
WRONG = "do not belong together"


def post(
    client: Client, name: str, password: str = PASSWORD, to: str = PREFERENCES, **more: Any
) -> Any:
    """Fill in the form and send it."""
    return client.post(SIGN_IN, {"username": name, "password": password, "next": to}, **more)


def is_signed_in(client: Client) -> bool:
    """Whether the session is somebody's."""
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["alice", "alice@lodge.test", "Alice@Lodge.TEST"])
def test_sign_in_by_name_or_address_in_any_case(alice: User, stranger: Client, name: str) -> None:
    """One field serves both."""
    answer = post(stranger, name)
    assert answer.status_code == 302
    assert answer["Location"] == PREFERENCES
    assert stranger.session["_auth_user_id"] == str(alice.pk)


def test_a_wrong_password_is_told_beside_the_field_and_the_name_is_kept(
    alice: User, stranger: Client
) -> None:
    """The title says so first; the summary leads to the field."""
    page = unescape(post(stranger, "alice", "wrong").text)
    assert WRONG in page
    assert 'value="alice"' in page
    assert 'href="#id_password"' in page
    assert 'id="id_password_error"' in page
    assert " ".join(page.split("<title>")[1].split("</title>")[0].split()).startswith(
        "Error: Sign in"
    )
    assert not is_signed_in(stranger)


def test_an_unknown_name_is_answered_like_a_wrong_password(alice: User, stranger: Client) -> None:
    """The page must not tell who has an account."""
    known = post(stranger, "alice", "wrong").text.replace("alice", "")
    unknown = post(stranger, "nobody", "wrong").text.replace("nobody", "")
    without_token = [
        page.split("csrfmiddlewaretoken")[0] + page.split("id_username")[-1]
        for page in (known, unknown)
    ]
    assert without_token[0] == without_token[1]


@pytest.mark.parametrize(("name", "password"), [("", ""), ("alice", ""), ("", PASSWORD)])
def test_an_empty_field_says_what_to_type(
    alice: User, stranger: Client, name: str, password: str
) -> None:
    """No empty guess is counted or looked up."""
    page = post(stranger, name, password).text
    assert ("Type your user name" in page) == (not name)
    assert ("Type your password" in page) == (not password)


def test_inactive_user_is_refused(alice: User, stranger: Client) -> None:
    """An inactive account looks like no account."""
    alice.is_active = False
    alice.save()
    assert WRONG in post(stranger, "alice").text
    assert not is_signed_in(stranger)


def test_name_equal_to_another_users_address_is_refused(alice: User, stranger: Client) -> None:
    """Ambiguous is refused, whoever's password it is."""
    person("alice@lodge.test").delete()
    other = User.objects.create_user(
        "alice@lodge.test", "other@lodge.test", "quite another pass phrase"
    )
    for password in (PASSWORD, "quite another pass phrase"):
        assert WRONG in post(stranger, "alice@lodge.test", password).text
    assert post(stranger, other.email, "quite another pass phrase").status_code == 302


def test_next_is_kept_after_a_wrong_password(alice: User, stranger: Client) -> None:
    """`next` survives GET and a failed POST."""
    assert f'name="next" value="{PREFERENCES}"' in " ".join(
        stranger.get(f"{SIGN_IN}?next={PREFERENCES}").text.split()
    )
    assert f'name="next" value="{PREFERENCES}"' in " ".join(
        post(stranger, "alice", "wrong").text.split()
    )


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_next_never_leaves_lodge(alice: User, stranger: Client, elsewhere: str) -> None:
    """An open redirect would lend our name to others."""
    assert "evil" not in stranger.get(SIGN_IN, {"next": elsewhere}).text
    assert post(stranger, "alice", to=elsewhere)["Location"] == reverse("home")


def test_signed_in_user_is_redirected(alice: User, sign_in: Any) -> None:
    """The form is of no use to them."""
    assert sign_in(alice).get(f"{SIGN_IN}?next={PREFERENCES}")["Location"] == PREFERENCES


def test_signing_out_needs_a_post_and_ends_the_session(alice: User, sign_in: Any) -> None:
    """A picture on a foreign page must not sign anybody out."""
    client = sign_in(alice)
    assert client.get("/account/sign-out/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/account/sign-out/")["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_ten_wrong_passwords_lock_out_until_a_stated_time(alice: User, stranger: Client) -> None:
    """The right password waits too: otherwise the message would tell a guesser when to stop."""
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False) as clock:
        for _ in range(10):
            assert WRONG in post(stranger, "alice", "wrong").text
        assert "10:45 (UTC)" in post(stranger, "alice").text
        assert "10:45" in post(stranger, "ALICE").text
        assert not is_signed_in(stranger)
        clock.move_to(datetime(2026, 3, 1, 10, 45, 1, tzinfo=UTC))
        assert post(stranger, "alice").status_code == 302


def test_wrong_passwords_of_one_user_do_not_lock_out_another(
    alice: User, bob: User, stranger: Client
) -> None:
    """Neither another name, nor the same name from another address."""
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False):
        for _ in range(10):
            post(stranger, "alice", "wrong")
        elsewhere = Client(headers={"host": "lodge.test"}, REMOTE_ADDR="192.0.2.7")
        assert post(elsewhere, "alice").status_code == 302
        assert post(stranger, "bob").status_code == 302


def test_one_address_can_not_try_every_name(alice: User, stranger: Client) -> None:
    """A hundred failures from one place are enough for a quarter of an hour."""
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False):
        for number in range(10):
            for name in range(10):
                post(stranger, f"name{name}", f"guess {number}")
        assert "10:45" in post(stranger, "alice").text


def test_behind_a_proxy_guesses_count_for_the_address_it_saw(alice: User, settings: Any) -> None:
    """What the caller writes into the header stands left of it and counts for nothing."""
    settings.TRUSTED_PROXIES = 1
    client = Client(headers={"host": "lodge.test"})
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False):
        for number in range(10):
            post(
                client, "alice", "wrong", headers={"x-forwarded-for": f"10.0.0.{number}, 192.0.2.1"}
            )
        assert "10:45" in post(client, "alice", headers={"x-forwarded-for": "192.0.2.1"}).text
        assert post(client, "alice", headers={"x-forwarded-for": "192.0.2.2"}).status_code == 302


def test_csrf_failure_has_a_helpful_page(alice: User) -> None:
    """Without its token nothing is taken in."""
    answer = Client(enforce_csrf_checks=True, headers={"host": "lodge.test"}).post(
        SIGN_IN, {"username": "alice"}
    )
    assert answer.status_code == 403
    assert "This page was too old to be sent." in answer.text

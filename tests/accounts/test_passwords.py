"""Changing a password, and getting back in without one."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import time_machine
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client

from accounts.models import User
from config import settings as real_settings
from tests.conftest import PASSWORD

NEW = "violet harbour lantern"
CHANGE = "/account/password/"
FORGOTTEN = "/account/forgotten/"


def typed(old: str = PASSWORD, new: str = NEW, again: str | None = None) -> dict[str, str]:
    """The three fields of the form."""
    return {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}


def link_in_the_mail() -> str:
    """The address in the one mail that was sent, without Lodge's own."""
    (message,) = mail.outbox
    found = re.search(r"^http://lodge\.test(/\S+)$", str(message.body), re.MULTILINE)
    assert found is not None, message.body
    return found.group(1)


def test_a_new_password_takes_effect_and_keeps_this_session_only(alice: User, sign_in: Any) -> None:
    """Whoever else was signed in as Alice is not any more."""
    here, elsewhere = sign_in(alice), sign_in(alice)
    assert here.post(CHANGE, typed(), follow=True).text.count("Your password is changed.") == 1
    assert authenticate(None, username="alice", password=NEW) == alice
    assert authenticate(None, username="alice", password=PASSWORD) is None
    assert here.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).status_code == 302


def test_the_present_password_is_asked_for(alice: User, sign_in: Any) -> None:
    """An unlocked screen is not enough."""
    page = sign_in(alice).post(CHANGE, typed(old="wrong")).text
    assert "This is not your present password." in page
    assert authenticate(None, username="alice", password=PASSWORD) == alice


def test_two_different_passwords_are_told(alice: User, sign_in: Any) -> None:
    """Beside the second one."""
    page = sign_in(alice).post(CHANGE, typed(again="another")).text
    assert "The two passwords differ." in page
    assert 'id="id_new_password2_error"' in page


def test_a_short_password_is_refused_and_the_rules_were_told_before(alice: User, sign_in: Any) -> None:
    """The hint names what the refusal says."""
    client = sign_in(alice)
    assert "at least 10 characters" in client.get(CHANGE).text
    assert "1 thing to correct" in client.post(CHANGE, typed(new="short-1")).text


def test_a_stranger_is_asked_to_sign_in_first(alice: User, stranger: Client) -> None:
    """And comes back to the page afterwards."""
    assert stranger.get(CHANGE)["Location"] == f"/account/sign-in/?next={CHANGE}"
    assert stranger.post(CHANGE, typed())["Location"] == f"/account/sign-in/?next={CHANGE}"


def test_a_forgotten_password_is_replaced_by_way_of_a_mail(alice: User, stranger: Client) -> None:
    """From the question to the new password."""
    sent = stranger.post(FORGOTTEN, {"email": "ALICE@lodge.test"}, follow=True)
    assert "If somebody here has that address" in sent.text
    assert mail.outbox[0].subject == "A new password for Lodge"
    assert mail.outbox[0].to == ["alice@lodge.test"]
    form = stranger.get(link_in_the_mail(), follow=True)
    address = form.redirect_chain[-1][0]
    done = stranger.post(address, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "Your new password is saved." in done.text
    assert authenticate(None, username="alice", password=NEW) == alice
    assert "This link has ended." in stranger.get(address).text


def test_an_unknown_address_gets_the_same_answer_and_no_mail(alice: User, stranger: Client) -> None:
    """The page must not tell who has an account."""
    known = stranger.post(FORGOTTEN, {"email": "alice@lodge.test"}, follow=True)
    unknown = stranger.post(FORGOTTEN, {"email": "nobody@lodge.test"}, follow=True)
    assert known.text == unknown.text
    assert len(mail.outbox) == 1


def test_the_link_is_made_from_the_settings_not_from_the_host_header(alice: User) -> None:
    """Otherwise whoever asks could send Alice to their own server."""
    client = Client(headers={"host": "localhost"})
    client.post(FORGOTTEN, {"email": "alice@lodge.test"})
    assert "localhost" not in str(mail.outbox[0].body)
    assert link_in_the_mail().startswith("/account/forgotten/")


def test_nobody_is_flooded_with_mails(alice: User, stranger: Client) -> None:
    """Ten in a quarter of an hour; the answer stays the same."""
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False):
        for _ in range(12):
            assert stranger.post(FORGOTTEN, {"email": "alice@lodge.test"}).status_code == 302
    assert len(mail.outbox) == 10


def test_a_link_that_was_tampered_with_is_of_no_use(alice: User, stranger: Client) -> None:
    """It says what to do instead."""
    page = unescape(stranger.get(f"{FORGOTTEN}MQ/abc-0123456789/").text)
    assert "This link has ended." in page
    assert f'href="{FORGOTTEN}"' in page


def test_somebody_who_left_gets_no_link(alice: User, stranger: Client) -> None:
    """Inactive accounts stay closed."""
    alice.is_active = False
    alice.save()
    stranger.post(FORGOTTEN, {"email": "alice@lodge.test"})
    assert mail.outbox == []


def test_passwords_are_kept_with_argon2(settings: Any) -> None:
    """Tests hash faster; people's passwords do not."""
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    user = User(username="alice")
    user.set_password(NEW)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(NEW)

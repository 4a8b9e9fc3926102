"""Changing a password, and getting back in without one."""

import logging
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import sign_in_throttle
from accounts.models import Mail, MailState, User
from config import settings as real_settings
from tests.conftest import PASSWORD
from tests.integration.accounts.mailing.fake_mail_servers import rude, says_nothing, talk_to
from tests.support.mails import delivered

NEW = "violet harbour lantern"
CHANGE = "/account/password/"
FORGOTTEN = "/account/forgotten/"


def typed(old: str = PASSWORD, new: str = NEW, again: str | None = None) -> dict[str, str]:
    """The three fields of the form."""
    return {
        "old_password": old,
        "new_password1": new,
        "new_password2": new if again is None else again,
    }


def link_in_the_mail() -> str:
    """The address in the one mail that was sent, without Lodge's own."""
    (message,) = delivered()
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


def test_old_password_is_required(alice: User, sign_in: Any) -> None:
    """An unlocked screen is not enough."""
    page = sign_in(alice).post(CHANGE, typed(old="wrong")).text
    assert "This is not your present password." in page
    assert authenticate(None, username="alice", password=PASSWORD) == alice


def test_two_different_passwords_are_told(alice: User, sign_in: Any) -> None:
    """Beside the second one."""
    page = sign_in(alice).post(CHANGE, typed(again="another")).text
    assert "The two passwords differ." in page
    assert 'id="id_new_password2_error"' in page


def test_what_is_wrong_with_a_password_is_told_beside_the_field_typed_first(
    alice: User, sign_in: Any
) -> None:
    page = sign_in(alice).post(CHANGE, typed(new="short")).text
    assert 'id="id_new_password1_error"' in page
    assert 'id="id_new_password2_error"' not in page
    page = sign_in(alice).post(CHANGE, typed(new="short", again="another")).text
    first, second = (page.split(f'id="id_new_password{n}_error"')[1][:200] for n in (1, 2))
    assert "This password is too short." in first
    assert "The two passwords differ." in second


def test_a_short_password_is_refused_and_the_rules_were_told_before(
    alice: User, sign_in: Any
) -> None:
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
    assert "If a user here has that address" in sent.text
    assert delivered()[0].subject == "A new password for Lodge"
    assert delivered()[0].to == ["alice@lodge.test"]
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
    assert len(delivered()) == 1
    assert not Mail.objects.exclude(person=alice).exists(), "what nobody here has is forgotten"


def test_the_link_is_made_from_the_settings_not_from_the_host_header(alice: User) -> None:
    """Otherwise whoever asks could send Alice to their own server."""
    client = Client(headers={"host": "localhost"})
    client.post(FORGOTTEN, {"email": "alice@lodge.test"})
    assert "localhost" not in str(delivered()[0].body)
    assert link_in_the_mail().startswith("/account/forgotten/")


def asked(statements: CaptureQueriesContext) -> list[str]:
    """The statements, without what differs from one to the next."""
    return [
        re.sub(r"'[^']*'|\bs\d+_x\d+\b|\b\d+\b", "?", each["sql"])
        for each in statements.captured_queries
    ]


@pytest.mark.database
def test_reset_work_is_equal_for_unknown_addresses(
    alice: User, stranger: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """No clock: the same statements, and the same work for the worker. No password hash, no mail, no look-up."""
    done = []
    for address in ("alice@lodge.test", "nobody@lodge.test", "ALICE@LODGE.TEST"):
        with (
            CaptureQueriesContext(connection) as statements,
            django_capture_on_commit_callbacks() as after,
        ):
            assert stranger.post(FORGOTTEN, {"email": address}).status_code == 302
        assert not any("accounts_user" in each["sql"] for each in statements.captured_queries)
        done.append((asked(statements), [getattr(each, "args", None) for each in after]))
    assert done[0] == done[1] == done[2]
    assert done[0][0]
    assert done[0][1]


def test_reset_mails_per_address_are_limited(alice: User, stranger: Client) -> None:
    """Five in a quarter of an hour, whoever has the address; then it says from when on."""
    for address in ("alice@lodge.test", "nobody@lodge.test"):
        with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False):
            for _ in range(5):
                assert stranger.post(FORGOTTEN, {"email": address}).status_code == 302
            page = stranger.post(FORGOTTEN, {"email": address.upper()})
        assert page.status_code == 200
        assert "ask again from 10:45 (UTC)" in page.text
        assert f'value="{address.upper()}"' in page.text
    with time_machine.travel(datetime(2026, 3, 1, 10, 46, tzinfo=UTC), tick=False):
        assert stranger.post(FORGOTTEN, {"email": "alice@lodge.test"}).status_code == 302
        assert len(delivered()) == 6


def test_reset_mails_per_network_are_limited(alice: User) -> None:
    """Of IPv6 that is all that begins with the same 64 bits."""
    with time_machine.travel(datetime(2026, 3, 1, 10, 31, tzinfo=UTC), tick=False):
        for number in range(sign_in_throttle.MAILS.from_a_network):
            client = Client(headers={"host": "lodge.test"}, REMOTE_ADDR=f"2001:db8::{number:x}")
            assert client.post(FORGOTTEN, {"email": f"n{number}@lodge.test"}).status_code == 302
        here = Client(headers={"host": "lodge.test"}, REMOTE_ADDR="2001:db8::ffff:1")
        elsewhere = Client(headers={"host": "lodge.test"}, REMOTE_ADDR="2001:db8:0:1::1")
        assert "ask again from" in here.post(FORGOTTEN, {"email": "alice@lodge.test"}).text
        assert elsewhere.post(FORGOTTEN, {"email": "alice@lodge.test"}).status_code == 302


def test_an_account_without_a_password_gets_a_link_to_choose_one(
    alice: User, stranger: Client
) -> None:
    """As when "Password: Disabled" was chosen for it."""
    alice.set_unusable_password()
    alice.save()
    stranger.post(FORGOTTEN, {"email": "alice@lodge.test"})
    address = stranger.get(link_in_the_mail(), follow=True).redirect_chain[-1][0]
    stranger.post(address, {"new_password1": NEW, "new_password2": NEW})
    assert authenticate(None, username="alice", password=NEW) == alice


def test_no_row_and_no_log_holds_a_link(alice: User, stranger: Client, caplog: Any) -> None:
    """It is made when the mail leaves, and opens nothing for who reads the database or the log."""
    with caplog.at_level(logging.DEBUG):
        stranger.post(FORGOTTEN, {"email": "alice@lodge.test"})
        waiting = list(Mail.objects.values())
        token = link_in_the_mail().rstrip("/").rpartition("/")[2]
        stranger.get(link_in_the_mail(), follow=True)
    assert len(token) > 30
    assert token not in f"{waiting}{list(Mail.objects.values())}"
    assert token not in "\n".join(record.getMessage() for record in caplog.records)


def test_five_resets_while_the_mail_server_says_nothing_stop_no_page(
    alice: User, stranger: Client, sign_in: Any, settings: Any
) -> None:
    """No page talks to it at all."""
    with rude(says_nothing) as server:
        talk_to(settings, server.port)
        for number in range(5):
            assert stranger.post(FORGOTTEN, {"email": f"{number}@lodge.test"}).status_code == 302
            assert sign_in(alice).get("/account/preferences/").status_code == 200
        assert server.connections == []
    assert Mail.objects.filter(state=MailState.WAITING).count() == 5


def test_a_link_that_was_tampered_with_is_of_no_use(alice: User, stranger: Client) -> None:
    """It says what to do instead."""
    page = unescape(stranger.get(f"{FORGOTTEN}MQ/abc-0123456789/").text)
    assert "This link has ended." in page
    assert f'href="{FORGOTTEN}"' in page


def test_inactive_user_gets_no_reset_link(alice: User, stranger: Client) -> None:
    """Inactive accounts stay closed."""
    alice.is_active = False
    alice.save()
    stranger.post(FORGOTTEN, {"email": "alice@lodge.test"})
    assert delivered() == []


def test_passwords_are_kept_with_argon2(settings: Any) -> None:
    """Tests hash faster; people's passwords do not."""
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    user = User(username="alice")
    user.set_password(NEW)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(NEW)

"""People, for the one who runs Lodge."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import person
from tests.support.mails import delivered


@pytest.fixture
def admin(db: None) -> User:
    """Who runs Lodge."""
    return person("admin", is_staff=True, is_superuser=True)


def test_admin_uses_the_same_sign_in_page(stranger: Client) -> None:
    """Its own page for signing in would know no limit of guesses."""
    first = stranger.get("/admin/", follow=True)
    assert first.redirect_chain[-1][0] == "/account/sign-in/?next=/admin/"
    assert stranger.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_user_without_permission_gets_an_explanation_not_a_redirect_loop(
    alice: User, sign_in: Any
) -> None:
    """Signed in, but not staff."""
    answer = sign_in(alice).get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "You may not do this." in answer.text


def test_an_admin_sees_and_makes_people(alice: User, admin: User, sign_in: Any) -> None:
    """With their address, which links in mails need."""
    client = sign_in(admin)
    assert "alice@lodge.test" in client.get(reverse("admin:accounts_user_changelist")).text
    assert (
        "mail_when_link_needs_me"
        in client.get(reverse("admin:accounts_user_change", args=[alice.pk])).text
    )
    typed = {
        "username": "dora",
        "email": "dora@lodge.test",
        "password1": "violet harbour lantern",
        "password2": "violet harbour lantern",
    }
    assert client.post(reverse("admin:accounts_user_add"), typed).status_code == 302
    assert User.objects.get(username="dora").email == "dora@lodge.test"


ADD = "admin:accounts_user_add"
NOBODY = {"password1": "", "password2": ""}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "ALICE@Lodge.Test"}, "alice has this address already."),
        ({"email": ""}, "This field is required."),
        ({"email": "alice"}, "Enter a valid email address."),
        ({"username": "Alice"}, "A user with that username already exists."),
        ({"username": "alice@lodge.test"}, "This is somebody’s address. Choose another name."),
        ({"email": "odd@lodge.test"}, "odd@lodge.test has this address already."),
        ({"password1": "violet harbour lantern"}, "The two passwords differ."),
        (
            {"password1": "violet harbour lantern", "password2": "violet"},
            "The two passwords differ.",
        ),
        ({"password1": "dora", "password2": "dora"}, "This password is too short."),
    ],
)
def test_a_mistake_in_a_new_account_is_told_in_words(
    alice: User, admin: User, sign_in: Any, typed: dict[str, str], said: str
) -> None:
    """Beside the field, and without a word about constraints."""
    User.objects.create_user("odd@lodge.test", "real@lodge.test")
    page = sign_in(admin).post(
        reverse(ADD), {"username": "dora", "email": "dora@lodge.test", **NOBODY, **typed}
    )
    assert page.status_code == 200
    text = unescape(page.text).replace("'", "’")
    assert said in text
    assert "onstraint" not in text
    assert not User.objects.filter(username="dora").exists()


def test_an_address_that_is_changed_is_nobodys_else(
    alice: User, bob: User, admin: User, sign_in: Any
) -> None:
    """One's own may be typed in other letters, which it keeps, but for those of the host."""
    client, url = sign_in(admin), reverse("admin:accounts_user_change", args=[alice.pk])
    same = {
        "username": "alice",
        "time_zone": "UTC",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00:00",
    }
    page = client.post(url, {**same, "email": "BOB@lodge.test"})
    assert "bob has this address already." in unescape(page.text)
    assert client.post(url, {**same, "email": "Alice@LODGE.test"}).status_code == 302
    alice.refresh_from_db()
    assert alice.email == "Alice@lodge.test"


def test_who_is_made_without_a_password_gets_a_mail_to_choose_one(
    admin: User, sign_in: Any, stranger: Client
) -> None:
    """And the page says so. The link works; "I forgot my password" does, too, as long as it is not used."""
    answer = sign_in(admin).post(
        reverse(ADD), {"username": "dora", "email": "dora@lodge.test", **NOBODY}, follow=True
    )
    assert "Lodge mails dora@lodge.test a link by which they choose a password." in answer.text
    [sent] = delivered()
    assert (sent.to, sent.subject) == (["dora@lodge.test"], "Your account in Lodge")
    assert "You are dora there." in sent.body
    [link] = re.findall(
        r"^http://lodge\.test(/account/forgotten/\S+/\S+/)$", str(sent.body), re.MULTILINE
    )
    page = stranger.get(link, follow=True)
    new = {"new_password1": "violet harbour lantern", "new_password2": "violet harbour lantern"}
    stranger.post(page.redirect_chain[-1][0], new)
    assert User.objects.get(username="dora").check_password("violet harbour lantern")


def test_no_page_promises_another_way_to_sign_in(alice: User, admin: User, sign_in: Any) -> None:
    """There is none. A password can be replaced, by an admin too, and cannot be taken away."""
    client = sign_in(admin)
    url = f"/admin/accounts/user/{alice.pk}/password/"
    alices = reverse("admin:accounts_user_change", args=[alice.pk])
    for page in (client.get(reverse(ADD)), client.get(url), client.get(alices)):
        for words in ("Single Sign-On", "LDAP", "Disable", "authentication", "Raw passwords"):
            assert words not in page.text, words
    typed = {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"}
    assert client.post(url, typed).status_code == 200
    alice.refresh_from_db()
    assert alice.has_usable_password()
    typed = {
        "password1": "violet harbour lantern",
        "password2": "violet harbour lantern",
        "set-password": "1",
    }
    assert client.post(url, typed).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password("violet harbour lantern")


def test_people_whom_no_mail_reaches_are_found(alice: User, admin: User, sign_in: Any) -> None:
    """They had no address, or that of somebody else, before addresses were required."""
    User.objects.create_user("old", "user-7@no-address.invalid")
    text = sign_in(admin).get(reverse("admin:accounts_user_changelist") + "?address=none").text
    assert "no address" in text
    assert "no-address.invalid" not in text
    assert "alice@lodge.test" not in text


def test_a_person_s_page_shows_nothing_of_the_password_and_leads_to_link_and_reports(
    alice: User, admin: User, sign_in: Any
) -> None:
    """Not even how it is hashed."""
    client = sign_in(admin)
    text = client.get(reverse("admin:accounts_user_change", args=[alice.pk])).text
    assert "One is set." in text
    assert alice.password[:6] not in text
    assert "argon2" not in text
    assert f"/admin/issues/submission/?owner={alice.pk}" in text
    assert "/admin/integrations/connection/?q=alice" in text
    alice.set_unusable_password()
    alice.save()
    assert "None is set." in client.get(reverse("admin:accounts_user_change", args=[alice.pk])).text


def test_an_admin_changes_what_somebody_may(alice: User, admin: User, sign_in: Any) -> None:
    """With boxes, and without losing the password."""
    right, before = Permission.objects.get(codename="view_user"), alice.password
    typed = {
        "username": "alice",
        "email": alice.email,
        "is_active": "on",
        "is_staff": "on",
        "user_permissions": [right.pk],
        "time_zone": "UTC",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00:00",
    }
    answer = sign_in(admin).post(reverse("admin:accounts_user_change", args=[alice.pk]), typed)
    assert answer.status_code == 302
    alice.refresh_from_db()
    assert alice.password == before
    assert alice.is_staff
    assert list(alice.user_permissions.all()) == [right]


def test_the_list_of_people_says_in_words_what_they_may(
    alice: User, admin: User, sign_in: Any
) -> None:
    """And whether they may nothing any more."""
    person("clerk", is_staff=True)
    person("gone", is_active=False)
    text = sign_in(admin).get(reverse("admin:accounts_user_changelist")).text
    for said in (
        "Everything",
        "Report, and what their rights say here",
        "Nothing: deactivated",
        "Never",
    ):
        assert said in text

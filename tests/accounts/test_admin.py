"""People, for the one who runs Lodge."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import person


@pytest.fixture
def admin(db: None) -> User:
    """Who runs Lodge."""
    return person("admin", is_staff=True, is_superuser=True)


def test_the_admin_has_no_door_of_its_own(stranger: Client) -> None:
    """Its own page for signing in would know no limit of guesses."""
    first = stranger.get("/admin/", follow=True)
    assert first.redirect_chain[-1][0] == "/account/sign-in/?next=/admin/"
    assert stranger.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_somebody_without_the_right_is_told_and_not_sent_in_circles(alice: User, sign_in: Any) -> None:
    """Signed in, but not staff."""
    answer = sign_in(alice).get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "You may not do this." in answer.text


def test_an_admin_sees_and_makes_people(alice: User, admin: User, sign_in: Any) -> None:
    """With their address, which links in mails need."""
    client = sign_in(admin)
    assert "alice@lodge.test" in client.get(reverse("admin:accounts_user_changelist")).text
    assert (
        "mail_when_link_needs_me" in client.get(reverse("admin:accounts_user_change", args=[alice.pk])).text
    )
    typed = {
        "username": "dora",
        "email": "dora@lodge.test",
        "usable_password": "true",
        "password1": "violet harbour lantern",
        "password2": "violet harbour lantern",
    }
    assert client.post(reverse("admin:accounts_user_add"), typed).status_code == 302
    assert User.objects.get(username="dora").email == "dora@lodge.test"


def test_two_people_can_not_have_one_address(alice: User, admin: User, sign_in: Any) -> None:
    """In whatever case it is written."""
    typed = {"username": "dora", "email": "ALICE@lodge.test", "usable_password": "false"}
    assert sign_in(admin).post(reverse("admin:accounts_user_add"), typed).status_code == 200
    assert not User.objects.filter(username="dora").exists()


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


def test_the_list_of_people_says_in_words_what_they_may(alice: User, admin: User, sign_in: Any) -> None:
    """And whether they may nothing any more."""
    person("clerk", is_staff=True)
    person("gone", is_active=False)
    text = sign_in(admin).get(reverse("admin:accounts_user_changelist")).text
    for said in ("Everything", "Report, and what their rights say here", "Nothing: deactivated", "Never"):
        assert said in text

"""Administrators see which accounts elsewhere sign a person in, and take them away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import ExternalIdentity, User
from tests.conftest import person

USERS = "/admin/accounts/user/"
SignIn = Callable[[User], Client]


@pytest.fixture
def identity(alice: User) -> ExternalIdentity:
    """Alice signs in by an issuer."""
    return ExternalIdentity.objects.create(
        user=alice, issuer="https://id.corp.test", subject="sub-of-alice"
    )


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    return person("root", is_staff=True, is_superuser=True)


def take_away(client: Client, *users: User) -> Any:
    chosen = {"action": "take_accounts_away", "_selected_action": [each.pk for each in users]}
    return client.post(USERS, chosen, follow=True)


def test_the_page_of_a_person_names_the_issuer_and_not_the_subject(
    identity: ExternalIdentity, root: User, sign_in: SignIn, alice: User, bob: User
) -> None:
    page = sign_in(root).get(f"{USERS}{alice.pk}/change/").text
    assert "https://id.corp.test, last used" in page
    assert "sub-of-alice" not in page
    assert "id.corp.test" not in sign_in(root).get(f"{USERS}{bob.pk}/change/").text


def test_an_account_that_was_taken_away_signs_nobody_in(
    identity: ExternalIdentity, root: User, sign_in: SignIn, alice: User, bob: User
) -> None:
    page = take_away(sign_in(root), alice, bob)
    assert "1 account was taken away." in page.text
    assert not ExternalIdentity.objects.exists()
    entries = LogEntry.objects.values_list("object_id", "change_message")
    assert list(entries) == [(str(alice.pk), "Took accounts elsewhere away.")]


def test_staff_take_nothing_from_who_may_do_more(
    identity: ExternalIdentity, sign_in: SignIn, alice: User, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    rights = Permission.objects.filter(codename__in=["view_user", "change_user"])
    bob.user_permissions.set(rights)
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    take_away(sign_in(User.objects.get(pk=bob.pk)), alice)
    assert ExternalIdentity.objects.exists()


def test_without_the_right_nothing_is_taken(
    identity: ExternalIdentity, sign_in: SignIn, alice: User, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert take_away(sign_in(User.objects.get(pk=bob.pk)), alice).status_code == 403
    assert ExternalIdentity.objects.exists()

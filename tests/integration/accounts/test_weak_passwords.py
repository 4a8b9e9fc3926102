"""Passwords that are easy to guess are refused wherever one is set."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.inviting.signed_link import link_of
from accounts.models import Invitation, User
from tests.conftest import PASSWORD, person

WEAK = {
    "short": "x7-vQ!2kp",
    "common": "password123",
    "digits": "74629105738264",
    "name": "violetharbour",
    "address": "violetharbour@lodge.test",
}
NAME = "violetharbour"


def twice(password: str, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}password1": password, f"{prefix}password2": password}


@pytest.fixture
def harbour(db: None) -> User:
    return person(NAME)


def invited(client: Client, user: User, password: str) -> None:
    user.delete()
    address = f"{NAME}@lodge.test"
    invitation = Invitation.objects.create(address=address, expires_at="2099-01-01T00:00Z")
    client.get(link_of(invitation).removeprefix("http://lodge.test"))
    client.post("/account/invitation/", {"username": NAME, **twice(password)})


def forgotten(client: Client, user: User, password: str) -> None:
    number, token = (
        urlsafe_base64_encode(force_bytes(user.pk)),
        default_token_generator.make_token(user),
    )
    page = client.get(f"/account/forgotten/{number}/{token}/")
    client.post(page["Location"], twice(password, "new_"))


def changed(client: Client, user: User, password: str) -> None:
    client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
    client.post("/account/password/", {"old_password": PASSWORD, **twice(password, "new_")})


def by_an_admin(client: Client, user: User, password: str) -> None:
    root = person("root", is_staff=True, is_superuser=True)
    client.force_login(root, backend="accounts.authentication.NameOrEmailBackend")
    client.post(f"/admin/accounts/user/{user.pk}/password/", twice(password))


def made_by_an_admin(client: Client, user: User, password: str) -> None:
    user.delete()
    root = person("root", is_staff=True, is_superuser=True)
    client.force_login(root, backend="accounts.authentication.NameOrEmailBackend")
    typed = {"username": NAME, "email": f"{NAME}@lodge.test"}
    client.post("/admin/accounts/user/add/", {**typed, **twice(password)})


@pytest.mark.parametrize("kind", WEAK)
@pytest.mark.parametrize("way", [invited, forgotten, changed, by_an_admin, made_by_an_admin])
def test_every_page_refuses_a_weak_password(
    harbour: User, stranger: Client, way: Any, kind: str
) -> None:
    way(stranger, harbour, WEAK[kind])
    after = User.objects.filter(username=NAME).first()
    assert after is None or after.check_password(PASSWORD)


@pytest.mark.parametrize("way", [invited, forgotten, changed, by_an_admin, made_by_an_admin])
def test_every_page_accepts_a_strong_password(harbour: User, stranger: Client, way: Any) -> None:
    way(stranger, harbour, "seven slow lanterns")
    assert User.objects.get(username=NAME).check_password("seven slow lanterns")


@pytest.mark.parametrize("kind", WEAK)
def test_createsuperuser_refuses_a_weak_password(
    db: None, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """`createsuperuser` takes it from the environment unseen; asked, it would go on with a weak one."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", WEAK[kind])
    options = {"username": NAME, "email": f"{NAME}@lodge.test", "interactive": False}
    with pytest.raises(CommandError, match=r"[Pp]assword"):
        call_command("createsuperuser", **options, stdout=StringIO())
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "seven slow lanterns")
    call_command("createsuperuser", **options, stdout=StringIO())
    assert User.objects.get().is_superuser

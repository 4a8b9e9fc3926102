"""Where nobody signs in with a password, no page asks for one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.inviting.signed_link import link_of
from accounts.models import Invitation, Mail, User
from tests.conftest import PASSWORD
from tests.integration.single_sign_on.conftest import SignOn, who
from tests.support.oidc_issuer import Issuer


@pytest.fixture(autouse=True)
def _no_passwords(issuer: Issuer, settings: Any) -> None:
    settings.PASSWORD_SIGN_IN = False


def test_the_page_has_one_button_and_no_password(stranger: Client) -> None:
    page = stranger.get("/account/sign-in/").text
    assert "Sign in with Corp" in page
    assert "password" not in page.lower()


def test_a_right_password_opens_nothing(alice: User, stranger: Client) -> None:
    stranger.post("/account/sign-in/", {"username": "alice", "password": PASSWORD})
    assert not who(stranger)
    assert not stranger.login(username="alice", password=PASSWORD)


@pytest.mark.parametrize("path", ["forgotten/", "forgotten/MQ/x-y/", "password/"])
def test_pages_about_passwords_lead_to_the_button(stranger: Client, path: str) -> None:
    answer = stranger.get(f"/account/{path}")
    assert answer["Location"] == "/account/sign-in/"


def test_whoever_is_in_is_offered_no_new_password(sign_on: SignOn, stranger: Client) -> None:
    sign_on()
    page = stranger.get("/account/preferences/").text
    assert "Change your password" not in page
    assert stranger.get("/account/password/")["Location"] == "/account/preferences/"


def test_an_invitation_leads_to_the_button_too(sign_on: SignOn, stranger: Client) -> None:
    ends = timezone.now() + timedelta(days=1)
    invitation = Invitation.objects.create(address="ann@corp.test", expires_at=ends)
    page = stranger.get(link_of(invitation).replace("http://lodge.test", ""), follow=True).text
    assert "You are invited to Lodge." in page
    assert "Sign in with Corp" in page
    sign_on()
    assert User.objects.get().invitation == invitation


def test_nobody_is_mailed_a_link_to_a_password(stranger: Client) -> None:
    root = User.objects.create_superuser("root", "root@lodge.test", PASSWORD)
    stranger.force_login(root, backend="accounts.authentication.NameOrEmailBackend")
    typed = {"username": "dora", "email": "dora@lodge.test", "password1": "", "password2": ""}
    page = stranger.post("/admin/accounts/user/add/", typed, follow=True)
    assert "They sign in without a password of Lodge." in page.text
    assert not Mail.objects.exists()

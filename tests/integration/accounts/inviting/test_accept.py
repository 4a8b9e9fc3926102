"""The link leads to a name and a password, and those in: once, in time, and nobody else."""

import logging
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.inviting import invitation_sending
from accounts.inviting.accept import TooLateError, let_in, name_for
from accounts.models import Invitation, InvitationState, User
from tests.conftest import person
from tests.integration.accounts.inviting.conftest import (
    DORA,
    NEW,
    Invite,
    come,
    end,
    mailed_link,
    typed,
)
from tests.integration.integrations.connections.concurrent_threads import at_once

pytestmark = pytest.mark.django_db

PAGE = "/account/invitation/"


def test_accepting_signs_in_and_redirects(invite: Invite, stranger: Client) -> None:
    invitation = invite(f"Dora Doe <{DORA}>", groups=[Group.objects.create(name="testers")])
    page = stranger.get(mailed_link(), follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert 'value="dora"' in page.text
    assert 'value="Dora Doe"' in page.text
    assert "at least 10 characters" in page.text
    done = stranger.post(PAGE, typed(first_name="Dora Doe"), follow=True)
    assert done.redirect_chain == [("/link/", 302)]
    assert "Welcome to Lodge, Dora Doe." in done.text
    assert "<h1>Link your Atlassian account</h1>" in done.text
    user = User.objects.get(username="dora")
    assert (user.email, user.first_name) == (DORA, "Dora Doe")
    assert user.check_password(NEW)
    assert [group.name for group in user.groups.all()] == ["testers"]
    assert not user.is_staff
    invitation.refresh_from_db()
    assert (invitation.state, invitation.person) == (InvitationState.ACCEPTED, user)


def test_the_link_works_once(invite: Invite, stranger: Client) -> None:
    invite()
    link = mailed_link()
    come(stranger)
    for client in (stranger, Client(headers={"host": "lodge.test"})):
        page = client.get(link, follow=True)
        assert page.status_code == 410
        assert "This invitation was used." in page.text
        client.post(PAGE, typed(username="another"))
    assert User.objects.count() == 1


def test_link_prefetch_does_not_use_the_invitation(invite: Invite, stranger: Client) -> None:
    """As those that guard mailboxes do."""
    invite()
    link = mailed_link()
    for _ in range(3):
        Client(headers={"host": "lodge.test"}).get(link, follow=True)
        Client(headers={"host": "lodge.test"}).head(link)
    assert come(stranger).redirect_chain == [("/link/", 302)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (end, "This invitation has ended."),
        (invitation_sending.withdraw, "This invitation was withdrawn."),
        (lambda _row: person("dora"), "You have an account already."),
        (lambda row: row.delete(), "This link is not whole."),
    ],
    ids=["ended", "withdrawn", "here", "forgotten"],
)
def test_a_link_that_leads_nowhere_says_why_before_and_after_the_form(
    invite: Invite, stranger: Client, change: Any, said: str
) -> None:
    """The second time between the page and the button."""
    invitation = invite()
    link = mailed_link()
    stranger.get(link, follow=True)
    change(invitation)
    before = User.objects.count()
    for page in (stranger.post(PAGE, typed(username="new")), stranger.get(link, follow=True)):
        assert page.status_code == 410
        assert said in page.text
    assert User.objects.count() == before


@pytest.mark.parametrize("key", ["x", "ab.cd", "0" * 32 + ".x", "%00", "ä", "." * 50])
def test_forged_key_is_refused(invite: Invite, stranger: Client, key: str) -> None:
    invitation = invite()
    for tried in (key, invitation.pk.hex, f"{invitation.pk.hex}.{'A' * 43}"):
        page = stranger.get(f"{PAGE}{tried}/", follow=True)
        assert page.status_code == 410
        assert "This link is not whole." in page.text


def test_the_page_without_a_link_says_what_opens_it(stranger: Client) -> None:
    page = stranger.get(PAGE)
    assert page.status_code == 410
    assert "This page is opened by the link in your invitation." in page.text


def test_the_key_stays_out_of_addresses_logs_and_sessions(
    invite: Invite, stranger: Client, caplog: Any
) -> None:
    invite()
    link = mailed_link()
    key = link.rstrip("/").rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        page = stranger.get(link, follow=True)
        stranger.get(f"{PAGE}{key}x/", follow=True)
    assert key not in page.text
    assert key not in "\n".join(record.getMessage() for record in caplog.records)
    assert all(key not in str(session.get_decoded()) for session in Session.objects.all())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"username": ""}, "Choose a user name"),
        ({"username": "ALICE"}, "Somebody has this name already. How about ALICE2?"),
        ({"username": "alice@lodge.test"}, "This is somebody’s address. Choose another name."),
        ({"username": "do ra"}, "Enter a valid username."),
        ({"password1": "", "password2": ""}, "Choose a password"),
        ({"password2": "another"}, "The two passwords differ."),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password1": "dora@lodge.test", "password2": "dora@lodge.test"}, "too similar to the"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
    ],
)
def test_form_errors_stand_beside_fields_and_keep_input(
    alice: User, invite: Invite, stranger: Client, more: dict[str, str], said: str
) -> None:
    """But the password, which no page shows."""
    invite()
    page = come(stranger, first_name="Dora Doe", **more)
    text = unescape(page.text).replace("'", "’")
    assert page.status_code == 200
    assert text.count(said) == 2, "in the summary, and beside the field"
    assert 'value="Dora Doe"' in text
    assert NEW not in text
    assert not User.objects.filter(email=DORA).exists()
    assert come(stranger).redirect_chain == [("/link/", 302)]


def test_somebody_who_is_signed_in_may_sign_out_first(
    alice: User, invite: Invite, sign_in: Any
) -> None:
    """The account of one is not given to another by a link in the wrong window."""
    invite()
    client = sign_in(alice)
    link = mailed_link()
    page = client.get(link, follow=True)
    assert "You are signed in as alice." in page.text
    assert f"This invitation is for {DORA}." in page.text
    client.post(PAGE, typed())
    assert User.objects.count() == 1
    out = client.post("/account/sign-out/", {"next": link}, follow=True)
    assert out.redirect_chain[-1] == (PAGE, 302)
    assert client.post(PAGE, typed(), follow=True).redirect_chain == [("/link/", 302)]


def test_a_name_is_proposed_that_is_free() -> None:
    person("dora")
    person("dora2")
    assert name_for("dora@x.test") == "dora3"
    assert name_for("Erik O'Neill@x.test") == "ErikONeill"
    assert name_for("+@x.test") == "+"
    assert name_for("'@x.test") == "me"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_concurrent_acceptance_creates_one_account(invite: Invite) -> None:
    invitation = invite()
    names = iter(["dora", "erik", "frank"])
    done = at_once(
        3, lambda: let_in(Invitation.objects.get(pk=invitation.pk), User(username=next(names)))
    )
    assert [type(each) for each in done if not isinstance(each, User)] == [TooLateError] * 2
    assert User.objects.count() == 1


def test_erasure_deletes_the_invitation(invite: Invite, stranger: Client, admin: User) -> None:
    """Those of before, under the same address, too; whoever invited may go, and the invitation stays."""
    invitation_sending.withdraw(invite())
    invite(by=admin)
    come(stranger)
    User.objects.get(username="dora").delete()
    assert not Invitation.objects.exists()
    other = invite("erik@lodge.test", by=admin)
    admin.delete()
    other.refresh_from_db()
    assert other.invited_by is None

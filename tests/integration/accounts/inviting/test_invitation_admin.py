"""“Invite people” in the administration: first what will happen, then it does; once more, or not at all."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.inviting.parse_file import MOST_BYTES
from accounts.models import Invitation, InvitationState, Mail, MailState, User
from tests.conftest import person
from tests.integration.accounts.inviting.conftest import DORA, Invite, come, end
from tests.support.mails import delivered

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/invitation/add/"
LIST = "/admin/accounts/invitation/"


@pytest.fixture
def office(admin: User, sign_in: Any) -> Client:
    """The admin's browser."""
    client: Client = sign_in(admin)
    return client


def clerk(*rights: str) -> User:
    """Staff with some rights."""
    user = person("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def words(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_inviting_requires_the_preview(office: Client, alice: User, invite: Invite) -> None:
    invite("waits@lodge.test")
    text = (
        f"Dora Doe <{DORA}>\nalice@lodge.test\nwaits@lodge.test\nDORA@lodge.test\nnot an address\n"
    )
    shown = words(office.post(ADD, {"addresses": text, "look": "1"}))
    said = [
        "Will be invited",
        "Is here already",
        "Was invited before",
        "Is in the list twice",
        "Is not an address",
    ]
    assert [shown.count(each) for each in said] == [1] * 5
    assert "1 mail will go out." in shown
    assert "Nothing has happened yet." in shown
    assert Invitation.objects.count() == 1
    assert len(delivered()) == 1

    done = office.post(ADD, {"addresses": text, "confirmed": "1"}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert "1 mail is on its way." in words(done)
    assert "One line was no address: not an address" in words(done)
    assert [mail.to for mail in delivered()][1:] == [[DORA]]
    assert Invitation.objects.get(address=DORA).invited_by == User.objects.get(username="admin")


def test_a_file_travels_with_the_page_as_text(office: Client) -> None:
    file = SimpleUploadedFile("people.csv", f"Name,Email\nDora Doe,{DORA}\n".encode())
    page = office.post(ADD, {"addresses": "erik@lodge.test", "file": file, "look": "1"})
    assert f"Dora Doe &lt;{DORA}&gt;" in page.text
    again = office.post(ADD, {"addresses": f"erik@lodge.test\nDora Doe <{DORA}>", "change": "1"})
    assert f"Dora Doe &lt;{DORA}&gt;</textarea>" in again.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"\n", "This file is empty."),
        (b"PK\x03\x04....", "This is a spreadsheet."),
        (b"\x81\x8d", "This file is no text."),
        (b"x" * (MOST_BYTES + 1), "This file is too large"),
        (b"a@lodge.test\n" * 2001, "These are too many at once: 2000 at most."),
    ],
)
def test_a_file_that_is_no_list_is_told_and_what_was_typed_stays(
    office: Client, data: bytes, said: str
) -> None:
    file = SimpleUploadedFile("people.csv", data)
    page = words(office.post(ADD, {"addresses": DORA, "file": file, "look": "1"}))
    assert page.count(said) == 2
    assert f"{DORA}</textarea>" in page


def test_an_empty_list_is_told(office: Client) -> None:
    assert (
        words(office.post(ADD, {"addresses": " ", "look": "1"})).count(
            "Type an address, or choose a file"
        )
        == 2
    )


def test_who_was_invited_is_reminded_when_asked(office: Client, invite: Invite) -> None:
    invite()
    assert "No mail will go out." in words(office.post(ADD, {"addresses": DORA, "look": "1"}))
    page = office.post(ADD, {"addresses": DORA, "remind": "on", "look": "1"})
    assert "Will get another mail" in words(page)
    assert '<input type="hidden" name="remind" value="on">' in page.text
    office.post(ADD, {"addresses": DORA, "remind": "on", "confirmed": "1"})
    assert len(delivered()) == 2


def test_groups_with_more_permissions_cannot_be_assigned(admin: User, sign_in: Any) -> None:
    """Nobody gives another more than they have."""
    small, large = Group.objects.create(name="small"), Group.objects.create(name="large")
    large.permissions.set(Permission.objects.filter(codename="delete_user"))
    boss = sign_in(admin).get(ADD).text
    assert ("small" in boss, "large" in boss) == (True, True)
    client = sign_in(clerk("add_invitation", "view_invitation", "change_user"))
    page = client.get(ADD).text
    assert ("small" in page, "large" in page) == (True, False)
    client.post(ADD, {"addresses": DORA, "groups": [small.pk, large.pk], "confirmed": "1"})
    assert not Invitation.objects.exists()
    client.post(ADD, {"addresses": DORA, "groups": [small.pk], "confirmed": "1"})
    assert list(Invitation.objects.get().groups.all()) == [small]


def test_inviting_requires_the_permission(
    alice: User, sign_in: Any, stranger: Client, invite: Invite
) -> None:
    row = invite()
    acts = [reverse(f"admin:invitation-{act}", args=[row.pk]) for act in ("again", "withdraw")]
    looks = sign_in(clerk("view_invitation"))
    assert looks.get(LIST).status_code == 200
    assert "Send again" not in looks.get(f"{LIST}{row.pk}/change/").text
    for client in (looks, sign_in(alice), stranger):
        assert client.post(ADD, {"addresses": "x@lodge.test", "confirmed": "1"}).status_code in (
            302,
            403,
        )
        for act in acts:
            assert client.post(act).status_code in (302, 403)
    row.refresh_from_db()
    assert row.state == InvitationState.WAITING
    assert Invitation.objects.count() == 1
    assert sign_in(alice).get(LIST, follow=True).status_code == 403


def test_one_is_sent_again_and_withdrawn_from_its_page(office: Client, invite: Invite) -> None:
    row = invite()
    end(row)
    page = f"{LIST}{row.pk}/change/"
    assert "Ended" in words(office.get(page))
    assert "1 mail is on its way." in words(
        office.post(reverse("admin:invitation-again", args=[row.pk]), follow=True)
    )
    assert "Waits for them" in words(office.get(page))
    assert office.get(reverse("admin:invitation-withdraw", args=[row.pk])).status_code == 405
    withdraw = reverse("admin:invitation-withdraw", args=[row.pk])
    assert "1 is withdrawn." in words(office.post(withdraw, follow=True))
    assert "One was accepted or withdrawn before" in words(office.post(withdraw, follow=True))
    assert "Send again" not in office.get(page).text


def test_the_list_acts_on_many_and_is_filtered(
    office: Client, invite: Invite, stranger: Client
) -> None:
    rows = {name: invite(f"{name}@lodge.test") for name in ("waits", "ended", "other")}
    end(rows["ended"])
    invite()
    come(stranger)
    chosen = [row.pk for row in rows.values()]
    office.post(LIST, {"action": "withdraw", "_selected_action": [rows["other"].pk]})
    office.post(LIST, {"action": "send_again", "_selected_action": chosen})
    end(rows["ended"])
    for state, name in (
        ("waiting", "waits"),
        ("ended", "ended"),
        ("withdrawn", "other"),
        ("accepted", "dora"),
    ):
        text = office.get(LIST, {"state": state}).text
        assert f"{name}@lodge.test" in text
        assert text.count("@lodge.test</bdi>") == 1, state


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ({}, "The mail is on its way."),
        (
            {"error": "ConnectionRefusedError"},
            "The mail waits: the mail server did not take it yet.",
        ),
        ({"state": MailState.SENT}, "The mail was sent"),
        (
            {"state": MailState.GIVEN_UP, "error": "SMTPRecipientsRefused 550"},
            "the mail server refused it.",
        ),
        (None, "No mail was sent that Lodge knows of."),
    ],
)
def test_it_says_what_became_of_the_mail(
    office: Client, invite: Invite, mail: Any, said: str
) -> None:
    invite()
    if mail is None:
        Mail.objects.all().delete()
    else:
        Mail.objects.update(**mail)
    assert said in words(office.get(LIST))


def test_mails_are_listed_without_what_they_say_and_tried_again(
    office: Client, invite: Invite, alice: User
) -> None:
    invite()
    Mail.objects.create(
        kind="password-link", about="stranger@lodge.test", error="SMTPConnectError 421"
    )
    Mail.objects.create(kind="link-needs-you", person=alice)
    Mail.objects.create(kind="alarm", subject="se-cret", body="se-cret")
    later = "2030-01-01T00:00Z"
    Mail.objects.update(next_attempt_at=later)
    page = words(office.get("/admin/accounts/mail/"))
    for said in (
        "an invitation",
        "a new password",
        "alice (alice@lodge.test)",
        "the admins",
        "SMTPConnectError 421",
    ):
        assert said in page
    for unsaid in ("stranger@lodge.test", "se-cret"):
        assert unsaid not in page
    everything = list(Mail.objects.values_list("pk", flat=True))
    office.post("/admin/accounts/mail/", {"action": "try_now", "_selected_action": everything})
    assert not Mail.objects.filter(next_attempt_at=later).exists()


def test_the_first_page_says_that_the_mail_server_is_away(
    office: Client, invite: Invite, settings: Any
) -> None:
    assert "The mail server takes no mails" not in words(office.get("/admin/"))
    settings.EMAIL_BACKEND = "accounts.mailing.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    invite()
    delivered()
    page = words(office.get("/admin/"))
    assert "The mail server takes no mails since" in page
    assert "1 mail waits, and leaves by itself." in page

"""Invitations, and the link that a mail brought."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.inviting import invitation_sending, parse_list, plan
from accounts.models import Invitation, User
from tests.conftest import person
from tests.support.mails import delivered

DORA = "dora@lodge.test"
NEW = "violet harbour lantern"

Invite = Callable[..., Invitation]


@pytest.fixture
def admin(db: None) -> User:
    """Who runs Lodge."""
    return person("admin", is_staff=True, is_superuser=True, first_name="Ada", last_name="Min")


@pytest.fixture
def invite(db: None) -> Invite:
    """`invite("Dora <dora@lodge.test>")`: an invitation that waits."""

    def make(text: str = DORA, **more: Any) -> Invitation:
        steps = plan.plan(parse_list.from_text(text), remind=True)
        [invitation] = invitation_sending.carry_out(steps, **more)
        return invitation

    return make


def end(invitation: Invitation) -> None:
    """As after its days."""
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )


def mailed_link(address: str = DORA) -> str:
    """The path of the link in the last mail to *address*."""
    sent = [mail for mail in delivered() if mail.to == [address]][-1]
    found = re.search(r"^http://[^/\s]+(/account/invitation/\S+/)$", str(sent.body), re.MULTILINE)
    assert found is not None, sent.body
    return found[1]


def typed(**more: str) -> dict[str, str]:
    """The form, filled in."""
    return {"username": "dora", "first_name": "", "password1": NEW, "password2": NEW, **more}


def come(client: Client, **more: str) -> Any:
    """Follow the link in the mail, and send the form; every page on the way."""
    client.get(mailed_link())
    return client.post("/account/invitation/", typed(**more), follow=True)

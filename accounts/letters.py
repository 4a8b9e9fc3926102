"""How the mails about accounts are written. What opens something is made the moment the mail leaves."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.addresses import reachable_by
from accounts.inviting.links import link_of
from accounts.models import Invitation, InvitationState, Mail, User

RESET, WELCOME, INVITATION = "password-link", "welcome", "invitation"


def password_link(mail: Mail) -> mailing.Letter | None:
    """A link to a new password, for whoever has the address that was typed. Nobody has it: no mail.

    An account without a password gets one, too: it is how people come in to whom nobody gave one.
    """
    user = mail.person or User.objects.filter(reachable_by(), email__iexact=mail.about).first()
    if user is None:
        return None
    # From now on it is about somebody, and goes when they go.
    Mail.objects.filter(pk=mail.pk).update(person=user, about="")
    return mailing.letter_to(user, "accounts/mail/forgotten", {"user": user, **_way_in(user)})


def welcome(mail: Mail) -> mailing.Letter | None:
    """A link to a first password, for somebody whose account an admin made; None once they have one."""
    user = mail.person
    if user is None or user.has_usable_password():
        return None
    return mailing.letter_to(user, "accounts/mail/welcome", {"user": user, **_way_in(user)})


def invitation(mail: Mail) -> mailing.Letter | None:
    """A link to an account, for somebody who was asked in; None where they are here, or are not asked any more."""
    waits = Invitation.objects.filter(pk=UUID(mail.about), state=InvitationState.WAITING)
    row = waits.select_related("invited_by").first()
    if row is None or row.has_ended:
        return None
    with mailing.in_their_language():
        return mailing.letter(
            "accounts/mail/invitation", {"invitation": row, "link": link_of(row)}, row.address
        )


def link_to_password(user: User) -> str:
    """Where *user* chooses a password, once, within PASSWORD_RESET_TIMEOUT."""
    way = _way_in(user)
    return settings.PUBLIC_URL + reverse("accounts:new-password", args=[way["uid"], way["token"]])


def _way_in(user: User) -> dict[str, str]:
    return {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }


mailing.register(mailing.Kind(INVITATION, _("an invitation"), invitation, lifetime=timedelta(days=3)))
mailing.register(mailing.Kind(WELCOME, _("a first password"), welcome, lifetime=timedelta(days=3)))
mailing.register(
    mailing.Kind(RESET, _("a new password"), password_link, lifetime=timedelta(days=1), urgent=True)
)

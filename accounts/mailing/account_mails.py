"""The mails about accounts. Secret links are made when the mail is sent."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.email_addresses import reachable_by
from accounts.models import Mail, User

RESET, WELCOME = "password-link", "welcome"


def password_link(mail: Mail) -> mailing.Letter | None:
    """The password reset link for the user with the typed address; no mail where there is none.

    An account without a password gets one, too: this is how an invited or created user sets the first one.
    """
    user = mail.person or User.objects.filter(reachable_by(), email__iexact=mail.about).first()
    if user is None:
        return None
    # From now on the row belongs to a user, and is deleted with them.
    Mail.objects.filter(pk=mail.pk).update(person=user, about="")
    return mailing.letter_to(user, "accounts/mail/password_reset", {"user": user, **_way_in(user)})


def welcome(mail: Mail) -> mailing.Letter | None:
    """The link to a first password for a user whom an admin created; None once they have one."""
    user = mail.person
    if user is None or user.has_usable_password():
        return None
    return mailing.letter_to(user, "accounts/mail/welcome", {"user": user, **_way_in(user)})


def link_to_password(user: User) -> str:
    """The URL where *user* sets a password, once, within PASSWORD_RESET_TIMEOUT."""
    way = _way_in(user)
    return settings.PUBLIC_URL + reverse(
        "accounts:password-reset-confirm", args=[way["uid"], way["token"]]
    )


def _way_in(user: User) -> dict[str, str]:
    return {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }


mailing.register(mailing.Kind(WELCOME, _("a first password"), welcome, lifetime=timedelta(days=3)))
mailing.register(
    mailing.Kind(RESET, _("a new password"), password_link, lifetime=timedelta(days=1), urgent=True)
)

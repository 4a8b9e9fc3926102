"""The signed link of an invitation. The row, not the link, says when it expires."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Invitation

_SALT = "accounts.invitation"


def link_of(invitation: Invitation) -> str:
    """The whole URL. It opens an account, so only the mail and an admin who asks for it get it: no log and no row."""
    key = signing.Signer(salt=_SALT).sign(invitation.pk.hex).replace(":", ".")
    return settings.PUBLIC_URL + reverse("accounts:invitation", args=[key])


def invitation_by(key: str) -> Invitation | None:
    """The invitation of the mailed *key*; None for any other key."""
    try:
        pk = UUID(signing.Signer(salt=_SALT).unsign(key.replace(".", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.filter(pk=pk).first()

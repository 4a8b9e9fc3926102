"""The link of an invitation: signed, so that it cannot be made by who knows the row. When it ends the row says."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Invitation

_SALT = "accounts.invitation"


def link_of(invitation: Invitation) -> str:
    """The whole address. It opens an account: no log, row or page holds it, but the mail and who asks to see it."""
    key = signing.Signer(salt=_SALT).sign(invitation.pk.hex).replace(":", ".")
    return settings.PUBLIC_URL + reverse("accounts:invitation", args=[key])


def invitation_by(key: str) -> Invitation | None:
    """Whose link has this *key*, as it was mailed; None for any other."""
    try:
        pk = UUID(signing.Signer(salt=_SALT).unsign(key.replace(".", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.filter(pk=pk).first()

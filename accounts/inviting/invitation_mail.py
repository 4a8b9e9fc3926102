"""The invitation mail. Its link is signed when the mail is sent."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.inviting.signed_link import link_of
from accounts.models import Invitation, InvitationState, Mail

INVITATION = "invitation"


def invitation(mail: Mail) -> mailing.Letter | None:
    """Write the mail; None where the person has an account already, or the invitation no longer waits."""
    waits = Invitation.objects.filter(pk=UUID(mail.about), state=InvitationState.WAITING)
    row = waits.select_related("invited_by").first()
    if row is None or row.has_ended:
        return None
    with mailing.in_their_language():
        return mailing.letter(
            "accounts/mail/invitation", {"invitation": row, "link": link_of(row)}, row.address
        )


mailing.register(
    mailing.Kind(INVITATION, _("an invitation"), invitation, lifetime=timedelta(days=3))
)

"""Who signs in to Lodge, who was asked in, who was erased, mails to people, and how often somebody tried."""

from accounts.models.erasure import Erasure
from accounts.models.invitation import Invitation, InvitationState
from accounts.models.mail import Mail, MailServer, MailState
from accounts.models.tries import Tries
from accounts.models.user import Theme, User

__all__ = [
    "Erasure",
    "Invitation",
    "InvitationState",
    "Mail",
    "MailServer",
    "MailState",
    "Theme",
    "Tries",
    "User",
]

"""Who signs in to Lodge, who was asked in, who was erased, mails to people, and how often somebody tried."""

from accounts.models.erasure import Erasure
from accounts.models.invitation import Invitation, InvitationState
from accounts.models.mail import Mail, MailServer, MailState
from accounts.models.second_factor import BackupCode, SecondFactor
from accounts.models.tries import Tries
from accounts.models.user import Theme, User

__all__ = [
    "BackupCode",
    "Erasure",
    "Invitation",
    "InvitationState",
    "Mail",
    "MailServer",
    "MailState",
    "SecondFactor",
    "Theme",
    "Tries",
    "User",
]

"""Users, their accounts elsewhere, invitations, erasures, mails, second factors, and counters of attempts."""

from accounts.models.attempt_counter import Tries
from accounts.models.erasure import Erasure
from accounts.models.external_identity import ATLASSIAN, ExternalIdentity, PendingSignIn
from accounts.models.invitation import Invitation, InvitationState
from accounts.models.mail import Mail, MailServer, MailState
from accounts.models.second_factor import BackupCode, SecondFactor
from accounts.models.user import Theme, User

__all__ = [
    "ATLASSIAN",
    "BackupCode",
    "Erasure",
    "ExternalIdentity",
    "Invitation",
    "InvitationState",
    "Mail",
    "MailServer",
    "MailState",
    "PendingSignIn",
    "SecondFactor",
    "Theme",
    "Tries",
    "User",
]

"""Who signs in to Lodge, who was asked in, who was erased, and the mails that go to people."""

from accounts.models.erasure import Erasure
from accounts.models.invitation import Invitation, InvitationState
from accounts.models.mail import Mail, MailServer, MailState
from accounts.models.user import Theme, User

__all__ = ["Erasure", "Invitation", "InvitationState", "Mail", "MailServer", "MailState", "Theme", "User"]

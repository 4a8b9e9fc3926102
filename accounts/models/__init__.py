"""Who signs in to Lodge, who was erased, and the mails that go to people."""

from accounts.models.erasure import Erasure
from accounts.models.mail import Mail, MailServer, MailState
from accounts.models.user import Theme, User

__all__ = ["Erasure", "Mail", "MailServer", "MailState", "Theme", "User"]

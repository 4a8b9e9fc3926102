"""What those who run Lodge see of people."""

from accounts.admin import erasing, invitations, mails, people

__all__ = ["erasing", "invitations", "mails", "people"]

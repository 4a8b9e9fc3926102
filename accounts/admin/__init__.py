"""The administration of users, invitations, mails and erasures."""

from accounts.admin import erase_users, erasure_records, invitations, mails, users_and_groups

__all__ = ["erase_users", "erasure_records", "invitations", "mails", "users_and_groups"]

"""The app for users: sign-in, preferences, invitations, mails and erasure."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The user model and the sign-in pages."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Connect the signals, register the kinds of mail, and declare the personal data in the tables."""
        from accounts import sign_in_log  # noqa: F401
        from accounts.erasing import account_and_framework_tables, account_summary, delete_signal  # noqa: F401
        from accounts.inviting import invitation_mail  # noqa: F401
        from accounts.mailing import account_mails, admin_alerts  # noqa: F401

        user_logged_out.connect(_change_token, dispatch_uid="accounts.change_token")


def _change_token(request: HttpRequest | None, **_more: Any) -> None:
    """Change the CSRF token, by which a page from the browser's back/forward cache sees the sign-out (common.js)."""
    if request is not None:
        rotate_token(request)

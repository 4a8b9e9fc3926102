"""People: who signs in, and how they like their pages."""

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
        """Listen, make the kinds of mail known, and say what is held of people."""
        from accounts import audit, letters  # noqa: F401
        from accounts.erasing import account, own, receivers  # noqa: F401
        from accounts.mailing import alarms  # noqa: F401

        user_logged_out.connect(_change_token, dispatch_uid="accounts.change_token")


def _change_token(request: HttpRequest | None, **_more: Any) -> None:
    """Pages that the browser keeps for the way back see by the token that somebody left, by any door (lodge.js)."""
    if request is not None:
        rotate_token(request)

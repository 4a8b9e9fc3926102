"""People: who signs in, and how they like their pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The user model and the sign-in pages."""

    name = "accounts"
    verbose_name = _("People")

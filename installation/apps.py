"""The app that protects copies of the database."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstallationConfig(AppConfig):
    """Which installation the database belongs to."""

    name = "installation"
    verbose_name = _("Installation")

"""The app of the background work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackgroundConfig(AppConfig):
    """The message queue and its dead letters."""

    name = "background"
    verbose_name = _("Background work")

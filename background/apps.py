"""The room's place among Django's applications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackgroundConfig(AppConfig):
    """The queue, and what was set aside from it."""

    name = "background"
    verbose_name = _("Background work")

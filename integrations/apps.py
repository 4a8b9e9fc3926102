"""May this user talk to Jira, and how do we say it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    """Connections to Atlassian, and the door to Jira."""

    name = "integrations"
    verbose_name = _("Links to Atlassian")

    def ready(self) -> None:
        """Register the checks of this room, and follow what becomes of people."""
        from integrations import checks, erasing, people  # noqa: F401

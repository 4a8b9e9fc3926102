"""May this user talk to Jira, and how do we say it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    """Connections to Atlassian, and the door to Jira."""

    name = "integrations"
    verbose_name = _("Links to Atlassian")

    def ready(self) -> None:
        """Register checks and mails of this room, say what is held of people, and follow what becomes of them."""
        from integrations import checks, erasing, people, telling  # noqa: F401

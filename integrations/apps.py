"""The Django app of links to Atlassian."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    """Connections to Atlassian, and calls to Jira."""

    name = "integrations"
    verbose_name = _("Links to Atlassian")

    def ready(self) -> None:
        """Register this app's checks, mails, tables about people, and signal receivers."""
        from accounts.session_store import read_along
        from integrations import checks  # noqa: F401
        from integrations.jira import linked_accounts
        from integrations.user_lifecycle import deactivation_signals, personal_data  # noqa: F401
        from integrations.wording import connection_mails  # noqa: F401

        read_along(*linked_accounts.READ_ALONG, order=linked_accounts.READ_ALONG_ORDER)

"""What the user wants filed, and what became of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    """Submissions and the outbox."""

    name = "issues"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Listen to integrations, make the kinds of mail known, and say what is held of people."""
        from issues import erasing, listeners, telling  # noqa: F401

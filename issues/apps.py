"""The Django app of reports, comments and forms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    """Submissions and the outbox."""

    name = "issues"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Register signal receivers, kinds of mail, and tables about people."""
        from issues import erasing  # noqa: F401
        from issues.admin import link_rehearsal  # noqa: F401
        from issues.outbox import release_waiting_rows  # noqa: F401
        from issues.reading.webhooks import delete_with_link as webhook_listeners  # noqa: F401
        from issues.wording import act_mails, report_mails  # noqa: F401

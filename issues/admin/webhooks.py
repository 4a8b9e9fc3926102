"""The webhooks that Lodge registered in Jira, and how each does. Read-only: Lodge keeps them by itself."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.admin.read_only_list import ReadOnlyList, site_named, time_cell
from issues.models import Webhook
from issues.reading.webhooks import webhook_address

WHY_NOT = {
    "scope": gettext_lazy(
        "Lodge registers no webhooks: ATLASSIAN_SCOPES lacks manage:jira-webhook. "
        "Changes in Jira are found by polling, a few minutes later."
    ),
    "address": gettext_lazy(
        "Lodge registers no webhooks: Jira delivers to an address with https only, and PUBLIC_URL has none. "
        "Changes in Jira are found by polling, a few minutes later."
    ),
}


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyList):
    """A read-only list."""

    heading = gettext_lazy("Webhooks")
    list_display = ("site", "number_of_projects", "health", "last_delivery", "number_of_deliveries")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list. Where there can be none, it says why."""
        if why := webhook_address.why_not():
            messages.warning(request, WHY_NOT[why])
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("site"), ordering="cloud_id")
    def site(self, row: Webhook) -> str:
        """Its name, as the link calls it that keeps the webhook."""
        return site_named(row.account_id, row.cloud_id)

    @admin.display(description=gettext_lazy("projects"))
    def number_of_projects(self, row: Webhook) -> str:
        """How many it is for."""
        count = len(row.project_ids)
        return ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}

    @admin.display(description=gettext_lazy("health"))
    def health(self, row: Webhook) -> SafeString | str:
        """Whether Jira has it and until when, or what is wrong."""
        if row.error:
            return _("Not kept: %(error)s") % {"error": row.error}
        if row.jira_id is None:
            return _("Not registered yet")
        if row.expires_at is not None and row.expires_at < timezone.now():
            return _("Ended")
        return format_html("{} {}", _("Registered until"), time_cell(row.expires_at))

    @admin.display(description=gettext_lazy("last delivery"), ordering="delivered_at")
    def last_delivery(self, row: Webhook) -> SafeString:
        """When Jira delivered something."""
        return format_html("{} {}", _("Delivered:"), time_cell(row.delivered_at))

    @admin.display(description=gettext_lazy("deliveries"), ordering="deliveries")
    def number_of_deliveries(self, row: Webhook) -> str:
        """How often."""
        count = row.deliveries
        return ngettext("%(n)d delivery", "%(n)d deliveries", count) % {"n": count}

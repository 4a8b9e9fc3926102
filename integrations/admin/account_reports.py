"""The proof that Atlassian is told of stored accounts, and that closed ones are erased. It names nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from integrations.admin.read_only_admin import ReadOnly
from integrations.models import AccountReport, StoredAccount
from integrations.user_lifecycle import account_reports
from integrations.user_lifecycle.report_call import SCOPE


@admin.register(AccountReport)
class AccountReportAdmin(ReadOnly):
    """The list, newest first, with how many accounts are stored."""

    heading = gettext_lazy("What Atlassian was told of stored accounts")
    list_display = ("at", "accounts", "status", "closed", "changed", "erased_rows", "detail")
    list_filter = ("at", "status")
    fields = (*list_display, "not_before")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, and below its title whether reports are sent at all."""
        stored = StoredAccount.objects.count()
        if account_reports.enabled():
            said = gettext_lazy("Accounts of which something is stored: %(stored)d.")
        else:
            said = gettext_lazy(
                "Accounts of which something is stored: %(stored)d. None is reported, because "
                "ATLASSIAN_SCOPES lacks %(scope)s."
            )
        told = {"subtitle": said % {"stored": stored, "scope": SCOPE}}
        return super().changelist_view(request, {**(extra_context or {}), **told})

"""The ledger: every try to renew a link, its outcome, and Atlassian's answer."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.admin import filters, renewal_wording
from integrations.admin.read_only_admin import ReadOnly, cell
from integrations.admin.renewal_plot import renewals_a_day
from integrations.models import RefreshAttempt


@admin.register(RefreshAttempt)
class RefreshAttemptAdmin(ReadOnly):
    """The list, newest first."""

    change_list_template = "integrations/admin/renewal_list.html"
    change_form_template = "integrations/admin/refresh_attempt.html"
    heading = gettext_lazy("Renewals of links")
    list_display = ("when", "whose", "became", "asked", "took")
    list_filter = (filters.OutcomeFilter, filters.AskedByFilter)
    list_select_related = ("connection__user", "connection__waits_for")
    search_fields = (
        "connection__user__username",
        "connection__display_name",
        "connection__account_id",
        "detail",
    )
    search_help_text = gettext_lazy(
        "a person, their name or id at Atlassian, or words of Atlassian’s answer"
    )
    date_hierarchy = "started_at"
    fields = ("connection",)

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and the plot."""
        plot = path("plot/", self.admin_site.admin_view(self.plot), name="renewals-plot")
        return [plot, *super().get_urls()]

    def plot(self, request: HttpRequest) -> HttpResponse:
        """Renewals a day by outcome, drawn without a script."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Renewals a day"),
            "lead": _(
                "Whether links stay alive. A day without green, or with much of another colour, is worth a look."
            ),
            "plots": [renewals_a_day()],
        }
        return TemplateResponse(request, "admin/plots.html", context)

    @admin.display(description=gettext_lazy("when"), ordering="started_at")
    def when(self, attempt: RefreshAttempt) -> SafeString:
        """When it began."""
        return cell("time_to_the_minute", moment=attempt.started_at)

    @admin.display(description=gettext_lazy("whose link"), ordering="connection__user__username")
    def whose(self, attempt: RefreshAttempt) -> SafeString:
        """The owner, and their name at Atlassian."""
        return cell("connection_owner", connection=attempt.connection)

    @admin.display(description=gettext_lazy("what became of it"), ordering="outcome")
    def became(self, attempt: RefreshAttempt) -> SafeString:
        """The outcome, and Atlassian's answer where it failed."""
        return cell("renewal_result", renewal=renewal_wording.renewal(attempt))

    @admin.display(description=gettext_lazy("who asked"), ordering="asked_by")
    def asked(self, attempt: RefreshAttempt) -> str:
        """Who asked, in wording."""
        return str(renewal_wording.renewal(attempt).asked_by)

    @admin.display(description=gettext_lazy("took"), ordering="milliseconds", empty_value="–")
    def took(self, attempt: RefreshAttempt) -> str | None:
        """The duration of the call."""
        return None if attempt.milliseconds is None else _("%(n)d ms") % {"n": attempt.milliseconds}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One try, with everything that was kept of it."""
        attempt = self.get_object(request, object_id)
        told = {"renewal": renewal_wording.renewal(attempt)} if attempt is not None else {}
        context = {
            **(extra_context or {}),
            **told,
            "title": _("A renewal of a link"),
            "subtitle": None,
        }
        return super().change_view(request, object_id, form_url, context)

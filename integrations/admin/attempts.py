"""The ledger: every try to renew a link, what came of it, and what Atlassian said."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.admin import filters, words
from integrations.admin.reading import ReadOnly, cell
from integrations.models import RefreshAttempt


@admin.register(RefreshAttempt)
class RefreshAttemptAdmin(ReadOnly):
    """The newest first."""

    change_form_template = "link/admin/attempt.html"
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
    search_help_text = gettext_lazy("a person, their name or id at Atlassian, or words of Atlassian’s answer")
    date_hierarchy = "started_at"
    fields = ("connection",)

    @admin.display(description=gettext_lazy("when"), ordering="started_at")
    def when(self, attempt: RefreshAttempt) -> SafeString:
        """When it began."""
        return cell("when", moment=attempt.started_at)

    @admin.display(description=gettext_lazy("whose link"), ordering="connection__user__username")
    def whose(self, attempt: RefreshAttempt) -> SafeString:
        """The person, and who they are at Atlassian."""
        return cell("whose", connection=attempt.connection)

    @admin.display(description=gettext_lazy("what became of it"), ordering="outcome")
    def became(self, attempt: RefreshAttempt) -> SafeString:
        """The outcome, and what Atlassian said where it is none to be glad of."""
        return cell("became", renewal=words.renewal(attempt))

    @admin.display(description=gettext_lazy("who asked"), ordering="asked_by")
    def asked(self, attempt: RefreshAttempt) -> str:
        """In words."""
        return str(words.renewal(attempt).asked_by)

    @admin.display(description=gettext_lazy("took"), ordering="milliseconds", empty_value="–")
    def took(self, attempt: RefreshAttempt) -> str | None:
        """How long the call took."""
        return None if attempt.milliseconds is None else _("%(n)d ms") % {"n": attempt.milliseconds}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One of them, with all that was kept."""
        attempt = self.get_object(request, object_id)
        told = {"renewal": words.renewal(attempt)} if attempt is not None else {}
        context = {**(extra_context or {}), **told, "title": _("A renewal of a link"), "subtitle": None}
        return super().change_view(request, object_id, form_url, context)

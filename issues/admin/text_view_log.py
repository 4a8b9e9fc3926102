"""Every look at a report's or comment's text, for superusers: who, what and when. Never the text itself."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from accounts.list_admin import ReadOnlyRows
from issues.admin.read_only_admin import ModelAdmin
from issues.models import Inspection


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyRows, ModelAdmin):
    """A read-only list, newest first."""

    heading = gettext_lazy("Who looked at what people wrote")
    actions = None
    list_display = ("when", "who", "what")
    list_display_links = None
    list_select_related = ("viewer", "report__owner", "comment__owner")
    list_per_page = 50
    search_fields = ("viewer__username", "report__owner__username", "comment__owner__username")
    search_help_text = gettext_lazy("a person: who looked, or whose text it was")
    date_hierarchy = "at"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers only: they check who looked."""
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, look: Inspection) -> SafeString:
        """To the minute."""
        return render_to_string("issues/admin/cells/time_to_the_minute.html", {"moment": look.at})

    @admin.display(
        description=gettext_lazy("who looked"), ordering="viewer__username", empty_value="–"
    )
    def who(self, look: Inspection) -> str | None:
        """The viewer. None once they were erased."""
        return str(look.viewer) if look.viewer else None

    @admin.display(description=gettext_lazy("at what"))
    def what(self, look: Inspection) -> SafeString:
        """The report or comment, and its writer."""
        row = look.report or look.comment
        return render_to_string(
            "issues/admin/cells/inspected_report_or_comment.html",
            {"row": row, "is_report": look.report},
        )

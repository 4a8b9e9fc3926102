"""A read-only list and page for the admin, and cells that show two facts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only Lodge writes. *heading*: the heading of the list."""

    actions = None
    list_per_page = 50
    empty_value_display = "–"
    heading = gettext_lazy("What there is")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: rows come from linking and refreshing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: only Lodge writes these rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here. A person's rows are deleted with the person."""
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own list under our heading, since there is nothing to "select"."""
        changes = super().get_changelist_instance(request)
        changes.title = str(self.heading)
        return changes


def cell(template: str, **context: Any) -> SafeString:
    """The content of a cell, rendered from a template of integrations/admin/cells."""
    return render_to_string(f"integrations/admin/cells/{template}.html", context)

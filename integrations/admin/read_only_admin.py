"""A read-only list and page for the admin, and cells that show two facts."""

from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.list_admin import ReadOnlyRows


class ReadOnly(ReadOnlyRows, admin.ModelAdmin[Any]):
    """Rows that only Lodge writes, without actions."""

    actions = None
    list_per_page = 50
    empty_value_display = "–"


def cell(template: str, **context: Any) -> SafeString:
    """The content of a cell, rendered from a template of integrations/admin/cells."""
    return render_to_string(f"integrations/admin/cells/{template}.html", context)

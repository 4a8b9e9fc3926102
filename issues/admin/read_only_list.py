"""Lists of rows that Lodge keeps by itself: to look at, not to change. They show nothing of what people wrote.

A phone shows the cells of a row below each other, without the heads of their columns, so each cell says what it is.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from integrations import jira
from issues.admin.read_only_admin import ModelAdmin


class ReadOnlyList(ModelAdmin):
    """One page, without a page for each row."""

    heading: str | Promise
    actions: Any = None
    list_display_links = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own list under our heading, since there is nothing to "select"."""
        changes = super().get_changelist_instance(request)
        changes.title = str(self.heading)
        return changes


def site_named(account_id: str, cloud_id: str) -> str:
    """What a link of this account calls the site; otherwise Atlassian's id of it."""
    try:
        return jira.site_of(account_id, cloud_id).name if account_id else cloud_id
    except jira.SiteLost as error:
        return error.name or cloud_id
    except jira.IntegrationError:
        return cloud_id


def time_cell(moment: Any) -> SafeString | str:
    """A time as Lodge writes it, or "never"."""
    if moment is None:
        return _("never")
    return render_to_string("issues/admin/cells/time_to_the_minute.html", {"moment": moment})

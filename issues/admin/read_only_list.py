"""Lists of rows that Lodge keeps by itself: to look at, not to change. They show nothing of what people wrote.

A phone shows the cells of a row below each other, without the heads of their columns, so each cell says what it is.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.list_admin import ReadOnlyRows
from integrations import jira
from issues.admin.read_only_admin import ModelAdmin


class ReadOnlyList(ReadOnlyRows, ModelAdmin):
    """One page, without a page for each row."""

    actions: Any = None
    list_display_links = None
    list_per_page = 50


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

"""Saved queries for administrators: whose they are, who uses them, what Jira said. To delete, or to take over.

Nobody else can mend a query whose owner has left. What it asks for is shown to nobody here.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.admin.read_only_list import ReadOnlyList, time_cell
from issues.models import SavedQuery
from issues.views.signed_in_request import SignedIn


@admin.register(SavedQuery)
class SavedQueryAdmin(ReadOnlyList):
    """A list with two actions."""

    heading = gettext_lazy("Saved queries")
    actions = ("take_over",)
    list_display = ("name", "whose", "site_name", "used_by", "state", "checked")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username")
    search_help_text = gettext_lazy("a name, or a person")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their groups in one more query."""
        return super().get_queryset(request).prefetch_related("groups")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may delete saved queries. Nothing in Jira changes."""
        return request.user.has_perm("issues.delete_savedquery")

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Who may take queries over."""
        return request.user.has_perm("issues.change_savedquery")

    @admin.display(description=gettext_lazy("owner"), ordering="owner__username")
    def whose(self, row: SavedQuery) -> str:
        """Who can change it."""
        if row.owner.is_active:
            return str(row.owner)
        return _("%(name)s, who is deactivated") % {"name": row.owner}

    @admin.display(description=gettext_lazy("used by"))
    def used_by(self, row: SavedQuery) -> str:
        """The groups beside its owner."""
        return ", ".join(group.name for group in row.groups.all()) or _("its owner alone")

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: SavedQuery) -> str:
        """Whether Jira understood it. Its words stay with those who use it: they quote the query."""
        return _("Jira does not understand it") if row.problems else _("Works")

    @admin.display(description=gettext_lazy("checked"), ordering="checked_at")
    def checked(self, row: SavedQuery) -> SafeString:
        """When Jira was asked last."""
        return format_html("{} {}", _("Checked:"), time_cell(row.checked_at))

    @admin.action(description=gettext_lazy("Take over: become the owner"), permissions=["operate"])
    def take_over(self, request: HttpRequest, queryset: QuerySet[SavedQuery]) -> None:
        """Their new owner changes them as their own, and Jira is asked about them as the new owner."""
        chosen, user = list(queryset), cast("SignedIn", request).user
        queryset.update(owner=user, next_check_at=timezone.now())
        said = _("Taken over.")
        LogEntry.objects.log_actions(user.pk, chosen, CHANGE, change_message=said)
        told = ngettext("You own %(n)d query more.", "You own %(n)d queries more.", len(chosen))
        self.message_user(request, told % {"n": len(chosen)}, messages.SUCCESS)

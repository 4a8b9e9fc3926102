"""Rows of the outbox: looked at, never edited, for states change by the outbox's rules alone."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from issues.views.request import SignedIn

if TYPE_CHECKING:  # generic for the type checker alone
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class Outbox(ModelAdmin):
    """A list and a page to look at; acts are for those who could change the rows, if rows could be changed."""

    heading: str | Promise
    list_per_page = 50
    list_select_related = ("owner",)
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """See above."""
        return request.user.has_perm(f"issues.change_{self.opts.model_name}")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, under the heading: there is nothing to "select"."""
        changes = super().get_changelist_instance(request)
        changes.title = str(self.heading)
        return changes

    def note(self, request: HttpRequest, rows: list[Any], said: str) -> None:
        """Into the admin's history of each."""
        if rows:
            LogEntry.objects.log_actions(cast("SignedIn", request).user.pk, rows, CHANGE, change_message=said)

    def tell(self, request: HttpRequest, done: int, chosen: int) -> None:
        """How many of those that were chosen an act was to any purpose for."""
        said = _("Dealt with: %(done)d of %(chosen)d.") % {"done": done, "chosen": chosen}
        self.message_user(request, said, messages.SUCCESS if done == chosen else messages.WARNING)

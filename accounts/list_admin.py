"""What pages of the administration share: a heading of their own, and rows that only Lodge writes."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import Promise

if TYPE_CHECKING:  # mixins of ModelAdmin, which is generic for the type checker alone
    _Base = admin.ModelAdmin[Any]
else:
    _Base = object


class ListHeading(_Base):
    """A list under a *heading* of its own instead of Django's "Select … to change"."""

    heading: str | Promise

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own list, with the heading."""
        changes = super().get_changelist_instance(request)
        changes.title = str(self.heading)
        return changes


class ReadOnlyRows(ListHeading):
    """Rows that only Lodge writes: nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody. Rows go with whom they are about, or when their time is over."""
        return False

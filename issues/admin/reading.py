"""Rows of the outbox: looked at, never edited, for states change by the outbox's rules alone.

No list and no page shows what somebody wrote, and no search or filter tells of it. There is a button for that, and
each press is written down for the writer to see (Inspection). What a draft says is shown to nobody.
"""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues.admin import filters
from issues.models import Inspection, Outgoing
from issues.views.request import SignedIn

if TYPE_CHECKING:  # generic for the type checker alone
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


# What a list may be asked for by its address: Django would take any column, and so tell what stands in it.
_ASKED_FOR = frozenset({"site_name", "project_key", "created_at"})
_OWN_FILTERS = frozenset(
    each.parameter_name for each in (filters.StandingFilter, filters.WhyFilter, filters.WriterFilter)
)


class Outbox(ModelAdmin):
    """A list and a page to look at; acts are for those who could change the rows, if rows could be changed."""

    heading: str | Promise
    # The name of the key from an Inspection to a row here.
    inspected: str
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

    def has_read_permission(self, request: HttpRequest) -> bool:
        """Who may look at what somebody wrote."""
        return request.user.has_perm(f"issues.read_{self.opts.model_name}")

    def may_be_read(self, row: Any) -> bool:
        """Whether anybody may look at what this one says."""
        return True

    def written(self, row: Any) -> list[tuple[str, str]]:
        """What it says: (what its field is called, text)."""
        raise NotImplementedError

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """See _ASKED_FOR. Filters of the list's own take their names and nothing else."""
        return lookup in _OWN_FILTERS or lookup.partition("__")[0] in _ASKED_FOR

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, and the text of one."""
        view = self.admin_site.admin_view(require_POST(self.read_one))
        return [path("<uuid:pk>/text/", view, name=f"{self.opts.model_name}-text"), *super().get_urls()]

    def read_one(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what was written, once it is written down who looks. By a press of a button only."""
        if not self.has_read_permission(request):
            raise PermissionDenied
        row: Outgoing = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.may_be_read(row):
            raise Http404
        Inspection.objects.create(**{self.inspected: row}, viewer=cast("SignedIn", request).user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("What was typed"),
            "row": row,
            "written": self.written(row),
        }
        return TemplateResponse(request, "issues/admin/text.html", context)

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

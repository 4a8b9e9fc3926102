"""Rows of the outbox in the admin: read-only, because only the outbox's rules change states.

No list or page shows what users wrote, and no search or filter reveals it. A button shows the text of one row, and
each press is recorded for the writer to see (Inspection). Nobody sees the text of a draft.
"""

from abc import ABCMeta, abstractmethod
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.forms import MediaDefiningClass
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.list_admin import ReadOnlyRows
from issues.admin import filters
from issues.models import Inspection, Outgoing
from issues.views.signed_in_request import SignedIn

if TYPE_CHECKING:  # generic only for the type checker
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


# The columns that the address of a list may filter by. Django would allow any column, and so reveal its content.
_ASKED_FOR = frozenset({"site_name", "project_key", "created_at"})
_OWN_FILTERS = frozenset(
    each.parameter_name
    for each in (filters.StandingFilter, filters.WhyFilter, filters.WriterFilter)
)


class _Abstract(ABCMeta, MediaDefiningClass):
    """The metaclass of ModelAdmin, with abstract methods."""


class Outbox(ReadOnlyRows, ModelAdmin, metaclass=_Abstract):
    """A read-only list and page. Its actions need the permission to change the rows, which otherwise has no effect."""

    # The foreign key of Inspection to a row here.
    inspected: str
    list_per_page = 50
    list_select_related = ("owner",)
    date_hierarchy = "created_at"

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether the user may use the actions: see the class."""
        return request.user.has_perm(f"issues.change_{self.opts.model_name}")

    def has_read_permission(self, request: HttpRequest) -> bool:
        """Whether the user may look at what users wrote."""
        return request.user.has_perm(f"issues.read_{self.opts.model_name}")

    def may_be_read(self, row: Any) -> bool:
        """Whether anyone may look at the text of this row."""
        return True

    @abstractmethod
    def written(self, row: Any) -> list[tuple[str, str]]:
        """The texts of the row, as (field name, text)."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """See _ASKED_FOR. The list's own filters allow their names and nothing else."""
        return lookup in _OWN_FILTERS or lookup.partition("__")[0] in _ASKED_FOR

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and the one that shows a text."""
        view = self.admin_site.admin_view(require_POST(self.read_one))
        return [
            path("<uuid:pk>/text/", view, name=f"{self.opts.model_name}-text"),
            *super().get_urls(),
        ]

    def read_one(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Record who looks, then show the text. Only for a press of the button."""
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
        return TemplateResponse(request, "issues/admin/submitted_text.html", context)

    def note(self, request: HttpRequest, rows: list[Any], said: str) -> None:
        """Add an entry to the admin's history of each row."""
        if rows:
            LogEntry.objects.log_actions(
                cast("SignedIn", request).user.pk, rows, CHANGE, change_message=said
            )

    def tell(self, request: HttpRequest, done: int, chosen: int) -> None:
        """Say how many of the chosen rows an action affected."""
        said = _("Dealt with: %(done)d of %(chosen)d.") % {"done": done, "chosen": chosen}
        self.message_user(request, said, messages.SUCCESS if done == chosen else messages.WARNING)

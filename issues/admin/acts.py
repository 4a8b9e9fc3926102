"""The admin pages of acts on issues and of files that are added to issues. Both can be made due again like reports.

Nobody reads there what was typed, and nobody opens a file.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from issues.admin import filters, state_wording
from issues.admin.comments import can_be_tried, put_back
from issues.admin.read_only_admin import Outbox
from issues.models import AddedFile, IssueAct


class OnIssues(Outbox):
    """The list, the page of one row, and one action on both."""

    inspected = ""
    change_form_template = "issues/admin/act_detail.html"
    list_filter = (filters.StandingFilter, filters.WhyFilter, filters.WriterFilter, "site_name")
    search_fields = ("issue_key", "owner__username", "account_id", "id")
    search_help_text = gettext_lazy("a key, or a person")
    fields = ("issue_key",)
    actions = ("try_now",)

    def has_read_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def written(self, row: Any) -> list[tuple[str, str]]:
        """Nothing, because nobody reads these texts here."""
        return []

    @admin.display(description=gettext_lazy("issue"), ordering="issue_key")
    def issue(self, row: IssueAct | AddedFile) -> SafeString:
        """The issue, and its site."""
        return render_to_string("issues/admin/cells/comment_issue.html", {"row": row})

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def how_it_stands(self, row: IssueAct | AddedFile) -> SafeString:
        """The state, the cause, and since when."""
        context = {"report": row, "standing": state_wording.of_act(row)}
        return render_to_string("issues/admin/cells/report_state.html", context)

    @admin.action(description=gettext_lazy("Try now"), permissions=["operate"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Make waiting rows due."""
        chosen = list(queryset)
        done = put_back(queryset)
        self.tell(request, len(done), len(chosen))
        self.note(request, [each for each in chosen if each.pk in done], _("Put back on its way."))

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and the action of the page."""
        view = self.admin_site.admin_view(require_POST(self.try_one))
        name = f"{self.opts.model_name}-try"
        return [path("<uuid:pk>/try/", view, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page, in words."""
        row = self.get_object(request, object_id)
        told: dict[str, Any] = {} if row is None else self._told(request, row)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    def _told(self, request: HttpRequest, row: IssueAct | AddedFile) -> dict[str, Any]:
        return {
            "title": self.title_of(row),
            "subtitle": None,
            "act": row,
            "standing": state_wording.of_act(row),
            "may_try": can_be_tried(row) and self.has_operate_permission(request),
            "try_url": reverse(f"admin:{self.opts.model_name}-try", args=[row.pk]),
        }

    def title_of(self, row: Any) -> str:
        """What the page of *row* is called."""
        return str(row)

    def try_one(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The list's action "Try now" for one row."""
        if not self.has_operate_permission(request):
            raise PermissionDenied
        rows = self.model._default_manager.filter(pk=pk)
        row = get_object_or_404(rows)
        if put_back(rows):
            self.note(request, [row], _("Put back on its way."))
            said = _("It is due now: the worker sends it within seconds, if it runs.")
            self.message_user(request, said, messages.SUCCESS)
        else:
            said = _("There is nothing to try for it any more.")
            self.message_user(request, said, messages.WARNING)
        return redirect(f"admin:issues_{self.opts.model_name}_change", pk)


@admin.register(IssueAct)
class IssueActAdmin(OnIssues):
    """Acts on issues."""

    heading = gettext_lazy("Acts on issues")
    list_display = ("issue", "kind", "how_it_stands", "owner", "created_at")


@admin.register(AddedFile)
class AddedFileAdmin(OnIssues):
    """Files that are added to issues. Their names are not shown, because people chose them."""

    heading = gettext_lazy("Files on issues")
    list_display = ("issue", "size_told", "how_it_stands", "owner", "created_at")

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def size_told(self, row: AddedFile) -> str:
        """The size."""
        return row.size_told

    def title_of(self, row: AddedFile) -> str:
        """The issue that it is for."""
        return _("A file for %(key)s") % {"key": row.issue_key}

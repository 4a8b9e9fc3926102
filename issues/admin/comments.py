"""The admin pages of comments on issues, which can be made due again like reports."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from issues.admin import filters, state_wording
from issues.admin.read_only_admin import Outbox
from issues.models import Comment, Outgoing, State
from issues.outbox.states import Reason, move

_WAITING = (State.QUEUED, State.UNCONFIRMED)


@admin.register(Comment)
class CommentAdmin(Outbox):
    """The list, the page of one comment, and one action on both."""

    heading = gettext_lazy("Comments on issues")
    inspected = "comment"
    change_form_template = "issues/admin/comment_detail.html"
    list_display = ("comment", "how_it_stands", "writer", "begun")
    list_filter = (filters.StandingFilter, filters.WhyFilter, filters.WriterFilter, "site_name")
    search_fields = ("issue_key", "owner__username", "account_id", "id")
    search_help_text = gettext_lazy("a key, or a person")
    fields = ("issue_key",)
    actions = ("try_now",)

    @admin.display(description=gettext_lazy("comment on"), ordering="issue_key")
    def comment(self, row: Comment) -> SafeString:
        """The issue that gets it, and its site."""
        return render_to_string("issues/admin/cells/comment_issue.html", {"row": row})

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def how_it_stands(self, row: Comment) -> SafeString:
        """The state, the cause, and since when."""
        context = {"report": row, "standing": state_wording.of_comment(row)}
        return render_to_string("issues/admin/cells/report_state.html", context)

    @admin.display(description=gettext_lazy("writer"), ordering="owner__username")
    def writer(self, row: Comment) -> SafeString:
        """Who wrote it."""
        return render_to_string("issues/admin/cells/owner.html", {"report": row})

    @admin.display(description=gettext_lazy("sent"), ordering="created_at")
    def begun(self, row: Comment) -> SafeString:
        """When it was sent, which is when it was stored."""
        return render_to_string("issues/admin/cells/comment_sent.html", {"row": row})

    @admin.action(description=gettext_lazy("Try now"), permissions=["operate"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        """Make waiting comments due."""
        chosen = list(queryset)
        done = put_back(queryset)
        self.tell(request, len(done), len(chosen))
        self.note(request, [each for each in chosen if each.pk in done], _("Put back on its way."))

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and the action of the page."""
        view = self.admin_site.admin_view(require_POST(self.try_one))
        return [path("<uuid:pk>/try/", view, name="comment-try"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page, in words."""
        row = self.get_object(request, object_id)
        told = {} if row is None else self._told(request, row)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    def _told(self, request: HttpRequest, row: Comment) -> dict[str, Any]:
        return {
            "title": _("A comment on %(key)s") % {"key": row.issue_key},
            "subtitle": None,
            "comment": row,
            "standing": state_wording.of_comment(row),
            "may_try": can_be_tried(row) and self.has_operate_permission(request),
            "may_read": self.has_read_permission(request),
            "inspections": row.inspections.select_related("viewer"),
        }

    def written(self, row: Comment) -> list[tuple[str, str]]:
        """The comment, and the summary of the issue."""
        return [(_("Issue"), row.issue_summary or row.issue_key), (_("Comment"), row.text)]

    def try_one(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The list's action "Try now" for one comment."""
        if not self.has_operate_permission(request):
            raise PermissionDenied
        row = get_object_or_404(Comment, pk=pk)
        if put_back(Comment.objects.filter(pk=pk)):
            self.note(request, [row], _("Put back on its way."))
            said = _("It is due now: the worker sends it within seconds, if it runs.")
            self.message_user(request, said, messages.SUCCESS)
        else:
            said = _("There is nothing to try for it any more.")
            self.message_user(request, said, messages.WARNING)
        return redirect("admin:issues_comment_change", pk)


def can_be_tried(row: Outgoing) -> bool:
    """Whether "Try now" has anything to do for *row*."""
    return row.state in _WAITING or (
        row.state == State.BLOCKED and row.blocked_reason != Reason.ASK
    )


def put_back(rows: QuerySet[Any]) -> set[UUID]:
    """Make waiting rows of the outbox due. Returns which. Only its writer can say whether Jira has one in doubt."""
    blocked = list(rows.filter(state=State.BLOCKED).exclude(blocked_reason=Reason.ASK))
    waiting = rows.filter(state__in=_WAITING)
    done = set(waiting.values_list("pk", flat=True))
    waiting.update(next_attempt_at=timezone.now())
    for row in blocked:
        if move(row.pk, State.BLOCKED, State.QUEUED, model=rows.model, next_attempt_at=None):
            done.add(row.pk)
    return done

"""Comments on issues, for those who run Lodge: they wait and get stuck as reports do, and are put back on their way."""

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

from issues.admin import filters, standing
from issues.admin.reading import Outbox
from issues.models import Comment, State
from issues.outbox.states import Reason, move

_WAITING = (State.QUEUED, State.UNCONFIRMED)


@admin.register(Comment)
class CommentAdmin(Outbox):
    """The list, the page of one, and one act on both."""

    heading = gettext_lazy("Comments on issues")
    inspected = "comment"
    change_form_template = "issues/admin/comment.html"
    list_display = ("comment", "how_it_stands", "writer", "begun")
    list_filter = (filters.StandingFilter, filters.WhyFilter, filters.WriterFilter, "site_name")
    search_fields = ("issue_key", "owner__username", "account_id", "id")
    search_help_text = gettext_lazy("a key, or a person")
    fields = ("issue_key",)
    actions = ("try_now",)

    @admin.display(description=gettext_lazy("comment on"), ordering="issue_key")
    def comment(self, row: Comment) -> SafeString:
        """Which issue gets it, and where."""
        return render_to_string("issues/admin/cells/comment.html", {"row": row})

    @admin.display(description=gettext_lazy("how it stands"), ordering="state")
    def how_it_stands(self, row: Comment) -> SafeString:
        """The state, why, and since when."""
        context = {"report": row, "standing": standing.of_comment(row)}
        return render_to_string("issues/admin/cells/how_it_stands.html", context)

    @admin.display(description=gettext_lazy("writer"), ordering="owner__username")
    def writer(self, row: Comment) -> SafeString:
        """Who wrote it."""
        return render_to_string("issues/admin/cells/writer.html", {"report": row})

    @admin.display(description=gettext_lazy("sent"), ordering="created_at")
    def begun(self, row: Comment) -> SafeString:
        """A comment is stored when it is sent."""
        return render_to_string("issues/admin/cells/begun.html", {"row": row})

    @admin.action(description=gettext_lazy("Try now"), permissions=["operate"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        """Make due what waits."""
        chosen = list(queryset)
        done = _put_back(queryset)
        self.tell(request, len(done), len(chosen))
        self.note(request, [each for each in chosen if each.pk in done], _("Put back on its way."))

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, and the act of one page."""
        view = self.admin_site.admin_view(require_POST(self.try_one))
        return [path("<uuid:pk>/try/", view, name="comment-try"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page, in words."""
        row = self.get_object(request, object_id)
        told: dict[str, Any] = {}
        if row is not None:
            told = {
                "title": _("A comment on %(key)s") % {"key": row.issue_key},
                "subtitle": None,
                "comment": row,
                "standing": standing.of_comment(row),
                "may_try": _can_be_tried(row) and self.has_operate_permission(request),
                "may_read": self.has_read_permission(request),
                "inspections": row.inspections.select_related("viewer"),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    def written(self, row: Comment) -> list[tuple[str, str]]:
        """The comment, and what the issue is called."""
        return [(_("Issue"), row.issue_summary or row.issue_key), (_("Comment"), row.text)]

    def try_one(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """As the list's "Try now"."""
        if not self.has_operate_permission(request):
            raise PermissionDenied
        row = get_object_or_404(Comment, pk=pk)
        if _put_back(Comment.objects.filter(pk=pk)):
            self.note(request, [row], _("Put back on its way."))
            self.message_user(
                request, _("It is due now: the worker sends it within seconds, if it runs."), messages.SUCCESS
            )
        else:
            self.message_user(request, _("There is nothing to try for it any more."), messages.WARNING)
        return redirect("admin:issues_comment_change", pk)


def _can_be_tried(row: Comment) -> bool:
    return row.state in _WAITING or (row.state == State.BLOCKED and row.blocked_reason != Reason.ASK)


def _put_back(rows: QuerySet[Comment]) -> set[UUID]:
    """Make due what waits; which. Whether Jira has one is for its writer to say."""
    blocked = list(rows.filter(state=State.BLOCKED).exclude(blocked_reason=Reason.ASK))
    waiting = rows.filter(state__in=_WAITING)
    done = set(waiting.values_list("pk", flat=True))
    waiting.update(next_attempt_at=timezone.now())
    for row in blocked:
        if move(row.pk, State.BLOCKED, State.QUEUED, model=Comment, next_attempt_at=None):
            done.add(row.pk)
    return done

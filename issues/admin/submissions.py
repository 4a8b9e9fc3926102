"""Reports for those who run Lodge: to read, to prove that nothing was lost, and to put one back on its way.

An action writes down what is to be done, and the sweep does it within seconds. Only "mark as filed" asks Jira: for the
issue that is named.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from issues import telling
from issues.admin.queue import by_site
from issues.claiming import claim
from issues.models import Attachment, Event, IssueLink, State, Submission
from issues.outbox.states import TRANSITIONS, Reason, move

if TYPE_CHECKING:  # generic for the type checker alone
    TabularInline = admin.TabularInline[Any, Submission]
    ModelAdmin = admin.ModelAdmin[Submission]
else:
    TabularInline, ModelAdmin = admin.TabularInline, admin.ModelAdmin


class ReadOnly:
    """Looked at, never edited: states change by the outbox's rules alone."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class WhyFilter(admin.SimpleListFilter):
    """Why reports wait for somebody, in words. Most have no reason: that is no choice without a name."""

    title, parameter_name = _("why"), "blocked_reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every reason that there may be."""
        return list(Reason.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that wait for the reason that was chosen."""
        return queryset.filter(blocked_reason=self.value()) if self.value() else queryset


class EventInline(ReadOnly, TabularInline):
    """The receipt."""

    model = Event
    fields = ("at", "what", "detail")


class AttachmentInline(ReadOnly, TabularInline):
    """Its files, and where each stands. What is in them is their owner's."""

    model = Attachment
    fields = (
        "name",
        "size",
        "state",
        "blocked_reason",
        "tries",
        "next_attempt_at",
        "remote_id",
        "deleted_at",
    )


class IssueLinkInline(ReadOnly, TabularInline):
    """Its links to other issues."""

    model = IssueLink
    fields = ("words", "other_key", "state", "blocked_reason", "tries", "next_attempt_at")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, ModelAdmin):
    """Every report with its receipt."""

    class Media:
        css: ClassVar = {"all": ["admin.css"]}

    fields = (
        "summary", "owner", "state", "state_since", "blocked_reason", "issue_key", "site_name", "site_url",
        "project_key", "issue_type_name", "account_name", "account_id", "tries", "looks", "next_attempt_at",
        "first_sent_at", "recheck_at", "lease_owner", "lease_until", "marker_in", "values", "field_errors",
        "messages", "created_at",
    )  # fmt: skip
    list_display = (
        "summary",
        "state",
        "why",
        "owner",
        "project_key",
        "issue_key",
        "tries",
        "next_attempt_at",
    )
    list_filter = ("state", WhyFilter, "site_name", "project_key")
    search_fields = ("summary", "issue_key", "owner__username", "account_name", "id")
    date_hierarchy = "created_at"
    list_select_related = ("owner",)
    inlines = (EventInline, AttachmentInline, IssueLinkInline)
    actions = ("try_now", "mark_filed", "withdraw")
    change_list_template = "issues/admin/submissions.html"

    @admin.display(description=_("why"), ordering="blocked_reason", empty_value="-")
    def why(self, report: Submission) -> Any:
        """Why it waits for somebody, in words; nothing where it does not."""
        return Reason(report.blocked_reason).label if report.blocked_reason else None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, below how the outbox stands."""
        return super().changelist_view(request, {**(extra_context or {}), "queues": by_site()})

    @admin.action(description=_("Try now"), permissions=["operate"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Make due what waits. What waits for its owner's word (whether Jira has it) stays theirs to decide."""
        now = timezone.now()
        waiting = queryset.filter(state__in=(State.QUEUED, State.UNCONFIRMED)).update(next_attempt_at=now)
        blocked = queryset.filter(state=State.BLOCKED).exclude(blocked_reason=Reason.ASK)
        freed = sum(
            move(pk, State.BLOCKED, State.QUEUED, what="by_admin", next_attempt_at=None)
            for pk in list(blocked.values_list("pk", flat=True))
        )
        for model in (Attachment, IssueLink):
            parts: dict[str, Any] = {"submission__in": list(queryset.values_list("pk", flat=True))}
            rows = model._default_manager.filter(state__in=(State.QUEUED, State.UNCONFIRMED), **parts)
            rows.update(next_attempt_at=now)
        self._tell(request, waiting + freed, queryset.count())

    @admin.action(description=_("Mark as filed as …"), permissions=["operate"])
    def mark_filed(self, request: HttpRequest, queryset: QuerySet[Submission]) -> HttpResponse | None:
        """Ask for the key of one report that is in Jira without Lodge knowing."""
        report = queryset.first() if queryset.count() == 1 else None
        if report is None or report.state not in {State.QUEUED, State.UNCONFIRMED, State.BLOCKED}:
            self.message_user(request, _("Choose one report that waits or needs somebody."), messages.WARNING)
            return None
        key, error = request.POST.get("key", ""), ""
        if "confirmed" in request.POST:
            error = claim(report, key, what="told_by_admin")
            if not error:
                self.log_change(request, report, f"Marked as filed as {key}.")
                self._tell(request, 1, 1)
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Under which key is it in Jira?"),
            "report": report,
            "key": key,
            "error": error,
            "action": "mark_filed",
            "opts": self.opts,
        }
        return TemplateResponse(request, "issues/admin/mark_filed.html", context)

    @admin.action(description=_("Withdraw and tell the writer"), permissions=["operate"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Take back what is neither sent nor in doubt; a draft was never sent, so nobody is told of it."""
        done = 0
        for pk, state in list(queryset.values_list("pk", "state")):
            if State.WITHDRAWN in TRANSITIONS[State(state)] and move(
                pk, State(state), State.WITHDRAWN, what="by_admin_withdrawn", next_attempt_at=None
            ):
                done += 1
                if state != State.DRAFT:
                    telling.tell_withdrawn(Submission.objects.select_related("owner").get(pk=pk))
        self._tell(request, done, queryset.count())

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Those who could change reports, if reports could be changed."""
        return request.user.has_perm("issues.change_submission")

    def _tell(self, request: HttpRequest, done: int, chosen: int) -> None:
        words = ngettext("%(n)d report was dealt with.", "%(n)d reports were dealt with.", done) % {"n": done}
        self.message_user(request, words, messages.SUCCESS if done == chosen else messages.WARNING)

"""Reports for those who run Lodge: to read, to prove that nothing was lost, and to put one back on its way.

Nothing here calls Jira: an action writes down what is to be done, and the sweep does it within seconds.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from issues.models import Event, State, Submission
from issues.outbox.states import TRANSITIONS, Reason, move

if TYPE_CHECKING:  # generic for the type checker alone
    TabularInline = admin.TabularInline[Event, Submission]
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


class EventInline(ReadOnly, TabularInline):
    """The receipt."""

    model = Event
    fields = ("at", "what", "detail")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, ModelAdmin):
    """Every report with its receipt."""

    fields = (
        "summary", "owner", "state", "state_since", "blocked_reason", "issue_key", "site_name", "site_url",
        "project_key", "issue_type_name", "account_name", "account_id", "tries", "looks", "next_attempt_at",
        "first_sent_at", "recheck_at", "lease_owner", "lease_until", "marker_in", "values", "field_errors",
        "messages", "created_at",
    )  # fmt: skip
    list_display = (
        "summary",
        "state",
        "blocked_reason",
        "owner",
        "project_key",
        "issue_key",
        "tries",
        "next_attempt_at",
    )
    list_filter = ("state", "blocked_reason", "site_name", "project_key")
    search_fields = ("summary", "issue_key", "owner__username", "account_name", "id")
    date_hierarchy = "created_at"
    list_select_related = ("owner",)
    inlines = (EventInline,)
    actions = ("try_now", "withdraw")

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
        self._tell(request, waiting + freed, queryset.count())

    @admin.action(description=_("Withdraw"), permissions=["operate"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Take back what is neither sent nor in doubt."""
        done = 0
        for pk, state in list(queryset.values_list("pk", "state")):
            if State.WITHDRAWN in TRANSITIONS[State(state)]:
                done += move(pk, State(state), State.WITHDRAWN, what="withdrawn", next_attempt_at=None)
        self._tell(request, done, queryset.count())

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Those who could change reports, if reports could be changed."""
        return request.user.has_perm("issues.change_submission")

    def _tell(self, request: HttpRequest, done: int, chosen: int) -> None:
        words = ngettext("%(n)d report was dealt with.", "%(n)d reports were dealt with.", done) % {"n": done}
        self.message_user(request, words, messages.SUCCESS if done == chosen else messages.WARNING)

"""Mails, for those who run Lodge: what waits to leave, what left, what did not, and why. Never what they say."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.mailing import posting, server
from accounts.mailing.kinds import KINDS
from accounts.models import Mail, MailState


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin[Mail]):
    """A list to read, and one act."""

    list_display = ("what", "how_it_stands", "to")
    list_filter = ("state",)
    list_display_links = None
    list_select_related = ("person",)
    search_fields = ("person__username", "person__email")
    search_help_text = gettext_lazy("a person")
    change_list_template = "accounts/admin/mails.html"
    actions = ("try_now",)
    ordering = ("-state_since",)

    @admin.display(description=gettext_lazy("mail about"), ordering="kind")
    def what(self, row: Mail) -> str:
        """Its kind, in words."""
        return str(KINDS[row.kind].called) if row.kind in KINDS else row.kind

    @admin.display(description=gettext_lazy("how it stands"), ordering="state")
    def how_it_stands(self, row: Mail) -> SafeString:
        """The state, since when, and the trouble."""
        return render_to_string("accounts/admin/cells/mail_stands.html", {"row": row})

    @admin.display(description=gettext_lazy("to"), ordering="person__username")
    def to(self, row: Mail) -> str:
        """Who gets it. Addresses that strangers typed are not shown."""
        if row.person is not None:
            return f"{row.person} ({row.person.address})"
        return (
            gettext("the admins")
            if row.kind in ("alarm", "digest")
            else gettext("somebody without an account")
        )

    @admin.action(description=gettext_lazy("Try now"), permissions=["view"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Leave the server alone no longer."""
        count = queryset.filter(state=MailState.WAITING).update(next_attempt_at=timezone.now())
        server.try_now()
        posting.wake()
        told = ngettext("%(n)d mail is tried now.", "%(n)d mails are tried now.", count)
        messages.success(request, told % {"n": count})

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With how the server stands."""
        own = {"server": server.standing(), "waiting": server.waiting()}
        return super().changelist_view(request, {**(extra_context or {}), **own})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Lodge writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        """Nothing is typed into them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        """They go in time."""
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, with a name that says what it lists."""
        changes = super().get_changelist_instance(request)
        changes.title = gettext("Mails")
        return changes

"""Mails in the administration: waiting, sent and failed ones, with the error. The text is never shown."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.list_admin import ReadOnlyRows
from accounts.mailing import enqueue, mail_server_lease
from accounts.mailing.kinds import KINDS
from accounts.models import Mail, MailState


@admin.register(Mail)
class MailAdmin(ReadOnlyRows, admin.ModelAdmin[Mail]):
    """The list of mails, read-only, with one action."""

    heading = gettext_lazy("Mails")
    list_display = ("what", "how_it_stands", "to")
    list_filter = ("state",)
    list_display_links = None
    list_select_related = ("person",)
    search_fields = ("person__username", "person__email")
    search_help_text = gettext_lazy("a person")
    change_list_template = "accounts/admin/mail_list.html"
    actions = ("try_now",)
    ordering = ("-state_since",)

    @admin.display(description=gettext_lazy("mail about"), ordering="kind")
    def what(self, row: Mail) -> str:
        """The kind of mail, in words."""
        return str(KINDS[row.kind].called) if row.kind in KINDS else row.kind

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def how_it_stands(self, row: Mail) -> SafeString:
        """The state, since when, and the error."""
        return render_to_string("accounts/admin/cells/mail_state.html", {"row": row})

    @admin.display(description=gettext_lazy("to"), ordering="person__username")
    def to(self, row: Mail) -> str:
        """The recipient. An address that a stranger typed is not shown."""
        if row.person is not None:
            return f"{row.person} ({row.person.address})"
        return (
            gettext("the admins")
            if row.kind in ("alarm", "digest")
            else gettext("somebody without an account")
        )

    @admin.action(description=gettext_lazy("Try now"), permissions=["view"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """End the pause of the mail server."""
        count = queryset.filter(state=MailState.WAITING).update(next_attempt_at=timezone.now())
        mail_server_lease.try_now()
        enqueue.wake()
        told = ngettext("%(n)d mail is tried now.", "%(n)d mails are tried now.", count)
        messages.success(request, told % {"n": count})

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the state of the mail server."""
        own = {"server": mail_server_lease.standing(), "waiting": mail_server_lease.waiting()}
        return super().changelist_view(request, {**(extra_context or {}), **own})
